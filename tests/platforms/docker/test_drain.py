"""The hook before the end of a gateway drains it at a running edge, and never prevents the end."""

from collections.abc import Sequence
from typing import Any

import pytest

from sorcha_infra.domain.names import labels
from sorcha_infra.platforms.docker.edge import drain
from sorcha_infra.platforms.docker.engine import DockerObject


class _Engine:
    """A stand-in for an engine: gives a fixed answer, and records its calls."""

    def __init__(self, *containers: DockerObject, answer: tuple[int, str] = (0, "")) -> None:
        self._containers = containers
        self._answer = answer
        self.calls: list[tuple[str, Sequence[str], str]] = []

    def containers(self, installation: str) -> Sequence[DockerObject]:
        assert installation == "here"
        return self._containers

    def run(self, id_: str, command: Sequence[str], user: str) -> tuple[int, str]:
        self.calls.append((id_, command, user))
        return self._answer


def _inputs() -> dict[str, Any]:
    label_values = labels("here", "gateway")
    return {
        "name": "here-gateway-1",
        "labels": [{"label": key, "value": value} for key, value in label_values.items()],
    }


_EDGE = DockerObject(id="the edge", name="here-edge-0", component="edge", is_running=True)


def test_the_edge_drains_as_its_own_user() -> None:
    engine = _Engine(DockerObject(id="other", name="here-redis-0", component="redis", is_running=True), _EDGE)
    drain.leave(engine, _inputs())
    assert engine.calls == [("the edge", drain.command("gateway-1"), "")]


@pytest.mark.parametrize(
    "containers", [(), (DockerObject(id="x", name="here-edge-0", component="edge", is_running=False),)]
)
def test_without_an_edge_nothing_is_drained(containers: tuple[DockerObject, ...]) -> None:
    engine = _Engine(*containers)
    drain.leave(engine, _inputs())
    assert engine.calls == []


def test_an_edge_that_cannot_drain_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", warnings.append)
    drain.leave(_Engine(_EDGE, answer=(1, "HAProxy has no backend gateways\n")), _inputs())
    assert warnings == [
        "here-gateway-1: could not be drained at the edge, so a request may be lost "
        "(HAProxy has no backend gateways)."
    ]
