"""A job as a container that works, becomes healthy once, and ends.

The provider counts a container that exits with any status as a success, so health is the criterion
(provider-semantics §4, §10). The next `up` replaces a failed job, and thereby repeats it.
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
    """A program that ends by itself, and its container."""

    name: str
    component: str
    image: pulumi.Input[str]
    program: File
    """Its suffix selects the interpreter."""

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
    """Create the job of a component and wait for its success."""
    # Only the first replica of a pool has work to repeat: it starts alone (contract §4).
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
    """Create a job and wait for its success."""
    return container(
        context,
        ContainerSpec(
            name=spec.name,
            component=spec.component,
            image=spec.image,
            entrypoint=["bash", "/sorcha/run.sh"],
            command=[*interpreter(spec.program.path), spec.program.path],
            environment={
                # mongosh needs a writable home, and that of the image belongs to its user
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
