"""Scripts of jobs, the same on every platform."""

from pathlib import Path


def read(name: str) -> str:
    """The text of a script of this folder."""
    return (Path(__file__).parent / name).read_text()
