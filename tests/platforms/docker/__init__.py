"""Containers on one Docker engine."""
