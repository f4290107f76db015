"""The operator of small production: commands of the documents with the names of the test."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from tests.e2e.prod_small.production import STACK, Small
from tests.e2e.shell import Shell


def operator(small: Small, folder: Path, members: Mapping[str, str] | None = None) -> Shell:
    """A shell; `members` maps names of the documents to the members that have their role now."""
    port = urlsplit(small.url).port
    return Shell(
        clone=small.clone,
        folder=folder,
        names={
            **{rf"prod-small-{name}\b": f"{STACK}-{member}" for name, member in (members or {}).items()},
            **{rf"(?<=[ =]){name}\b": member for name, member in (members or {}).items()},
            r"sorcha\.example\.com:443:": f"localhost:{port}:",
            r"https://sorcha\.example\.com": small.url,
            r"sorcha\.example\.com": "localhost",
            r"localhost:443": f"localhost:{port}",
            r"sport = :443": f"sport = :{port}",
            r"<installation>|\bprod-small\b": STACK,
        },
    )
