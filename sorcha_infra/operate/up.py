"""`make up`: heal, deploy, and say where Sorcha answers."""

import os
import socket
import time
from urllib.parse import urlsplit

from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.operate.configuration import deployment_of
from sorcha_infra.operate.containers import known, reachable_engine
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.images import settle_source
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.tell import OperatorError, say
from sorcha_infra.platforms.docker.engine import Engine


def up(stack: str) -> int:
    """Deploys a stack; the exit status.

    Raises:
        OperatorError: with what stands in the way and what to do.
    """
    began = time.monotonic()
    deployment = deployment_of(stack)
    engine = reachable_engine()
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        pulumi.create()
        say(f"stack {stack} is new in {os.environ.get('PULUMI_BACKEND_URL', 'the back end')}")
    pulumi.unlock()
    _free_port(pulumi, engine, deployment)
    settle_source(pulumi, engine, deployment)
    refresh = heal(pulumi, engine, deployment.installation)
    say("deploying; the stores start first, the gateway last")
    status = pulumi.show("up", "--yes", "--skip-preview", *(["--refresh"] if refresh else []))
    if status != 0:
        raise OperatorError(
            f"stack {stack} is not up",
            found=f"pulumi up ended with {status}; what it says is above",
            next_step="mend the cause, then make up again: it continues where this stopped",
        )
    _tell(pulumi, time.monotonic() - began)
    return 0


def _free_port(pulumi: Pulumi, engine: Engine, deployment: Deployment) -> None:
    """Looks whether the gateway's port is free, or the gateway's own.

    Raises:
        OperatorError: where somebody else has it.
    """
    if not isinstance(deployment.edge, EdgeNone):
        return
    port = deployment.edge.port
    servers = known(pulumi.deployment()).servers
    if any(
        c.id in servers and c.running and port in c.ports for c in engine.containers(deployment.installation)
    ):
        return
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise OperatorError(
                f"port {port} of this machine, which the gateway wants, is taken",
                found=f"sorcha:deployment.edge.port: {error.strerror} at 127.0.0.1:{port}",
                next_step=f"free it, or: pulumi config set --stack {pulumi.stack} --path "
                f"sorcha:deployment.edge.port {port + 1}",
            ) from None


def _tell(pulumi: Pulumi, seconds: float) -> None:
    outputs = pulumi.outputs()
    url, stack = outputs["url"], pulumi.stack
    password = f"pulumi stack output adminPassword --show-secrets --stack {stack}"
    ours = f"label=sorcha.dev/installation={outputs['installation']}"
    print(
        f"""
Sorcha ({outputs["tier"]}) is up after {seconds:.0f} s: {url}
  sign in    {outputs["adminEmail"]}, password: . ./env.sh; {password}
  look       curl {url}/api/health    docker ps --filter {ours}
  change     pulumi config set --stack {stack} --path sorcha:deployment.services.tenant.replicas 2; make up
  stop       make down                (keeps the data and what opens it)"""
    )
    if outputs.get("imageSource") == "lab":
        print("  note       these are the lab's images: Sorcha's services and MongoDB are stand-ins")
    if urlsplit(url).hostname not in ("localhost", "127.0.0.1"):
        print(f"  note       the gateway answers on this machine's loopback; {url} must lead there")
