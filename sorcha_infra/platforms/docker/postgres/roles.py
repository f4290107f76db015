"""Roles for connections between members of PostgreSQL."""

from collections.abc import Sequence

import pulumi_docker as docker

from sorcha_infra.domain.connection_strings import libpq_password_file
from sorcha_infra.domain.databases import (
    POSTGRES_REPLICATOR,
    POSTGRES_REWINDER,
    POSTGRES_SUPERUSER,
)
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.job import OneShot, one_shot
from sorcha_infra.seam import File, Placement, Secrets
from sorcha_infra.secret_files import derive, secret_file


def roles(
    context: DockerContext, addresses: Sequence[str], secrets: Secrets, at: Placement
) -> docker.Container:
    """Create a job that creates the roles on the primary."""

    def password(value: str) -> str:
        return libpq_password_file(user=POSTGRES_SUPERUSER, password=value)

    return one_shot(
        context,
        OneShot(
            name="postgres-roles",
            component="postgres-roles",
            image=context.images.of(StoreName.POSTGRES),
            program=File(path="/sorcha/roles.sh", content=files.read("postgres/roles.sh")),
            seconds=60,
            environment={
                "PGHOST": ",".join(addresses),
                "PGUSER": POSTGRES_SUPERUSER,
                "PGDATABASE": "postgres",
                "PGPASSFILE": "/run/secrets/pgpass",
                "PGCONNECT_TIMEOUT": "3",
                "PGTARGETSESSIONATTRS": "read-write",
                "REPLICATOR": POSTGRES_REPLICATOR,
                "REWINDER": POSTGRES_REWINDER,
            },
            files=(
                secret_file(
                    "/run/secrets/pgpass",
                    derive(secrets, SecretText(secrets=(SecretName.POSTGRES,), render=password)),
                ),
                secret_file("/run/secrets/replication", secrets[SecretName.POSTGRES_REPLICATION]),
                secret_file("/run/secrets/rewind", secrets[SecretName.POSTGRES_REWIND]),
            ),
        ),
        at,
    )
