"""PostgreSQL of the official image with streaming replicas; an operator promotes one of them.

A member chooses its start by its data, by a record that all members share, and by the current primary
(files/postgres-manual/start.sh).
"""

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.connection_strings import libpq_password_file
from sorcha_infra.domain.databases import (
    POSTGRES_REPLICATOR,
    POSTGRES_REWINDER,
    POSTGRES_SUPERUSER,
)
from sorcha_infra.domain.names import member
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.topology import PostgresPrimaryReplica
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.postgres import endpoint
from sorcha_infra.platforms.docker.postgres.layout import (
    DATA,
    FACTS,
    SHARED_MEMORY_MIB,
    access,
    initdb_options,
    shared_buffers,
)
from sorcha_infra.platforms.docker.postgres.replication import PARAMETERS, access_rules
from sorcha_infra.platforms.docker.postgres.roles import roles
from sorcha_infra.platforms.docker.proxy import ProxySpec, proxy
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.profiles.docker.names import RECORD_BY_HAND
from sorcha_infra.seam import File, Placement, PostgresAccess, Secrets
from sorcha_infra.secret_files import derive, secret_file

_ROLE_PORT = 8008
_RECORD = "/var/lib/sorcha-record"
_SCRIPTS = ("common.sh", "start.sh", "role.pl", "promote.sh", "before-delete.sh")

_HEALTH_PROBE = (
    f"exec 3<>/dev/tcp/127.0.0.1/{_ROLE_PORT} "
    "&& printf 'GET /health HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"
)


def build(
    context: DockerContext,
    spec: PostgresPrimaryReplica,
    secrets: Secrets,
    at: Placement,
) -> PostgresAccess:
    """Build the members one by one, and a proxy that follows the primary."""
    names = [member("postgres", ordinal) for ordinal in range(1 + spec.replicas)]
    addresses = [context.plan.of("postgres", ordinal) for ordinal in range(1 + spec.replicas)]
    record = volume(context, RECORD_BY_HAND, "postgres", at.parent)
    ready: list[pulumi.Resource] = []
    for ordinal in range(len(names)):
        ready.append(
            _member(context, spec, ordinal, record=record, secrets=secrets, at=at.with_dependencies(ready))
        )
        if ordinal == 0:
            # A replica cannot clone before its role exists.
            ready.append(roles(context, addresses, secrets, at.with_dependencies(ready)))
    proxy_container, settings = proxy(
        context,
        ProxySpec(
            role="postgres-proxy",
            configuration=endpoint.configuration(list(zip(names, addresses, strict=True)), _ROLE_PORT),
            ends_sessions=True,
            aliases=["postgres-proxy", "postgres"],
        ),
        at.with_dependencies(ready[:1]),
    )
    return access((*ready, proxy_container, settings))


def _member(
    context: DockerContext,
    spec: PostgresPrimaryReplica,
    ordinal: int,
    *,
    record: docker.Volume,
    secrets: Secrets,
    at: Placement,
) -> docker.Container:
    name = member("postgres", ordinal)
    resources = spec.resources
    # All possible members, so that an additional replica does not replace the others.
    member_addresses = {
        member("postgres", number): context.plan.of("postgres", number)
        for number in range(context.plan.room("postgres"))
    }
    settings = {
        **PARAMETERS,
        "shared_buffers": shared_buffers(resources.memory_mib),
        "hba_file": "/sorcha/pg_hba.conf",
    }
    return container(
        context,
        ContainerSpec(
            name=name,
            component="postgres",
            image=context.images.of(StoreName.POSTGRES),
            address=member_addresses[name],
            entrypoint=["bash", "/sorcha/start.sh"],
            command=[part for key, value in settings.items() for part in ("-c", f"{key}={value}")],
            environment={
                "POSTGRES_USER": POSTGRES_SUPERUSER,
                "POSTGRES_DB": "postgres",
                "POSTGRES_INITDB_ARGS": initdb_options(),
                "PGDATA": DATA,
                "MEMBER": name,
                "MEMBERS": " ".join(f"{host}={address}" for host, address in member_addresses.items()),
                "BOOTSTRAP": member("postgres", 0),
                "RECORD": _RECORD,
                "REPLICATOR": POSTGRES_REPLICATOR,
                "REWINDER": POSTGRES_REWINDER,
            },
            files=(
                *(
                    File(path=f"/sorcha/{script}", content=files.read(f"postgres-manual/{script}"))
                    for script in _SCRIPTS
                ),
                File(
                    path="/sorcha/pg_hba.conf",
                    content="\n".join([*access_rules(list(member_addresses.values())), ""]),
                ),
                secret_file("/run/secrets/postgres", secrets[SecretName.POSTGRES], owner=FACTS.user),
                secret_file("/run/secrets/pgpass", derive(secrets, _PASSWORDS), owner=FACTS.user),
            ),
            volumes={FACTS.data_directory: volume(context, name, "postgres", at.parent), _RECORD: record},
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


def _render(replication: str, rewind: str) -> str:
    return "".join(
        libpq_password_file(user=user, password=password)
        for user, password in ((POSTGRES_REPLICATOR, replication), (POSTGRES_REWINDER, rewind))
    )


_PASSWORDS = SecretText(
    secrets=(SecretName.POSTGRES_REPLICATION, SecretName.POSTGRES_REWIND),
    render=_render,
)
