"""Sorcha on one Docker engine, as plain containers."""
