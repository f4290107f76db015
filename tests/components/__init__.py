"""What the components promise, on every plan that renders."""
