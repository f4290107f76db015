"""PostgreSQL with the services' databases."""

import pulumi

from sorcha_infra.components.base import SorchaComponent
from sorcha_infra.domain.connection_strings import libpq_password_file
from sorcha_infra.domain.databases import POSTGRES_DATABASES, POSTGRES_SUPERUSER
from sorcha_infra.domain.secrets import Derived, SecretName
from sorcha_infra.domain.topology import Postgres
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.outputs import derive, secret_file
from sorcha_infra.ports import File, JobSpec, Platform, PostgresAccess, Secrets

PASSWORD_FILE = "/run/secrets/pgpass"


class ReplicatedPostgres(SorchaComponent):
    """PostgreSQL 17 with data checksums, and a database and owner for each service that has one.

    `single`: a crash costs the seconds of a restart, a lost volume the data. Creates the server and
    its protected volume, and a job that makes roles and databases and sets their passwords.
    """

    def __init__(
        self,
        name: str,
        spec: Postgres,
        *,
        platform: Platform,
        secrets: Secrets,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("data:ReplicatedPostgres", name, spec.model_dump(mode="json", by_alias=True), opts)
        server = platform.postgres(spec, secrets, self.child())
        job = JobSpec(
            name="postgres-setup",
            tools=StoreName.POSTGRES,
            script="postgres-setup.sh",
            seconds=60,
            environment={
                **client_environment(server, POSTGRES_SUPERUSER, "postgres"),
                "DATABASES": " ".join(database.name for database in POSTGRES_DATABASES),
            },
            files=(
                password_file(secrets, POSTGRES_SUPERUSER, SecretName.POSTGRES),
                *(
                    secret_file(f"/run/secrets/{database.name}", secrets[database.password])
                    for database in POSTGRES_DATABASES
                ),
            ),
        )
        ready = platform.job(job, self.child(server.ready))
        self.access = PostgresAccess(host=server.host, ready=(*server.ready, ready))
        self.register_outputs({"host": server.host})


def client_environment(server: PostgresAccess, user: str, database: str) -> dict[str, str]:
    """What psql needs to reach a database; the password comes by file."""
    return {
        "PGHOST": server.host,
        "PGUSER": user,
        "PGDATABASE": database,
        "PGPASSFILE": PASSWORD_FILE,
        "PGCONNECT_TIMEOUT": "5",
    }


def password_file(secrets: Secrets, user: str, password: SecretName) -> File:
    """The password file of libpq for one user."""

    def render(value: str) -> str:
        return libpq_password_file(user=user, password=value)

    return secret_file(PASSWORD_FILE, derive(secrets, Derived(secrets=(password,), render=render)))
