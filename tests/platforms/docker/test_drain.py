"""The hook before a gateway's end: it tells the edge that runs, and is never in the way."""

from collections.abc import Sequence
from typing import Any

import pytest

from sorcha_infra.domain.names import labels
from sorcha_infra.platforms.docker.edge import drain
from sorcha_infra.platforms.docker.engine import Found


class _Engine:
    """Stands in for an engine: says what it is told to, and notes what it is asked."""

    def __init__(self, *found: Found, answer: tuple[int, str] = (0, "")) -> None:
        self._found = found
        self._answer = answer
        self.asked: list[tuple[str, Sequence[str], str]] = []

    def containers(self, installation: str) -> Sequence[Found]:
        assert installation == "here"
        return self._found

    def run(self, id_: str, command: Sequence[str], user: str) -> tuple[int, str]:
        self.asked.append((id_, command, user))
        return self._answer


def _inputs() -> dict[str, Any]:
    told = labels("here", "gateway")
    return {
        "name": "here-gateway-1",
        "labels": [{"label": key, "value": value} for key, value in told.items()],
    }


_EDGE = Found(id="the edge", name="here-edge-0", component="edge", running=True)


def test_the_edge_is_told_as_its_own_user() -> None:
    engine = _Engine(Found(id="other", name="here-redis-0", component="redis", running=True), _EDGE)
    drain.leave(engine, _inputs())
    assert engine.asked == [("the edge", drain.command("gateway-1"), "")]


@pytest.mark.parametrize("found", [(), (Found(id="x", name="here-edge-0", component="edge", running=False),)])
def test_without_an_edge_nobody_is_told(found: tuple[Found, ...]) -> None:
    engine = _Engine(*found)
    drain.leave(engine, _inputs())
    assert engine.asked == []


def test_an_edge_that_cannot_be_told_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", told.append)
    drain.leave(_Engine(_EDGE, answer=(1, "HAProxy does not tell of gateways\n")), _inputs())
    assert told == ["here-gateway-1: the edge was not told that it goes: HAProxy does not tell of gateways"]
