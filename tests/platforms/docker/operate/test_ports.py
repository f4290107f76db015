"""Ports are looked at before anything is started; an own one counts as free."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest

from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.platforms.docker.engine import DockerObject, Engine
from sorcha_infra.platforms.docker.operate.containers import read_record
from sorcha_infra.platforms.docker.operate.ports import check_ports, claims
from tests.domain.deployments import deployment

RECORD = read_record({"resources": [{"type": "docker:index/container:Container", "id": "a"}]})
"""What the state says: the container with the id `a` is of this stack."""


class FakeEngine:
    def __init__(self, *containers: DockerObject, is_local: bool = True) -> None:
        self._containers = containers
        self.is_on_this_machine = is_local

    def containers(self, _: str) -> list[DockerObject]:
        return list(self._containers)


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield int(server.getsockname()[1])


def look(case: Deployment, *containers: DockerObject, is_local: bool = True) -> None:
    check_ports("dev", case, RECORD, cast(Engine, FakeEngine(*containers, is_local=is_local)))


def test_each_published_port_is_known_by_its_key() -> None:
    peer = {"externalAddress": "peer.example.com"}
    assert [(claim.key, claim.port) for claim in claims(deployment())] == [("edge.port", 8080)]
    small = deployment("prod-small", peer=peer, edge={"kind": "haproxy", "httpsPort": 8443})
    assert [(claim.key, claim.port) for claim in claims(small)] == [
        ("edge.httpPort", 80),
        ("edge.httpsPort", 8443),
        ("peer.port", 5000),
    ]


@pytest.mark.parametrize("key", ["edge.port", "edge.httpsPort", "peer.port"])
def test_a_port_in_use_is_reported_with_its_key(key: str, port: int) -> None:
    local = {"kind": "haproxy", "address": "127.0.0.1", "httpPort": 18_099}
    case = {
        "edge.port": deployment(edge={"kind": "none", "port": port}),
        "edge.httpsPort": deployment("prod-small", edge={**local, "httpsPort": port}),
        "peer.port": deployment(
            edge={"kind": "none", "port": 18_098},
            peer={"externalAddress": "peer.example.com", "address": "127.0.0.1", "port": port},
        ),
    }[key]
    with pytest.raises(UserError) as error:
        look(case)
    text = str(error.value)
    assert text.startswith(f"sorcha:deployment.{key}: port {port} of this machine")
    assert f"(Address already in use at 127.0.0.1:{port})" in text
    assert f"pulumi config set --stack dev --path sorcha:deployment.{key} " in text


def test_an_own_port_is_free(port: int) -> None:
    own = DockerObject(id="a", name="dev-gateway-0", is_running=True, ports=(port,))
    look(deployment(edge={"kind": "none", "port": port}), own)


@pytest.mark.parametrize(
    "container",
    [
        DockerObject(id="b", name="dev-gateway-0", is_running=True),
        DockerObject(id="a", name="dev-gateway-0", is_running=False),
    ],
    ids=["not ours", "not running"],
)
def test_a_port_of_a_container_that_is_not_ours_or_does_not_run_is_not_own(
    container: DockerObject, port: int
) -> None:
    with pytest.raises(UserError):
        look(deployment(edge={"kind": "none", "port": port}), replace(container, ports=(port,)))


def test_nothing_is_bound_here_for_an_engine_elsewhere(port: int) -> None:
    look(deployment(edge={"kind": "none", "port": port}), is_local=False)
