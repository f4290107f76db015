"""The only constructor of containers, with the requirements that hold for each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.quantities import Resources
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.profiles.docker.spelling import cpus, duration
from sorcha_infra.seam import Exposure, File, Placement, Reach

_SILENT_CHANGES = ["#initerror", "healthcheck", "tmpfs", "init", "rm", "cpuPeriod", "cpuQuota"]
"""Arguments that the provider reports as updated but does not update (provider-semantics §1.1), and a
container that was never healthy. Otherwise the next `up` would count it, and a failed job, as done (§1.5)."""

_SWAP = -1
"""No separate limit. An engine without swap accounting reports this value for any (provider-semantics §1.7),
and the engine would refuse an update in place for a swap limit below a raised memory limit."""


_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """Health check of a container; durations in seconds."""

    test: Sequence[str]
    start: int
    """Maximum time until the first healthy answer."""

    interval: int = 3
    timeout: int = 5
    retries: int = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerSpec:
    """One container."""

    name: str
    component: str
    image: pulumi.Input[str]
    health: Health
    resources: Resources
    stop_seconds: int
    environment: Mapping[str, str]
    files: Sequence[File] = ()
    volumes: Mapping[str, docker.Volume] = field(default_factory=dict)
    """Path → volume."""

    entrypoint: Sequence[str] | None = None
    command: Sequence[str] | None = None
    aliases: Sequence[str] = ()
    address: str | None = None
    hosts: Mapping[str, str] = field(default_factory=dict)
    """Name → address of members that must be reachable while no name server answers."""

    exposures: Sequence[Exposure] = ()

    capabilities: bool = False
    """Whether it keeps the engine's default capabilities. Images that start as root and change to
    their own user need them."""

    one_shot: bool = False
    """Whether it is a job, which ends by itself."""

    guard: bool = False
    """Whether it is a member of a store, so that the guard runs before its deletion (guard.py)."""

    drain: bool = False
    """Whether the edge sends it requests, so that it is drained before its deletion (edge/drain.py)."""

    shared_memory_mib: int = 64


def container(
    context: DockerContext,
    spec: ContainerSpec,
    at: Placement,
    on_error: pulumi.ErrorHook | None = None,
) -> docker.Container:
    """Create a container and wait until it is healthy."""
    memory = spec.resources.memory_mib
    context.container_names.add(spec.name)
    return docker.Container(
        spec.name,
        name=context.physical(spec.name),
        hostname=spec.name,
        image=spec.image,
        entrypoints=list(spec.entrypoint) if spec.entrypoint else None,
        command=list(spec.command) if spec.command else None,
        envs=[f"{key}={value}" for key, value in sorted(spec.environment.items())],
        uploads=[_upload(file) for file in spec.files],
        volumes=[
            docker.ContainerVolumeArgs(container_path=path, volume_name=volume.name)
            for path, volume in spec.volumes.items()
        ],
        networks_advanced=[
            docker.ContainerNetworksAdvancedArgs(
                name=context.network.name,
                aliases=[spec.name, *spec.aliases],
                ipv4_address=spec.address,
            )
        ],
        hosts=[docker.ContainerHostArgs(host=host, ip=ip) for host, ip in spec.hosts.items()],
        ports=[_port(exposure) for exposure in spec.exposures],
        labels=[
            docker.ContainerLabelArgs(label=key, value=value)
            for key, value in context.labels(spec.component).items()
        ],
        healthcheck=docker.ContainerHealthcheckArgs(
            tests=list(spec.health.test),
            interval=duration(spec.health.interval),
            timeout=duration(spec.health.timeout),
            retries=spec.health.retries,
            start_period=duration(spec.health.start),
        ),
        wait=True,
        wait_timeout=spec.health.start + spec.health.interval * spec.health.retries,
        must_run=not spec.one_shot,
        restart="no" if spec.one_shot else "unless-stopped",
        # `delete` waits for this, not for `stop_timeout` (provider-semantics §1.6).
        destroy_grace_seconds=spec.stop_seconds,
        stop_timeout=spec.stop_seconds,
        memory=memory,
        memory_swap=_SWAP,
        cpus=cpus(spec.resources.cpus),
        shm_size=spec.shared_memory_mib,
        capabilities=None if spec.capabilities else docker.ContainerCapabilitiesArgs(drops=["ALL"]),
        security_opts=["no-new-privileges:true"],
        init=False,
        log_driver="json-file",
        log_opts={"max-size": "10m", "max-file": "3"},
        opts=pulumi.ResourceOptions.merge(
            at.options,
            pulumi.ResourceOptions(
                delete_before_replace=True,
                replace_on_changes=_SILENT_CHANGES,
                hooks=pulumi.ResourceHookBinding(
                    on_error=[on_error or context.on_error],
                    before_delete=_before_delete(context, spec) or None,
                ),
            ),
        ),
    )


def _before_delete(context: DockerContext, spec: ContainerSpec) -> list[pulumi.ResourceHook]:
    drain = [context.drain] if spec.drain and context.drain is not None else []
    return [*([context.guard] if spec.guard else []), *drain]


def _port(exposure: Exposure) -> docker.ContainerPortArgs:
    address = _LOOPBACK if exposure.reach is Reach.OPERATOR else exposure.address
    return docker.ContainerPortArgs(internal=exposure.internal_port, external=exposure.port, ip=address)


def _upload(file: File) -> docker.ContainerUploadArgs:
    if file.owner is None:
        # The image sets a user, so this engine refuses an owner (provider-semantics §10).
        return docker.ContainerUploadArgs(file=file.path, content=file.content, permissions="0444")
    return docker.ContainerUploadArgs(
        file=file.path,
        content=file.content,
        permissions="0400",
        owner=str(file.owner),
        group=str(file.owner),
    )
