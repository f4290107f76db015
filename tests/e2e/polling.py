"""Awaiting conditions, with a bound."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(description: str, look: Callable[[], T | None], seconds: float, pause: float = 0.2) -> T:
    """The first true answer of `look`; whoever is asked too early may refuse with an exception."""
    deadline = time.monotonic() + seconds
    last: object = "no answer"
    while time.monotonic() < deadline:
        try:
            answer = look()
        except Exception as error:
            last = repr(error)
        else:
            if answer:
                return answer
            last = repr(answer)
        time.sleep(pause)
    raise AssertionError(f"{description}: not within {seconds:g} s; last: {last}")
