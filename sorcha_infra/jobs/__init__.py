"""Scripts of jobs, the same on every platform."""

from pathlib import Path


def read(name: str) -> str:
    """Return the text of a script in this folder."""
    return (Path(__file__).parent / name).read_text()
