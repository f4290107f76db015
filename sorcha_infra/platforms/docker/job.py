"""A job as a container that works, is seen healthy once, and ends.

The provider takes a container that exits with any status for a success; its health is what counts
(provider-semantics §4, §10). A failed job is replaced, and so tried again, by the next `up`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import pulumi
import pulumi_docker as docker

from sorcha_infra import scripts
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.ports import File, JobSpec

_INTERPRETERS = {".sh": ("bash",), ".pl": ("perl",), ".js": ("mongosh", "--nodb", "--quiet", "--file")}
_MARGIN_SECONDS = 10
_RESOURCES = Resources(cpus=1.0, memory_mib=512)  # mongosh takes about 100 MB (ha-recipes §3.2)


@dataclass(frozen=True, slots=True)
class JobImages:
    """The images that jobs run in, by the store whose client they hold."""

    of: Mapping[StoreName, pulumi.Output[str]]


def job(
    context: DockerContext,
    images: JobImages,
    spec: JobSpec,
    volumes: Mapping[str, docker.Volume],
    opts: pulumi.ResourceOptions,
) -> docker.Container:
    """Makes the job and waits until it has succeeded."""
    script = f"/sorcha/{spec.script}"
    repair = {} if spec.repair is None else {"JOB_REPAIR": context.physical(spec.repair)}
    return container(
        context,
        ContainerSpec(
            name=spec.name,
            component=spec.name,
            image=images.of[spec.tools],
            entrypoint=["bash", "/sorcha/run.sh"],
            command=[*_INTERPRETERS[PurePath(spec.script).suffix], script],
            environment={
                # mongosh keeps a folder there, and the image's home is its user's alone
                "HOME": "/tmp",  # noqa: S108 - in the container
                **spec.environment,
                **repair,
                "JOB_SECONDS": str(spec.seconds),
            },
            files=(
                File(path="/sorcha/run.sh", content=files.read("job/run.sh")),
                File(path=script, content=scripts.read(spec.script)),
                *spec.files,
            ),
            volumes={} if spec.directory is None else {spec.directory.path: volumes[spec.directory.name]},
            health=Health(
                test=["CMD", "test", "-f", "/tmp/succeeded"],  # noqa: S108 - in the container
                start=spec.seconds + _MARGIN_SECONDS,
                interval=1,
                timeout=2,
                retries=3,
            ),
            resources=_RESOURCES,
            stop_seconds=5,
            capabilities=spec.directory is not None,  # to hand the directory to its user
            once=True,
        ),
        opts,
        context.on_job_error,
    )
