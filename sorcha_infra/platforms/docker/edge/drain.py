"""Hook before the deletion of a gateway: HAProxy drains it, so that no request is lost.

nginx has no drain without a reload of changed settings; its promise says so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import pulumi

from sorcha_infra import diagnostics
from sorcha_infra.domain.names import LABEL_INSTALLATION, physical
from sorcha_infra.platforms.docker import files, proxy
from sorcha_infra.platforms.docker.edge.haproxy import BACKEND
from sorcha_infra.platforms.docker.engine import DockerObject, Engine
from sorcha_infra.profiles.docker.kinds import labels

PATIENCE_SECONDS = 5
"""Time for requests under way; the gateway finishes longer ones while it stops."""

PAUSE_SECONDS = 15
"""Time until the gateway is back in rotation, even if the update ended meanwhile. By then its stop has
begun, and HAProxy detects a gateway that refuses connections without loss."""


class Containers(Protocol):
    """Methods of an engine that the hook uses."""

    def containers(self, installation: str) -> Sequence[DockerObject]:
        """Return all containers of an installation."""
        ...

    def run(self, id_: str, command: Sequence[str], user: str) -> tuple[int, str]:
        """Run a command in a container; its exit status and output."""
        ...


def drain(engine: Callable[[], Containers] = Engine) -> pulumi.ResourceHook:
    """Return the hook, which never prevents the deletion."""

    def hook(args: pulumi.ResourceHookArgs) -> None:
        inputs = args.old_inputs
        if not isinstance(inputs, Mapping):
            return
        try:
            leave(engine(), inputs)
        except Exception as error:  # at most a request is lost, so the update continues
            _warn(inputs, str(error))

    return pulumi.ResourceHook("drain", hook)


def leave(engine: Containers, inputs: Mapping[str, Any]) -> None:
    """Drain a gateway at the edge, if one runs."""
    installation = labels(inputs)[LABEL_INSTALLATION]
    edges = [
        container
        for container in engine.containers(installation)
        if container.component == "edge" and container.is_running
    ]
    if not edges:
        return
    gateway = str(inputs["name"]).removeprefix(physical(installation, ""))
    status, output = engine.run(edges[0].id, command(gateway), user="")
    if status != 0:
        _warn(inputs, output.strip())


def _warn(inputs: Mapping[str, Any], reason: str) -> None:
    diagnostics.warn(
        str(inputs.get("name")), f"could not be drained at the edge, so a request may be lost ({reason})"
    )


def command(gateway: str, pause: int = PAUSE_SECONDS) -> list[str]:
    """Return the command for the edge; it includes the script, which can thus change without the edge."""
    seconds = [str(PATIENCE_SECONDS), str(pause)]
    return ["perl", "-e", files.read("edge/drain.pl"), proxy.DIRECTORY, BACKEND, gateway, *seconds]
