"""The review. `previews/` holds what the CLI printed for a stack `dev` that ran on the lab's images:
the steps, with the inputs of those that a test looks into; times, stack traces and outputs are left out.
"""
