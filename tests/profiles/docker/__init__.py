"""The pure half of Docker."""
