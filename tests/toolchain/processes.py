"""Wait for the end of a process."""

from __future__ import annotations

import time
from pathlib import Path


def wait_for_end(pid: int, *, timeout: float) -> None:
    """Return when the process has ended; fail after the time-out."""
    end = time.monotonic() + timeout
    while not has_ended(pid):
        assert time.monotonic() < end, f"process {pid} still runs after {timeout} s"
        time.sleep(0.05)


def has_ended(pid: int) -> bool:
    """Whether the process does not exist, or is a zombie."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
