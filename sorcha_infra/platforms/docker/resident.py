"""A program of sorcha_infra/jobs as a permanent container, in the image of a store."""

import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.programs import interpreter, uploads
from sorcha_infra.seam import Placement, ResidentSpec

_MARK = "/tmp/round"  # noqa: S108 - in the container

_RESOURCES = Resources(cpus=0.5, memory_mib=64)
"""A Perl process that polls uses about 20 MiB."""


def resident(
    context: DockerContext,
    spec: ResidentSpec,
    at: Placement,
) -> docker.Container:
    """Create the container and wait for the first full round of the program."""
    round_check = f"find {_MARK} -newermt '-{spec.round_seconds} seconds' | grep -q ."
    return container(
        context,
        ContainerSpec(
            name=member(spec.role, 0),
            component=spec.role,
            image=context.images.of(spec.tools),
            aliases=[spec.role],
            entrypoint=interpreter(spec.program),
            command=[f"/sorcha/{spec.program}"],
            environment={**spec.environment, "ROUND_MARK": _MARK},
            files=[*uploads(spec.program, *spec.modules), *spec.files],
            health=Health(test=["CMD", "bash", "-c", round_check], start=spec.round_seconds, interval=5),
            resources=_RESOURCES,
            stop_seconds=10,
        ),
        at,
    )
