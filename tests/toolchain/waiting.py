"""Waiting for a process to end instead of for a time."""

from __future__ import annotations

import time
from pathlib import Path


def until_gone(pid: int, *, within: float) -> None:
    """Returns when the process has ended; fails when it has not in time."""
    end = time.monotonic() + within
    while not gone(pid):
        assert time.monotonic() < end, f"process {pid} still runs after {within} s"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    """No such process, or only its entry, waiting to be collected."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
