"""Renderer of a stack to plain data, without an engine, a state or a secret.

Modules here import each other relatively, and the rest of the program only at run time. So this renderer can
run in another tree of the repository, with the code of that tree.
"""
