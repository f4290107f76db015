"""Configuration: resolution, refusals and their texts."""
