"""PostgreSQL with automatic fail-over by Patroni, whose lease is in etcd.

It adopts the data of `single`: same volume, same folder, same passwords.
"""

from pathlib import Path

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import member
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.topology import PostgresPrimaryReplica
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.postgres import endpoint, patroni
from sorcha_infra.platforms.docker.postgres.agent import api
from sorcha_infra.platforms.docker.postgres.etcd import etcd
from sorcha_infra.platforms.docker.postgres.layout import (
    DATA,
    FACTS,
    SHARED_MEMORY_MIB,
    access,
    programs,
    shared_buffers,
)
from sorcha_infra.platforms.docker.postgres.roles import roles
from sorcha_infra.platforms.docker.proxy import ProxySpec, proxy
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.profiles.docker.names import PATRONI_BASE
from sorcha_infra.seam import File, Placement, PostgresAccess, Secrets
from sorcha_infra.secret_files import derive, secret_file

_IMAGE = Path(__file__).parent / "postgres-patroni"

_SETTINGS = str(api.SETTINGS)

_HEALTH_PROBE = (
    f"exec 3<>/dev/tcp/127.0.0.1/{patroni.API_PORT} "
    "&& printf 'HEAD /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"
)
"""Health of the server in any role; a replica is healthy too."""


def build(
    context: DockerContext,
    spec: PostgresPrimaryReplica,
    secrets: Secrets,
    at: Placement,
) -> PostgresAccess:
    """Build etcd, then the members one by one, and a proxy that follows the primary."""
    image = _image(context, spec)
    names = [member("postgres", ordinal) for ordinal in range(1 + spec.replicas)]
    addresses = [context.plan.of("postgres", ordinal) for ordinal in range(1 + spec.replicas)]
    reserved_addresses = [
        context.plan.of("postgres", ordinal) for ordinal in range(context.plan.room("postgres"))
    ]
    lease = etcd(
        context,
        spec.etcd_members,
        image=image,
        patroni_settings=patroni.cluster_settings(reserved_addresses),
        secrets=secrets,
        at=at,
    )

    ready: list[pulumi.Resource] = list(lease.ready)
    for ordinal in range(len(names)):
        ready.append(
            _member(
                context,
                spec,
                ordinal,
                image=image,
                etcd_addresses=lease.addresses,
                secrets=secrets,
                at=at.with_dependencies(ready),
            )
        )
        if ordinal == 0:
            # A replica cannot clone before its role exists.
            ready.append(roles(context, addresses, secrets, at.with_dependencies(ready)))
    proxy_container, settings = proxy(
        context,
        ProxySpec(
            role="postgres-proxy",
            configuration=endpoint.configuration(list(zip(names, addresses, strict=True)), patroni.API_PORT),
            ends_sessions=True,
            aliases=["postgres-proxy", "postgres"],
        ),
        # After the first member, because a former single server has the alias until then.
        at.with_dependencies(ready[: len(lease.ready) + 1]),
    )
    return access((*ready, proxy_container, settings))


def _image(context: DockerContext, spec: PostgresPrimaryReplica) -> pulumi.Output[str]:
    if spec.patroni_image is not None:
        return context.images.at("postgres-patroni", spec.patroni_image)
    return context.images.build(_IMAGE, PATRONI_BASE)


def _member(
    context: DockerContext,
    spec: PostgresPrimaryReplica,
    ordinal: int,
    *,
    image: pulumi.Input[str],
    etcd_addresses: tuple[str, ...],
    secrets: Secrets,
    at: Placement,
) -> docker.Container:
    name = member("postgres", ordinal)
    address = context.plan.of("postgres", ordinal)
    resources = spec.resources

    def settings(superuser: str, replication: str, rewind: str, api: str) -> str:
        return patroni.member_settings(
            scope=context.installation,
            name=name,
            address=address,
            etcd=etcd_addresses,
            shared_buffers=shared_buffers(resources.memory_mib),
            superuser=superuser,
            replication=replication,
            rewind=rewind,
            patroni=api,
        )

    passwords = (
        SecretName.POSTGRES,
        SecretName.POSTGRES_REPLICATION,
        SecretName.POSTGRES_REWIND,
        SecretName.PATRONI,
    )
    return container(
        context,
        ContainerSpec(
            name=name,
            component="postgres",
            image=image,
            address=address,
            entrypoint=["bash", "/sorcha/start.sh"],
            environment={"PGDATA": DATA, "PATRONICTL_CONFIG_FILE": _SETTINGS},
            files=(
                *(
                    File(path=f"/sorcha/{script}", content=files.read(f"patroni/{script}"))
                    for script in ("start.sh", "before-delete.sh")
                ),
                *programs("adopt", "api", "patroni_guard", "reclone"),
                secret_file(
                    _SETTINGS,
                    derive(secrets, SecretText(secrets=passwords, render=settings)),
                    owner=FACTS.user,
                ),
            ),
            volumes={
                FACTS.data_directory: volume(context, name, "postgres", at.parent),
            },
            # A replica copies all data before it is healthy.
            health=Health(test=["CMD", "bash", "-c", _HEALTH_PROBE], start=300, interval=5),
            resources=resources,
            stop_seconds=FACTS.stop_seconds,
            capabilities=True,
            guard=True,
            shared_memory_mib=SHARED_MEMORY_MIB,
        ),
        at,
    )
