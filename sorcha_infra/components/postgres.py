"""PostgreSQL with the services' databases."""

import pulumi

from sorcha_infra.components.base import Site, SorchaComponent
from sorcha_infra.domain.connection_strings import libpq_password_file
from sorcha_infra.domain.databases import POSTGRES_DATABASES
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.topology import Postgres
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.seam import File, JobSpec, PostgresAccess, Secrets
from sorcha_infra.secret_files import derive, secret_file

PASSWORD_FILE = "/run/secrets/pgpass"


class ReplicatedPostgres(SorchaComponent):
    """PostgreSQL 17 with data checksums, and a database and owner for each service that needs one.

    With `single` a crash costs the seconds of a restart, a lost volume costs the data. The component
    creates the server, its protected volume, and a job for roles, databases and passwords.
    """

    def __init__(self, spec: Postgres, site: Site, *, opts: pulumi.ResourceOptions | None = None) -> None:
        inputs = spec.model_dump(mode="json", by_alias=True)
        super().__init__("data:ReplicatedPostgres", StoreName.POSTGRES.value, inputs, opts)
        server = site.platform.postgres(spec, site.secrets, self.child())
        ready = site.platform.job(_setup(server, site.secrets), self.child(server.ready))
        self.access = PostgresAccess(writes=server.writes, admin=server.admin, ready=(*server.ready, ready))
        self.register_outputs({"host": server.writes.host})


def _setup(server: PostgresAccess, secrets: Secrets) -> JobSpec:
    return JobSpec(
        name="postgres-setup",
        tools=StoreName.POSTGRES,
        program="postgres-setup.sh",
        seconds=60,
        environment={
            **client_environment(server, server.admin, "postgres"),
            "DATABASES": " ".join(database.name for database in POSTGRES_DATABASES),
        },
        files=(
            password_file(secrets, server.admin, SecretName.POSTGRES),
            *(
                secret_file(f"/run/secrets/{database.name}", secrets[database.password])
                for database in POSTGRES_DATABASES
            ),
        ),
    )


def client_environment(server: PostgresAccess, user: str, database: str) -> dict[str, str]:
    """Return the variables of libpq for a database; the password is in a file."""
    writes = server.writes
    port = {} if writes.port == STORES[StoreName.POSTGRES].port else {"PGPORT": str(writes.port)}
    return {
        "PGHOST": writes.host,
        **port,
        **({"PGSSLMODE": "verify-full"} if writes.tls else {}),
        "PGUSER": user,
        "PGDATABASE": database,
        "PGPASSFILE": PASSWORD_FILE,
        "PGCONNECT_TIMEOUT": "5",
    }


def password_file(secrets: Secrets, user: str, password: SecretName) -> File:
    """Return the password file of libpq for one user."""

    def render(value: str) -> str:
        return libpq_password_file(user=user, password=value)

    return secret_file(PASSWORD_FILE, derive(secrets, SecretText(secrets=(password,), render=render)))
