"""Deployment of Sorcha by its recommendation table, on the platform of a stack file."""
