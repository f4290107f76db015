"""Awaiting conditions, with a bound."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(what: str, look: Callable[[], T | None], seconds: float, pause: float = 0.2) -> T:
    """The first true answer of `look`; whoever is asked too early may refuse with an exception."""
    deadline = time.monotonic() + seconds
    last: object = "no answer"
    while time.monotonic() < deadline:
        try:
            found = look()
        except Exception as error:
            last = repr(error)
        else:
            if found:
                return found
            last = repr(found)
        time.sleep(pause)
    raise AssertionError(f"{what}: not within {seconds:g} s; last: {last}")
