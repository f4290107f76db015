"""A pool as a chain of containers: each waits until the one before it is healthy."""

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.addresses import ROLES
from sorcha_infra.domain.names import member
from sorcha_infra.domain.services import HttpProbe, Probe
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.images import image
from sorcha_infra.platforms.docker.job import job
from sorcha_infra.platforms.docker.options import waiting
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.platforms.docker.script import uploads
from sorcha_infra.ports import Workload, WorkloadSpec


def workload(
    context: DockerContext,
    spec: WorkloadSpec,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> Workload:
    """Makes the pool's volumes, its jobs and its members."""
    own = pulumi.ResourceOptions(parent=opts.parent)
    waited: list[pulumi.Resource] = list(after)
    volumes = {
        directory.name: volume(context, f"{spec.role}-{directory.name}", spec.role, own)
        for directory in spec.directories
    }
    if spec.before is not None:
        waited.append(job(context, spec.before, volumes, waiting(own, waited)))
    reference = image(spec.role, spec.image, own, context.explain)
    mounts = {directory.path: volumes[directory.name] for directory in spec.directories}
    ready: list[pulumi.Resource] = []
    for ordinal in range(len(spec.members)):
        address = context.plan.of(spec.role, ordinal) if spec.role in ROLES else None
        one = _member(spec, ordinal, reference, mounts, address)
        ready.append(container(context, one, waiting(own, [*waited, *ready[-1:]])))
        if ordinal == 0 and spec.gate is not None:
            ready.append(job(context, spec.gate, volumes, waiting(own, [*waited, *ready])))
    return Workload(role=spec.role, ready=tuple(ready))


def _member(
    spec: WorkloadSpec,
    ordinal: int,
    reference: pulumi.Input[str],
    mounts: Mapping[str, docker.Volume],
    address: str | None,
) -> ContainerSpec:
    own, wrapper = spec.members[ordinal], spec.wrapper
    return ContainerSpec(
        name=member(spec.role, ordinal),
        component=spec.role,
        image=reference,
        aliases=[spec.role],
        address=address,
        entrypoint=None if wrapper is None else ["/bin/busybox", "sh", f"/sorcha/{wrapper.script}"],
        command=None if wrapper is None else list(wrapper.command),
        environment={**own.environment, **({} if wrapper is None else wrapper.environment)},
        files=[*own.files, *(() if wrapper is None else uploads(wrapper.script))],
        volumes=mounts,
        health=Health(test=_probe(spec.probe, spec.port), start=spec.start_seconds),
        resources=spec.resources,
        stop_seconds=spec.stop_seconds,
        published=spec.published,
        drained=spec.role == ServiceName.GATEWAY,
    )


def _probe(probe: Probe, port: int) -> list[str]:
    if isinstance(probe, HttpProbe):
        url = f"http://127.0.0.1:{port}{probe.path}"
        return ["CMD", "/bin/busybox", "wget", "-q", "-O", "/dev/null", url]
    return ["CMD", "bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"]
