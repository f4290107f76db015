"""A pool as a chain of containers; each waits for the health of the previous one."""

from collections.abc import Mapping

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.services import HttpProbe, Probe
from sorcha_infra.domain.surroundings import MEMBER
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.images import image
from sorcha_infra.platforms.docker.job import job
from sorcha_infra.platforms.docker.programs import uploads
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.profiles.docker.addresses import ROLES
from sorcha_infra.seam import Placement, Ready, WorkloadSpec


def workload(context: DockerContext, spec: WorkloadSpec, at: Placement) -> Ready:
    """Create volumes, jobs and members of a pool."""
    gates: list[pulumi.Resource] = list(at.after)
    volumes = {
        directory.name: volume(context, f"{spec.role}-{directory.name}", spec.role, at.parent)
        for directory in spec.directories
    }
    if spec.before is not None:
        gates.append(job(context, spec.before, volumes, at.with_dependencies(gates)))
    reference = image(spec.role, spec.image, at.parent, context.explain)
    mounts = {directory.path: volumes[directory.name] for directory in spec.directories}
    ready: list[pulumi.Resource] = []
    for ordinal in range(spec.replicas):
        address = context.plan.of(spec.role, ordinal) if spec.role in ROLES else None
        replica = _member(spec, ordinal, reference, mounts, address)
        ready.append(container(context, replica, at.with_dependencies([*gates, *ready[-1:]])))
        if ordinal == 0 and spec.gate is not None:
            ready.append(job(context, spec.gate, volumes, at.with_dependencies([*gates, *ready])))
    return tuple(ready)


def _member(
    spec: WorkloadSpec,
    ordinal: int,
    reference: pulumi.Input[str],
    mounts: Mapping[str, docker.Volume],
    address: str | None,
) -> ContainerSpec:
    name, wrapper = member(spec.role, ordinal), spec.wrapper
    identity = {key: value.replace(MEMBER, name) for key, value in spec.identity.items()}
    return ContainerSpec(
        name=name,
        component=spec.role,
        image=reference,
        aliases=[spec.role],
        address=address,
        entrypoint=None if wrapper is None else ["/bin/busybox", "sh", f"/sorcha/{wrapper.program}"],
        command=None if wrapper is None else list(wrapper.command),
        environment={**spec.environment, **identity, **({} if wrapper is None else wrapper.environment)},
        files=[*spec.files, *(() if wrapper is None else uploads(wrapper.program))],
        volumes=mounts,
        health=Health(test=_probe(spec.probe, spec.port), start=spec.start_seconds),
        resources=spec.resources,
        stop_seconds=spec.stop_seconds,
        exposures=[] if spec.exposure is None else [spec.exposure],
        drain=spec.role == ServiceName.GATEWAY,
    )


def _probe(probe: Probe, port: int) -> list[str]:
    """Return a probe with tools of the image: busybox of services, bash of the UI (contract §2.2)."""
    if isinstance(probe, HttpProbe):
        url = f"http://127.0.0.1:{port}{probe.path}"
        return ["CMD", "/bin/busybox", "wget", "-q", "-O", "/dev/null", url]
    return ["CMD", "bash", "-c", f"exec 3<>/dev/tcp/127.0.0.1/{port}"]
