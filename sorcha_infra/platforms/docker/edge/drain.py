"""Before a gateway is deleted: HAProxy sends it nothing more, so that its end loses no request.

nginx cannot be told without a reload of other settings; its promise says so.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import pulumi

from sorcha_infra.domain.names import LABEL_INSTALLATION, physical
from sorcha_infra.platforms.docker import files, proxy
from sorcha_infra.platforms.docker.edge.haproxy import BACKEND
from sorcha_infra.platforms.docker.engine import DockerObject, Engine
from sorcha_infra.profiles.docker.kinds import labels

PATIENCE_SECONDS = 5
"""For requests under way; the gateway itself finishes longer ones while it stops."""

PAUSE_SECONDS = 15
"""Until the gateway counts again, also where the update ended in between: by then a stop has begun,
and one that refuses connections is found out without loss."""


class Containers(Protocol):
    """What is asked of an engine."""

    def containers(self, installation: str) -> Sequence[DockerObject]:
        """All containers of an installation."""
        ...

    def run(self, id_: str, command: Sequence[str], user: str) -> tuple[int, str]:
        """Exit status and words of a command in a container."""
        ...


def drain(engine: Callable[[], Containers] = Engine) -> pulumi.ResourceHook:
    """The hook. It never stands in the way of the deletion."""

    def hook(args: pulumi.ResourceHookArgs) -> None:
        inputs = args.old_inputs
        if not isinstance(inputs, Mapping):
            return
        try:
            leave(engine(), inputs)
        except Exception as error:  # less than a request may be lost, and that is no reason to stop
            pulumi.log.warn(f"{inputs.get('name')}: the edge was not told that it goes: {error}")

    return pulumi.ResourceHook("drain", hook)


def leave(engine: Containers, inputs: Mapping[str, Any]) -> None:
    """Tells the edge, where one runs."""
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
        pulumi.log.warn(f"{inputs['name']}: the edge was not told that it goes: {output.strip()}")


def command(gateway: str, pause: int = PAUSE_SECONDS) -> list[str]:
    """What the edge's container runs; the script comes along, so that it can change without the edge."""
    seconds = [str(PATIENCE_SECONDS), str(pause)]
    return ["perl", "-e", files.read("edge/drain.pl"), proxy.DIRECTORY, BACKEND, gateway, *seconds]
