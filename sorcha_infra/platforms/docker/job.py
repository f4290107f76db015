"""A job as a container that works, is seen healthy once, and ends.

The provider takes a container that exits with any status for a success; its health is what counts
(provider-semantics §4, §10). A failed job is replaced, and so tried again, by the next `up`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.quantities import Resources
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.script import interpreter, uploads
from sorcha_infra.ports import File, JobSpec

_MARGIN_SECONDS = 10
_RESOURCES = Resources(cpus=1.0, memory_mib=512)  # mongosh takes about 100 MB (ha-recipes §3.2)


@dataclass(frozen=True, kw_only=True, slots=True)
class OneShot:
    """A script, and where it runs."""

    name: str
    component: str
    image: pulumi.Input[str]
    script: File
    """Its suffix says who interprets it."""

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
    opts: pulumi.ResourceOptions,
) -> docker.Container:
    """Makes a component's job and waits until it has succeeded."""
    repair = {} if spec.repair is None else {"JOB_REPAIR": context.physical(spec.repair)}
    return one_shot(
        context,
        OneShot(
            name=spec.name,
            component=spec.name,
            image=context.images.of(spec.tools),
            script=uploads(spec.script)[0],
            seconds=spec.seconds,
            environment={**spec.environment, **repair},
            files=[*uploads(*spec.modules), *spec.files],
            volumes={} if spec.directory is None else {spec.directory.path: volumes[spec.directory.name]},
            capabilities=spec.directory is not None,  # to hand the directory to its user
        ),
        opts,
    )


def one_shot(context: DockerContext, spec: OneShot, opts: pulumi.ResourceOptions) -> docker.Container:
    """Makes a job and waits until it has succeeded."""
    return container(
        context,
        ContainerSpec(
            name=spec.name,
            component=spec.component,
            image=spec.image,
            entrypoint=["bash", "/sorcha/run.sh"],
            command=[*interpreter(spec.script.path), spec.script.path],
            environment={
                # mongosh keeps a folder there, and the image's home is its user's alone
                "HOME": "/tmp",  # noqa: S108 - in the container
                **spec.environment,
                "JOB_SECONDS": str(spec.seconds),
            },
            files=(File(path="/sorcha/run.sh", content=files.read("job/run.sh")), spec.script, *spec.files),
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
            once=True,
        ),
        opts,
        context.on_job_error,
    )
