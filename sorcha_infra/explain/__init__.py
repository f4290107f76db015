"""`python -m sorcha_infra explain`: what a stack is, what it survives, what is left after a loss."""
