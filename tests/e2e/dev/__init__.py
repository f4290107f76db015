"""The dev tier on a real engine; the files run in the order of their numbers."""
