"""A writer and a probe around a fault, and what they saw as a row."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from tests.e2e.polling import wait_for
from tests.e2e.prod_small.probes import Probe
from tests.e2e.prod_small.results import Measurement
from tests.e2e.prod_small.writers import Writer

_PATIENCE = 90
"""Seconds after which a fault that should be over counts as lasting: beyond every bound, so that a
figure that is too large is still a figure."""


class Store(Protocol):
    """What can be watched."""

    def writer(self) -> Writer:
        """Through the endpoint."""
        ...

    def probe(self, inner_pids: Mapping[str, int] | None = None) -> Probe:
        """To each member."""
        ...


class Watch:
    """A fault under way."""

    def __init__(self, writer: Writer, probe: Probe) -> None:
        self.writer = writer
        self.probe = probe
        self.began = time.monotonic()

    def settle(self, *, least: float = 3.0, seconds: float = _PATIENCE) -> None:
        """Waits until writes flow again, and goes on watching for `least` seconds at least."""
        self.writer.settle(self.began, seconds, least=least)

    def await_writes(self) -> None:
        """Waits for the next acknowledged writes."""
        self.writer.await_flow(_PATIENCE)


@contextmanager
def watched(row: Measurement, store: Store, inner_pids: Mapping[str, int] | None = None) -> Iterator[Watch]:
    """Writes and asks meanwhile; the row has the figures also where the test fails."""
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
