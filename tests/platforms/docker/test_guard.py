"""The guard asks the right member the right question, and only the answer counts."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sorcha_infra.domain.names import labels
from sorcha_infra.platforms.docker.engine import DockerObject
from sorcha_infra.platforms.docker.guard import SCRIPT, VetoError, ask


class _Engine:
    """A stand-in for an engine: gives a fixed answer, and records its calls."""

    def __init__(self, *containers: DockerObject, answer: tuple[int, str] = (0, "")) -> None:
        self._containers = containers
        self._answer = answer
        self.members = ""
        self.calls: list[tuple[str, Sequence[str]]] = []

    def containers(self, installation: str) -> Sequence[DockerObject]:
        assert installation == "here"
        return self._containers

    def run(self, id_: str, command: Sequence[str], *, environment: Mapping[str, str]) -> tuple[int, str]:
        self.calls.append((id_, command))
        self.members = environment["MEMBERS_ON_ENGINE"]
        return self._answer


def _container(name: str, component: str, *, is_running: bool = True) -> DockerObject:
    return DockerObject(id=f"id of {name}", name=f"here-{name}", component=component, is_running=is_running)


def _inputs(name: str, component: str) -> dict[str, Any]:
    label_values = labels("here", component)
    return {
        "name": f"here-{name}",
        "labels": [{"label": key, "value": value} for key, value in label_values.items()],
    }


_USER = _container("tenant-0", "tenant")
_MEMBER_0, _MEMBER_1 = _container("redis-0", "redis"), _container("redis-1", "redis")


@pytest.mark.parametrize(("replacement", "word"), [(True, "replace"), (False, "remove")])
def test_another_member_is_asked(replacement: bool, word: str) -> None:
    engine = _Engine(_USER, _MEMBER_0, _MEMBER_1, _container("sentinel-0", "sentinel"))
    ask(engine, _inputs("redis-0", "redis"), replacement)
    assert engine.calls == [("id of redis-1", ["bash", SCRIPT, "redis-0", word])]
    assert engine.members == "redis-0 redis-1"


def test_a_member_alone_is_asked_itself() -> None:
    engine = _Engine(_USER, _MEMBER_0, _container("redis-1", "redis", is_running=False))
    ask(engine, _inputs("redis-0", "redis"), replacement=True)
    assert [id_ for id_, _ in engine.calls] == ["id of redis-0"]


def test_a_no_is_a_veto_with_its_reason() -> None:
    engine = _Engine(_USER, _MEMBER_0, _MEMBER_1, answer=(65, "redis-1 lags\n"))
    with pytest.raises(VetoError, match="here-redis-0: was not replaced, because redis-1 lags"):
        ask(engine, _inputs("redis-0", "redis"), replacement=True)


def test_a_veto_has_the_evidence_and_the_fix_of_the_script() -> None:
    output = "1 of 2 holds the data\nredis-1 lags\nfix: docker start here-redis-1\n"
    engine = _Engine(_USER, _MEMBER_0, _MEMBER_1, answer=(1, output))
    with pytest.raises(VetoError) as error:
        ask(engine, _inputs("redis-0", "redis"), replacement=False)
    assert str(error.value).splitlines() == [
        "here-redis-0: was not removed, because 1 of 2 holds the data.",
        "    redis-1 lags",
        "    Fix: docker start here-redis-1",
    ]


def test_a_veto_of_a_script_without_a_fix_has_the_usual_one() -> None:
    """The members may still have the scripts of an earlier deployment."""
    engine = _Engine(_USER, _MEMBER_0, _MEMBER_1, answer=(1, "redis-1 lags. Wait, then repeat.\n"))
    with pytest.raises(VetoError) as error:
        ask(engine, _inputs("redis-0", "redis"), replacement=True)
    first, fix = str(error.value).splitlines()
    assert first == "here-redis-0: was not replaced, because redis-1 lags. Wait, then repeat."
    assert fix.startswith("    Fix: start the members that are down")


def test_a_question_that_cannot_be_answered_is_a_veto() -> None:
    engine = _Engine(_USER, _MEMBER_0, _MEMBER_1, answer=(127, ""))
    with pytest.raises(VetoError, match="ended with 127"):
        ask(engine, _inputs("redis-0", "redis"), replacement=True)


def test_a_store_that_is_down_as_a_whole_can_be_repaired() -> None:
    engine = _Engine(_USER, _container("redis-0", "redis", is_running=False))
    ask(engine, _inputs("redis-0", "redis"), replacement=True)
    assert engine.calls == []


def test_an_installation_without_services_is_being_taken_down() -> None:
    engine = _Engine(_MEMBER_0, _MEMBER_1, _container("redis-proxy-0", "redis-proxy"), answer=(65, "no"))
    ask(engine, _inputs("redis-0", "redis"), replacement=True)
    assert engine.calls == []


@pytest.mark.parametrize(("store", "user"), [("mongo", "register"), ("etcd", "wallet"), ("sentinel", "peer")])
def test_who_does_not_use_a_store_may_outlive_it(store: str, user: str) -> None:
    """The interface goes as late as the stores do, and a peer needs no MongoDB."""
    members = [_container(f"{store}-{n}", store) for n in range(2)]
    engine = _Engine(_container("ui-0", "ui"), *members, answer=(65, "no"))
    ask(engine, _inputs(f"{store}-0", store), replacement=True)
    assert engine.calls == []
    engine = _Engine(_container(f"{user}-0", user), *members, answer=(65, "no"))
    with pytest.raises(VetoError):
        ask(engine, _inputs(f"{store}-0", store), replacement=True)


def test_a_service_that_died_still_uses_the_store() -> None:
    engine = _Engine(
        _container("tenant-0", "tenant", is_running=False), _MEMBER_0, _MEMBER_1, answer=(65, "no")
    )
    with pytest.raises(VetoError):
        ask(engine, _inputs("redis-0", "redis"), replacement=True)
