"""A script of ours as a container that goes on for ever, in the image of a store."""

from collections.abc import Sequence

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.options import waiting
from sorcha_infra.platforms.docker.script import interpreter, uploads
from sorcha_infra.ports import ResidentSpec

_MARK = "/tmp/round"  # noqa: S108 - in the container

_RESOURCES = Resources(cpus=0.5, memory_mib=64)
"""A Perl that asks and waits: about 20 MiB."""


def resident(
    context: DockerContext,
    spec: ResidentSpec,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> docker.Container:
    """Makes the container and waits until the script has done its first full round."""
    newest = f"find {_MARK} -newermt '-{spec.round_seconds} seconds' | grep -q ."
    return container(
        context,
        ContainerSpec(
            name=member(spec.role, 0),
            component=spec.role,
            image=context.images.of(spec.tools),
            aliases=[spec.role],
            entrypoint=interpreter(spec.script),
            command=[f"/sorcha/{spec.script}"],
            environment={**spec.environment, "ROUND_MARK": _MARK},
            files=[*uploads(spec.script, *spec.modules), *spec.files],
            health=Health(test=["CMD", "bash", "-c", newest], start=spec.round_seconds, interval=5),
            resources=_RESOURCES,
            stop_seconds=10,
        ),
        waiting(opts, after),
    )
