"""Programs that run inside of the members' containers, with Python's standard library alone.

They are uploaded as a package of its own (`/sorcha/inside`), so they import each other relatively
and nothing of the rest.
"""
