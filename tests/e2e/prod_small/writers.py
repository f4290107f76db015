"""Writers that reconnect during a fault, like a service.

They use the endpoints, users and time-outs of the services. A write counts when the store has
acknowledged it. The outage is the largest gap between two acknowledged writes; lost are those that
are missing afterwards.
"""

import itertools
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Protocol, Self

from tests.e2e.polling import wait_for

_PAUSE = 0.02
_STEADY = 5.0
"""Seconds of steady writes after which a fault counts as over."""


class NotAWriterError(Exception):
    """The member rejects writes on a working connection."""


class Session(Protocol):
    """Connection to a store."""

    def write(self, number: int) -> None:
        """Write a number; return when the store has acknowledged it."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Writer:
    """Writer of one number after the other, until it is stopped."""

    def __init__(self, name: str, connect: Callable[[], Session], reader: Callable[[], set[int]]) -> None:
        self.name = name
        self.acknowledgements: list[tuple[float, int]] = []
        self.errors: list[tuple[float, str]] = []
        self._connect = connect
        self._reader = reader
        self._next = max(reader(), default=0) + 1
        self._end: float | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True, name=f"writer-{name}")

    def __enter__(self) -> Self:
        self._thread.start()
        self.await_flow(30)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end = time.monotonic()
        self._stop.set()
        self._thread.join(40)

    def await_flow(self, seconds: float) -> None:
        """Wait until writes are acknowledged."""
        count = len(self.acknowledgements)
        wait_for(f"writes to {self.name}", lambda: len(self.acknowledgements) > count + 5, seconds, 0.05)

    def settle(self, since: float, seconds: float, *, least: float = 3.0) -> None:
        """Wait for some seconds without a gap, at the earliest `least` seconds after `since`.

        Raises:
            AssertionError: after `seconds`, with the last errors.
        """

        def flows() -> bool:
            now = time.monotonic()
            if now < since + least:
                return False
            recent = [at for at, _ in self.acknowledgements[-2000:] if at > now - _STEADY]
            edges = [now - _STEADY, *recent, now]
            return max(b - a for a, b in itertools.pairwise(edges)) < 1.0

        try:
            wait_for(f"steady writes to {self.name}", flows, seconds + least + _STEADY)
        except AssertionError as error:
            messages = "\n".join(text for _, text in self.errors[-3:])
            raise AssertionError(f"{error}\nlast errors of the writer:\n{messages}") from None

    def outage(self, since: float) -> float:
        """Largest gap that ends after `since`."""
        times = [at for at, _ in self.acknowledgements]
        before = max((at for at in times if at <= since), default=since)
        around = [before, *(at for at in times if at > since)]
        # The last gap can be an outage that did not end.
        edges = [*around, self._end or time.monotonic()]
        return max((b - a for a, b in itertools.pairwise(edges)), default=0.0)

    def errors_since(self, since: float) -> list[str]:
        """Errors of the writer."""
        return [text for at, text in self.errors if at > since]

    def losses(self) -> tuple[int, int]:
        """Number of missing acknowledged writes, and number of acknowledged writes."""
        numbers = {number for _, number in list(self.acknowledgements)}
        return len(numbers - self._reader()), len(numbers)

    def _write(self) -> None:
        session: Session | None = None
        while not self._stop.wait(_PAUSE):
            number, self._next = self._next, self._next + 1
            try:
                session = session or self._connect()
                session.write(number)
            except Exception as error:
                self.errors.append((time.monotonic(), f"{number}: {error!r}"))
                if session is not None:
                    with suppress(Exception):
                        session.close()
                    session = None
            else:
                self.acknowledgements.append((time.monotonic(), number))
        if session is not None:
            with suppress(Exception):
                session.close()
