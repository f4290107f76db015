"""A single PostgreSQL server on Docker."""

from sorcha_infra.domain.databases import POSTGRES_SUPERUSER
from sorcha_infra.domain.names import member
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.stores import POSTGRES_CONNECTIONS
from sorcha_infra.domain.topology import PostgresSingle
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.container import ContainerSpec, Health, container
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.postgres.layout import (
    DATA,
    FACTS,
    SHARED_MEMORY_MIB,
    access,
    initdb_options,
    shared_buffers,
)
from sorcha_infra.platforms.docker.resources import volume
from sorcha_infra.seam import File, Placement, PostgresAccess, Secrets


def build(
    context: DockerContext,
    spec: PostgresSingle,
    secrets: Secrets,
    at: Placement,
) -> PostgresAccess:
    """Build one server, prepared to become the primary of a pair.

    It has checksums, hints for pg_rewind and a fixed address.
    """
    name = member("postgres", 0)
    server = container(
        context,
        ContainerSpec(
            name=name,
            component="postgres",
            image=context.images.of(StoreName.POSTGRES),
            aliases=["postgres"],
            address=context.plan.of("postgres", 0),
            entrypoint=["bash", "/sorcha/start.sh"],
            command=[
                "-c",
                "wal_log_hints=on",
                "-c",
                f"max_connections={POSTGRES_CONNECTIONS}",
                "-c",
                f"shared_buffers={shared_buffers(spec.resources.memory_mib)}",
            ],
            environment={
                "POSTGRES_USER": POSTGRES_SUPERUSER,
                "POSTGRES_DB": "postgres",
                "POSTGRES_INITDB_ARGS": initdb_options(),
                "PGDATA": DATA,
            },
            files=(
                File(path="/sorcha/start.sh", content=files.read("postgres/start.sh")),
                File(
                    path="/run/secrets/postgres",
                    content=secrets[SecretName.POSTGRES],
                    owner=FACTS.user,
                ),
            ),
            volumes={FACTS.data_directory: volume(context, name, "postgres", at.parent)},
            # By address, because the temporary server of the first start listens on its socket only.
            health=Health(test=["CMD", "pg_isready", "-q", "-h", "127.0.0.1"], start=120),
            resources=spec.resources,
            stop_seconds=FACTS.stop_seconds,
            capabilities=True,
            shared_memory_mib=SHARED_MEMORY_MIB,
        ),
        at,
    )
    return access((server,))
