"""The guard asks the right member the right question, and only what it answers counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sorcha_infra.domain.names import labels
from sorcha_infra.platforms.docker.engine import Found
from sorcha_infra.platforms.docker.guard import SCRIPT, VetoError, ask


class _Engine:
    """Stands in for an engine: says what it is told to, and notes what it is asked."""

    def __init__(self, *found: Found, answer: tuple[int, str] = (0, "")) -> None:
        self._found = found
        self._answer = answer
        self.there = ""
        self.asked: list[tuple[str, Sequence[str]]] = []

    def containers(self, installation: str) -> Sequence[Found]:
        assert installation == "here"
        return self._found

    def run(self, id_: str, command: Sequence[str], *, environment: Mapping[str, str]) -> tuple[int, str]:
        self.asked.append((id_, command))
        self.there = environment["MEMBERS_ON_ENGINE"]
        return self._answer


def _found(name: str, component: str, *, running: bool = True) -> Found:
    return Found(id=f"id of {name}", name=f"here-{name}", component=component, running=running)


def _inputs(name: str, component: str) -> dict[str, Any]:
    told = labels("here", component)
    return {
        "name": f"here-{name}",
        "labels": [{"label": key, "value": value} for key, value in told.items()],
    }


_USER = _found("tenant-0", "tenant")
_ZERO, _ONE = _found("redis-0", "redis"), _found("redis-1", "redis")


@pytest.mark.parametrize(("planned", "word"), [(True, "replace"), (False, "remove")])
def test_another_member_is_asked(planned: bool, word: str) -> None:
    engine = _Engine(_USER, _ZERO, _ONE, _found("sentinel-0", "sentinel"))
    ask(engine, _inputs("redis-0", "redis"), planned)
    assert engine.asked == [("id of redis-1", ["bash", SCRIPT, "redis-0", word])]
    assert engine.there == "redis-0 redis-1"


def test_a_member_alone_is_asked_itself() -> None:
    engine = _Engine(_USER, _ZERO, _found("redis-1", "redis", running=False))
    ask(engine, _inputs("redis-0", "redis"), planned=True)
    assert [id_ for id_, _ in engine.asked] == ["id of redis-0"]


def test_a_no_is_a_veto_with_its_reason() -> None:
    engine = _Engine(_USER, _ZERO, _ONE, answer=(65, "redis-1 lags\n"))
    with pytest.raises(VetoError, match="here-redis-0 stays as it is: redis-1 lags"):
        ask(engine, _inputs("redis-0", "redis"), planned=True)


def test_a_question_that_cannot_be_answered_is_a_veto() -> None:
    engine = _Engine(_USER, _ZERO, _ONE, answer=(127, ""))
    with pytest.raises(VetoError, match="ended with 127"):
        ask(engine, _inputs("redis-0", "redis"), planned=True)


def test_a_store_that_is_down_as_a_whole_can_be_mended() -> None:
    engine = _Engine(_USER, _found("redis-0", "redis", running=False))
    ask(engine, _inputs("redis-0", "redis"), planned=True)
    assert engine.asked == []


def test_an_installation_without_services_is_being_taken_down() -> None:
    engine = _Engine(_ZERO, _ONE, _found("redis-proxy-0", "redis-proxy"), answer=(65, "no"))
    ask(engine, _inputs("redis-0", "redis"), planned=True)
    assert engine.asked == []


@pytest.mark.parametrize(("store", "user"), [("mongo", "register"), ("etcd", "wallet"), ("sentinel", "peer")])
def test_who_does_not_use_a_store_may_outlive_it(store: str, user: str) -> None:
    """The interface goes as late as the stores do, and a peer needs no MongoDB."""
    members = [_found(f"{store}-{n}", store) for n in range(2)]
    engine = _Engine(_found("ui-0", "ui"), *members, answer=(65, "no"))
    ask(engine, _inputs(f"{store}-0", store), planned=True)
    assert engine.asked == []
    engine = _Engine(_found(f"{user}-0", user), *members, answer=(65, "no"))
    with pytest.raises(VetoError):
        ask(engine, _inputs(f"{store}-0", store), planned=True)


def test_a_service_that_died_still_uses_the_store() -> None:
    engine = _Engine(_found("tenant-0", "tenant", running=False), _ZERO, _ONE, answer=(65, "no"))
    with pytest.raises(VetoError):
        ask(engine, _inputs("redis-0", "redis"), planned=True)
