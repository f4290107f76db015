"""Ports are looked at before anything is started; an own one counts as free."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any, cast

import pytest

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.platforms.docker.operate.ports import free_ports, wanted
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.console import UserError
from sorcha_infra.platforms.docker.engine import Engine, Found
from tests.domain.deployments import deployment


class FakePulumi:
    stack = "dev"

    def deployment(self) -> dict[str, Any]:
        return {"resources": [{"type": "docker:index/container:Container", "id": "a"}]}


class FakeEngine:
    def __init__(self, *found: Found, here: bool = True) -> None:
        self._found = found
        self.is_on_this_machine = here

    def containers(self, _: str) -> list[Found]:
        return list(self._found)


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def look(one: Deployment, *found: Found, here: bool = True) -> None:
    free_ports(cast(Pulumi, FakePulumi()), cast(Engine, FakeEngine(*found, here=here)), one)


def test_each_published_port_is_known_by_its_key() -> None:
    peer = {"externalAddress": "peer.example.com"}
    assert [(one.key, one.port) for one in wanted(deployment())] == [("edge.port", 8080)]
    small = deployment("prod-small", peer=peer, edge={"kind": "haproxy", "httpsPort": 8443})
    assert [(one.key, one.port) for one in wanted(small)] == [
        ("edge.httpPort", 80),
        ("edge.httpsPort", 8443),
        ("peer.port", 5000),
    ]


@pytest.mark.parametrize("key", ["edge.port", "edge.httpsPort", "peer.port"])
def test_a_port_of_somebody_else_is_told_with_its_key(key: str, taken: int) -> None:
    local = {"kind": "haproxy", "address": "127.0.0.1", "httpPort": 18_099}
    one = {
        "edge.port": deployment(edge={"kind": "none", "port": taken}),
        "edge.httpsPort": deployment("prod-small", edge={**local, "httpsPort": taken}),
        "peer.port": deployment(
            edge={"kind": "none", "port": 18_098},
            peer={"externalAddress": "peer.example.com", "address": "127.0.0.1", "port": taken},
        ),
    }[key]
    with pytest.raises(UserError) as refused:
        look(one)
    told = f"{refused.value.found} {refused.value.next_step}"
    assert f"sorcha:deployment.{key}: Address already in use at 127.0.0.1:{taken}" in told
    assert f"pulumi config set --stack dev --path sorcha:deployment.{key} " in told


def test_an_own_port_is_free(taken: int) -> None:
    own = Found(id="a", name="dev-gateway-0", running=True, ports=(taken,))
    look(deployment(edge={"kind": "none", "port": taken}), own)


def test_nothing_is_bound_here_for_an_engine_elsewhere(taken: int) -> None:
    look(deployment(edge={"kind": "none", "port": taken}), here=False)
