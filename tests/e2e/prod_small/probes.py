"""Probe: a write every 100 ms to every member by its address; two that accept one are two writers."""

import ctypes
import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.e2e.prod_small.writers import NotAWriterError, Session

PERIOD = 0.1
_OVERLAP = 5.0
"""Seconds within which writes of A, B and A again prove two writers: two consecutive hand-overs
take longer."""

_NEW_NETWORK = 0x40000000
"""CLONE_NEWNET of setns(2)."""


def enter_network_of(pid: int) -> None:
    """Move this thread, permanently, into the network of a process.

    So the probe reaches a member whose network is cut off from within.
    """
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, _NEW_NETWORK) != 0:
            raise OSError(ctypes.get_errno(), f"setns to the network of process {pid}")
    finally:
        os.close(descriptor)


class Probe:
    """Probe of all members at once, each in its own thread, so that none waits for another."""

    def __init__(
        self, members: Mapping[str, Callable[[], Session]], inner_pids: Mapping[str, int] | None = None
    ) -> None:
        """`inner_pids` has members to be probed from within their network, and a process there."""
        self.writes: list[tuple[float, int, str]] = []
        self.samples = 0
        self._inner_pids = inner_pids or {}
        self._stop = threading.Event()
        self._began = 0.0
        self._threads = [
            threading.Thread(target=self._ask, args=(name, connect), daemon=True, name=f"probe-{name}")
            for name, connect in members.items()
        ]

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self.samples = int((time.monotonic() - self._began) / PERIOD)
        for thread in self._threads:
            thread.join(10)

    def writers(self, since: float = 0.0) -> set[str]:
        """Members that accepted a write."""
        return {member for at, _, member in list(self.writes) if at > since}

    def two_writers(self) -> int:
        """Number of samples in which two members accepted a write, at once or in turns."""
        by_sample: dict[int, set[str]] = {}
        for _, sample, member in self.writes:
            by_sample.setdefault(sample, set()).add(member)
        at_once = sum(len(members) > 1 for members in by_sample.values())
        return at_once + self._by_turns()

    def _by_turns(self) -> int:
        changes: list[tuple[float, str]] = []
        last: dict[str, float] = {}
        count = 0
        for at, _, member in sorted(self.writes):
            if changes and changes[-1][1] != member and at - last.get(member, -_OVERLAP) < _OVERLAP:
                count += 1
            if not changes or changes[-1][1] != member:
                changes.append((at, member))
            last[member] = at
        return count

    def _ask(self, name: str, connect: Callable[[], Session]) -> None:
        if name in self._inner_pids:
            enter_network_of(self._inner_pids[name])
        session: Session | None = None
        while not self._stop.is_set():
            sample = int((time.monotonic() - self._began) / PERIOD)
            try:
                session = session or connect()
                session.write(sample)
            except NotAWriterError:
                pass
            except Exception:
                # A member that is down or does not exist.
                if session is not None:
                    with suppress(Exception):
                        session.close()
                session = None
            else:
                self.writes.append((time.monotonic(), int((time.monotonic() - self._began) / PERIOD), name))
            self._stop.wait(max(0.0, (sample + 1) * PERIOD - (time.monotonic() - self._began)))
