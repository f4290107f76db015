"""Tests of the review. `previews/` has the output of the CLI for a stack `dev` on the lab's images.

Only steps are kept, with inputs where a test reads them; times, stack traces and outputs are left out.
"""
