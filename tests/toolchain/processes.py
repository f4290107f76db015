"""Waiting for a process to end instead of for a time."""

from __future__ import annotations

import time
from pathlib import Path


def wait_for_end(pid: int, *, timeout: float) -> None:
    """Returns when the process has ended; fails when it has not in time."""
    end = time.monotonic() + timeout
    while not has_ended(pid):
        assert time.monotonic() < end, f"process {pid} still runs after {timeout} s"
        time.sleep(0.05)


def has_ended(pid: int) -> bool:
    """No such process, or only its entry, waiting to be collected."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return True
    return status.rpartition(")")[2].split()[0] == "Z"
