"""A job as a container that works, is seen healthy once, and ends.

The provider takes a container that exits with any status for a success; its health is what counts
(provider-semantics §4, §10). A failed job is replaced, and so tried again, by the next `up`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.programs import interpreter, uploads
from sorcha_infra.seam import File, JobSpec, Placement

_MARGIN_SECONDS = 10
_RESOURCES = Resources(cpus=1.0, memory_mib=512)  # mongosh takes about 100 MB (ha-recipes §3.2)


@dataclass(frozen=True, kw_only=True, slots=True)
class OneShot:
    """A program that ends by itself, and where it runs."""

    name: str
    component: str
    image: pulumi.Input[str]
    program: File
    """Its suffix names the interpreter."""

    seconds: int
    environment: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[File] = ()
    volumes: Mapping[str, docker.Volume] = field(default_factory=dict)
    """Path → volume."""

    capabilities: bool = False
    resources: Resources = _RESOURCES


def job(
    context: DockerContext,
    spec: JobSpec,
    volumes: Mapping[str, docker.Volume],
    at: Placement,
) -> docker.Container:
    """Makes a component's job and waits until it has succeeded."""
    # The one of a pool that has work to repeat: it starts alone (contract §4).
    repair = {} if spec.restarts is None else {"JOB_REPAIR": context.physical(member(spec.restarts, 0))}
    return one_shot(
        context,
        OneShot(
            name=spec.name,
            component=spec.name,
            image=context.images.of(spec.tools),
            program=uploads(spec.program)[0],
            seconds=spec.seconds,
            environment={**spec.environment, **repair},
            files=[*uploads(*spec.modules), *spec.files],
            volumes={} if spec.directory is None else {spec.directory.path: volumes[spec.directory.name]},
            capabilities=spec.directory is not None,  # to hand the directory to its user
        ),
        at,
    )


def one_shot(context: DockerContext, spec: OneShot, at: Placement) -> docker.Container:
    """Makes a job and waits until it has succeeded."""
    return container(
        context,
        ContainerSpec(
            name=spec.name,
            component=spec.component,
            image=spec.image,
            entrypoint=["bash", "/sorcha/run.sh"],
            command=[*interpreter(spec.program.path), spec.program.path],
            environment={
                # mongosh keeps a folder there, and the image's home is its user's alone
                "HOME": "/tmp",  # noqa: S108 - in the container
                **spec.environment,
                "JOB_SECONDS": str(spec.seconds),
            },
            files=(File(path="/sorcha/run.sh", content=files.read("job/run.sh")), spec.program, *spec.files),
            volumes=spec.volumes,
            health=Health(
                test=["CMD", "test", "-f", "/tmp/succeeded"],  # noqa: S108 - in the container
                start=spec.seconds + _MARGIN_SECONDS,
                interval=1,
                timeout=2,
                retries=3,
            ),
            resources=spec.resources,
            stop_seconds=5,
            capabilities=spec.capabilities,
            one_shot=True,
        ),
        at,
        context.on_job_error,
    )
