"""Renders a stack without an engine, a state or a secret: a program in, plain data out.

Everything here imports its neighbours relatively and the rest of the program only where it is
run: so this renderer can look at another tree of the repository, with that tree's code.
"""
