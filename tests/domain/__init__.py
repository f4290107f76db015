"""Facts, rules and builders of the platform."""
