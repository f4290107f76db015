"""Review of a pull request: its effect on each stack, as one comment."""
