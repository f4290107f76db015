"""One session at a time uses an installation, and none leaves anything of it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.installation import Installation


@contextmanager
def only_session(name: str) -> Iterator[Installation]:
    """The installation, for this session alone."""
    with Path(f"/tmp/sorcha-{name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pytest.exit(f"another session of these tests uses the installation {name}: wait for it", 1)
        yield Installation(name)
