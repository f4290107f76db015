"""How a platform does what the components ask."""
