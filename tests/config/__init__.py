"""Configuration: what resolves, what is refused, and how that is told."""
