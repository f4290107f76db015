"""Writer and probe around a fault, with their figures in a row."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from tests.e2e.polling import wait_for
from tests.e2e.prod_small.probes import Probe
from tests.e2e.prod_small.results import Measurement
from tests.e2e.prod_small.writers import Writer

_PATIENCE = 90
"""Seconds after which a fault counts as permanent. Greater than every bound, so that an excessive
duration is still measured."""


class Store(Protocol):
    """Store that can be watched."""

    def writer(self) -> Writer:
        """Writer through the endpoint."""
        ...

    def probe(self, inner_pids: Mapping[str, int] | None = None) -> Probe:
        """Probe of each member."""
        ...


class Watch:
    """Fault in progress."""

    def __init__(self, writer: Writer, probe: Probe) -> None:
        self.writer = writer
        self.probe = probe
        self.began = time.monotonic()

    def settle(self, *, least: float = 3.0, seconds: float = _PATIENCE) -> None:
        """Wait until writes succeed again, for at least `least` seconds."""
        self.writer.settle(self.began, seconds, least=least)

    def await_writes(self) -> None:
        """Wait for the next acknowledged writes."""
        self.writer.await_flow(_PATIENCE)


@contextmanager
def watched(row: Measurement, store: Store, inner_pids: Mapping[str, int] | None = None) -> Iterator[Watch]:
    """Write and probe during the block; the row has the figures also if the test fails."""
    writer, probe = store.writer(), store.probe(inner_pids)
    watch: Watch | None = None
    try:
        with probe, writer:
            wait_for("a member that takes writes", probe.writers, 30)
            watch = Watch(writer, probe)
            yield watch
    finally:
        if watch is not None:
            row.outage = writer.outage(watch.began) if row.outage is None else row.outage
            row.note_errors(len(writer.errors_since(watch.began)))
            row.two_writers, row.samples = probe.two_writers(), probe.samples
            row.losses = writer.losses()
