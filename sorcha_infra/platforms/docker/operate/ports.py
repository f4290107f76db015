"""Check of the ports of the machine that a deployment publishes."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass

from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate.containers import Record


@dataclass(frozen=True, slots=True)
class Claim:
    """A published port of the machine, and its config key."""

    key: str
    address: str
    port: int
    owner: str


def claims(deployment: Deployment) -> Iterator[Claim]:
    """Return every port that a deployment publishes."""
    edge, peer = deployment.edge, deployment.peer
    if isinstance(edge, EdgeNone):
        yield Claim("edge.port", "127.0.0.1", edge.port, "the gateway")
    else:
        yield Claim("edge.httpPort", edge.address, edge.http_port, "the edge")
        yield Claim("edge.httpsPort", edge.address, edge.https_port, "the edge")
    if peer.external_address is not None:
        yield Claim("peer.port", peer.address, peer.port, "the peer")


def check_ports(stack: str, deployment: Deployment, record: Record, engine: Engine) -> None:
    """Check that every port is free or already used by this installation.

    The engine would report a conflict too, but only after the start of everything else. The ports of
    a remote engine cannot be checked from this machine.

    Raises:
        UserError: if another program uses a port.
    """
    if not engine.is_on_this_machine:
        return
    own_ports = {
        port
        for container in engine.containers(deployment.installation)
        if container.id in record.servers and container.is_running
        for port in container.ports
    }
    for claim in claims(deployment):
        if claim.port not in own_ports:
            _bind(stack, claim)


def _bind(stack: str, claim: Claim) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((claim.address, claim.port))
        except PermissionError:
            return  # a low port, which the engine may bind and this user may not
        except OSError as error:
            raise UserError(
                f"sorcha:deployment.{claim.key}",
                f"port {claim.port} of this machine, needed by {claim.owner}, cannot be bound "
                f"({error.strerror} at {claim.address}:{claim.port})",
                expected="a free port",
                fix=f"stop the program on that port, or: pulumi config set --stack {stack} --path "
                f"sorcha:deployment.{claim.key} {_suggestion(claim.port)}",
            ) from None


def _suggestion(port: int) -> int:
    """Suggest another port: 443 → 8443, 80 → 8080, 8080 → 8081."""
    return {443: 8443, 80: 8080}.get(port, port + 1)
