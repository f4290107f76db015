"""Rules over the source of the repository."""
