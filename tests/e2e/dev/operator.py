"""The operator of dev: commands of the documents with the names of the test."""

from pathlib import Path

from tests.e2e.clone import STACK, Clone
from tests.e2e.shell import Shell


def operator(clone: Clone, folder: Path, **variables: str) -> Shell:
    """A shell; the stack of a document is that of the test, also where the document names another tier."""
    return Shell(
        clone=clone,
        folder=folder,
        variables=variables,
        names={
            r"<installation>-<member>": f"{STACK}-tenant-0",
            r"(--stack |installation=|--yes )dev\b": rf"\g<1>{STACK}",
            r"(?<!tier )\bprod-small\b": STACK,
            r"\bmake (up|down|preview)\b(?!.*STACK=)": rf"make \1 STACK={STACK}",
            r"s3://bucket/path": f"file://{folder}",
        },
    )
