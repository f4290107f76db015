"""Scripts and configuration that run inside containers of this platform."""

from pathlib import Path


def read(name: str) -> str:
    """The text of a file of this folder, by its path in it."""
    return (Path(__file__).parent / name).read_text()
