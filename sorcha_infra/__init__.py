"""Runs the Sorcha platform on Docker or Kubernetes, described by one recommendation table."""
