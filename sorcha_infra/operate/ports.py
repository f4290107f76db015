"""The ports of the machine that a deployment publishes: free, or its own already."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass

from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.operate.containers import known
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.tell import OperatorError
from sorcha_infra.platforms.docker.engine import Engine


@dataclass(frozen=True, slots=True)
class Wanted:
    """A port of the machine, and the key that says so."""

    key: str
    address: str
    port: int
    reaches: str


def wanted(deployment: Deployment) -> Iterator[Wanted]:
    """Every port that a deployment publishes."""
    edge, peer = deployment.edge, deployment.peer
    if isinstance(edge, EdgeNone):
        yield Wanted("edge.port", "127.0.0.1", edge.port, "the gateway")
    else:
        yield Wanted("edge.httpPort", edge.address, edge.http_port, "the edge")
        yield Wanted("edge.httpsPort", edge.address, edge.https_port, "the edge")
    if peer.external_address is not None:
        yield Wanted("peer.port", peer.address, peer.port, "the peer")


def free_ports(pulumi: Pulumi, engine: Engine, deployment: Deployment) -> None:
    """Looks whether every port is free, or the installation's own.

    The engine would say so too, after everything else was started. One that is not on this machine
    is not looked into: binding here says nothing about there.

    Raises:
        OperatorError: where somebody else has one.
    """
    if not engine.is_on_this_machine:
        return
    servers = known(pulumi.deployment()).servers
    own = {
        port
        for container in engine.containers(deployment.installation)
        if container.id in servers and container.running
        for port in container.ports
    }
    for one in wanted(deployment):
        if one.port not in own:
            _look(pulumi.stack, one)


def _look(stack: str, one: Wanted) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((one.address, one.port))
        except PermissionError:
            return  # a low port, which the engine may have and this user may not
        except OSError as error:
            raise OperatorError(
                f"port {one.port} of this machine, which {one.reaches} wants, is not to be had",
                found=f"sorcha:deployment.{one.key}: {error.strerror} at {one.address}:{one.port}",
                next_step=f"free it, or: pulumi config set --stack {stack} --path "
                f"sorcha:deployment.{one.key} {_another(one.port)}",
            ) from None


def _another(port: int) -> int:
    """A suggestion: 443 → 8443, 80 → 8080, 8080 → 8081."""
    return {443: 8443, 80: 8080}.get(port, port + 1)
