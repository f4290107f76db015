"""What this session measured, row by row."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.e2e.prod_small.catalogue import FACTS, Fact


@dataclass(slots=True)
class Measurement:
    """One row; a test fills it, and it is judged when the test's block ends."""

    key: str
    outage: float | None = None
    """Seconds: the largest gap between two acknowledged writes around the fault."""

    losses: tuple[int, int] | None = None
    """Acknowledged writes that are missing afterwards, and acknowledged writes at all."""

    took: float | None = None
    """Seconds until it was whole again."""

    two_writers: int | None = None
    """Samples in which two members took a write."""

    samples: int = 0
    notes: list[str] = field(default_factory=list)
    error: str | None = None
    """The first words of what went wrong besides the bounds."""

    seconds: float = 0.0
    """How long the whole row took."""

    @property
    def fact(self) -> Fact:
        """What must hold."""
        return FACTS[self.key]

    def note(self, text: str) -> None:
        """Says something more that was seen."""
        self.notes.append(text.replace("|", "/"))

    def note_errors(self, count: int) -> None:
        """Says how often the writer was refused or cut off."""
        if count:
            self.notes.append(f"{count} writes failed and were tried again")

    def breaches(self, patience: float = 1) -> list[str]:
        """What does not hold, of what every row has in common; `patience` stretches the seconds."""
        fact, breaches = self.fact, []
        if fact.max_outage is not None and (self.outage is None or self.outage > fact.max_outage * patience):
            breaches.append(f"outage {_number(self.outage)}, allowed {fact.max_outage:g} s")
        if fact.within is not None and (self.took is None or self.took > fact.within * patience):
            breaches.append(f"whole after {_number(self.took)}, allowed {fact.within:g} s")
        if fact.lossless and (self.losses is None or self.losses[0] or not self.losses[1]):
            breaches.append(f"lost {self.losses}, allowed none of at least one")
        if self.two_writers:
            breaches.append(f"{self.two_writers} of {self.samples} samples show two writers")
        return breaches

    @property
    def holds(self) -> bool:
        """Whether the row is as it must be."""
        return self.error is None and not self.breaches()

    def cell(self) -> str:
        """The cell of the table."""
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
    """The rows of a session."""

    def __init__(self) -> None:
        self.rows: dict[str, Measurement] = {}
        self.versions = ""
        """Of what was measured."""

        self.patience = 1.0
        """How many times its bound a row may take before it fails; it is printed as broken anyway."""

    @contextmanager
    def row(self, key: str) -> Iterator[Measurement]:
        """A row to fill; fails where it breaks its bounds, and is printed either way."""
        row = Measurement(key)
        assert key in FACTS, key
        began = time.monotonic()
        try:
            yield row
        except Exception as error:  # an interrupt by hand has measured nothing
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
"""Of this session."""


def bound_text(fact: Fact) -> str:
    """What must hold, in a cell."""
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
