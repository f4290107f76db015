"""Measured rows of this session."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.e2e.prod_small.catalogue import FACTS, Fact


@dataclass(slots=True)
class Measurement:
    """One row, filled by a test and judged at the end of the test's block."""

    key: str
    outage: float | None = None
    """Seconds: the largest gap between two acknowledged writes around the fault."""

    losses: tuple[int, int] | None = None
    """Numbers of acknowledged writes that are missing afterwards, and of all acknowledged writes."""

    took: float | None = None
    """Seconds until it was whole again."""

    two_writers: int | None = None
    """Samples in which two members accepted a write."""

    samples: int = 0
    notes: list[str] = field(default_factory=list)
    error: str | None = None
    """First line of a failure other than a bound."""

    seconds: float = 0.0
    """Duration of the whole row."""

    @property
    def fact(self) -> Fact:
        """Requirements of the row."""
        return FACTS[self.key]

    def note(self, text: str) -> None:
        """Add a further observation."""
        self.notes.append(text.replace("|", "/"))

    def note_errors(self, count: int) -> None:
        """Add the number of failed writes, if any."""
        if count:
            self.notes.append(f"{count} writes failed and were tried again")

    def breaches(self, patience: float = 1) -> list[str]:
        """Broken bounds; `patience` multiplies the seconds."""
        fact, breaches = self.fact, []
        if fact.max_outage is not None and (self.outage is None or self.outage > fact.max_outage * patience):
            breaches.append(f"outage {_number(self.outage)}, at most {fact.max_outage:g} s expected")
        if fact.within is not None and (self.took is None or self.took > fact.within * patience):
            breaches.append(f"whole after {_number(self.took)}, at most {fact.within:g} s expected")
        if fact.lossless and (self.losses is None or self.losses[0] or not self.losses[1]):
            breaches.append(f"lost {self.losses}, none of at least one expected")
        if self.two_writers:
            breaches.append(f"{self.two_writers} of {self.samples} samples show two writers")
        return breaches

    @property
    def holds(self) -> bool:
        """Whether the row keeps its bounds."""
        return self.error is None and not self.breaches()

    def cell(self) -> str:
        """Cell of the table."""
        parts = []
        if self.outage is not None:
            parts.append(f"{self.outage:.1f} s")
        if self.took is not None:
            parts.append(f"whole after {self.took:.1f} s")
        if self.losses is not None:
            parts.append(f"{self.losses[0]} of {self.losses[1]} lost")
        if self.two_writers is not None:
            parts.append(f"two writers in {self.two_writers} of {self.samples} samples")
        return "; ".join([*parts, *self.notes, *(["**does not hold**"] if not self.holds else [])])


class Results:
    """Rows of a session."""

    def __init__(self) -> None:
        self.rows: dict[str, Measurement] = {}
        self.versions = ""
        """Versions of the measured servers."""

        self.patience = 1.0
        """Factor on the seconds of a bound before a row fails; the row is printed as broken without it."""

    @contextmanager
    def row(self, key: str) -> Iterator[Measurement]:
        """Return a row to fill; it is printed in any case, and fails if it breaks its bounds."""
        row = Measurement(key)
        assert key in FACTS, key
        began = time.monotonic()
        try:
            yield row
        except Exception as error:  # a manual interrupt measured nothing
            row.error = (str(error).splitlines() or [repr(error)])[0]
            self._keep(row, began)
            raise
        self._keep(row, began)
        breaches = row.breaches(self.patience)
        assert not breaches, f"{row.fact.title}: {'; '.join(breaches)}"

    def _keep(self, row: Measurement, began: float) -> None:
        row.seconds = time.monotonic() - began
        self.rows[row.key] = row


RESULTS = Results()
"""Rows of this session."""


def bound_text(fact: Fact) -> str:
    """Cell with the requirements of a row."""
    parts = []
    if fact.max_outage is not None:
        parts.append(f"≤ {fact.max_outage:g} s")
    if fact.within is not None:
        parts.append(f"whole within {fact.within:g} s")
    if fact.lossless:
        parts.append("0 lost")
    if fact.says:
        parts.append(fact.says)
    return "; ".join(parts)


def _number(seconds: float | None) -> str:
    return "not measured" if seconds is None else f"{seconds:.1f} s"
