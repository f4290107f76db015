"""Facts, rules and builders of the Sorcha platform: pure, without Pulumi."""
