"""Programs in the containers of the members, with Python's standard library only.

They are uploaded as a separate package (`/sorcha/inside`), so they only import each other, relatively.
"""
