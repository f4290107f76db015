"""PostgreSQL for tests: writers by the proxy, members by their addresses."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import psycopg

from sorcha_infra.domain.databases import POSTGRES_SUPERUSER, TENANT_DATABASE
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.profiles.docker.addresses import AddressPlan
from tests.e2e.installation import Installation, run
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.probes import Probe
from tests.e2e.prod_small.writers import NotAWriterError, Writer

DATA = STORES[StoreName.POSTGRES].data_directory

_PATIENCE = 30
"""Seconds that Npgsql waits for a connection and for a command (connection_strings.npgsql)."""

_API_PORT = 8008
"""Port of Patroni's API; reading needs no password."""

_KEEPALIVE = {"keepalives_idle": 2, "keepalives_interval": 2, "keepalives_count": 2, "tcp_user_timeout": 6000}


class _Session:
    """Connection of a writer."""

    def __init__(self, table: str, **parameters: Any) -> None:
        self._insert = f"INSERT INTO {table} (number) VALUES (%s)"
        self._connection = psycopg.connect(autocommit=True, **parameters)

    def write(self, number: int) -> None:
        """Insert and commit; a read-only server rejects it."""
        try:
            self._connection.execute(self._insert, (number,))
        except psycopg.errors.ReadOnlySqlTransaction as error:
            raise NotAWriterError from error

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class _WriterSession(_Session):
    """Connection through the endpoint; a read-only server counts as a failure, as in a pool."""

    def write(self, number: int) -> None:
        try:
            super().write(number)
        except NotAWriterError as error:
            raise ConnectionError("the endpoint led to a read-only server") from error


class Postgres:
    """Members and endpoint."""

    def __init__(
        self, plan: AddressPlan, passwords: dict[SecretName, str], members: int = 2, *, has_proxy: bool = True
    ) -> None:
        """Without `has_proxy` the first member is the endpoint."""
        self.members = [f"postgres-{ordinal}" for ordinal in range(members)]
        first, proxy = plan.of("postgres", 0), plan.of("proxy", 1)
        # libpq uses the first server that accepts writes.
        self._host = proxy if has_proxy else f"{first},{proxy}"
        self._passwords = passwords
        self._addresses = {name: plan.of("postgres", n) for n, name in enumerate(self.members)}

    def prepare(self) -> None:
        """Create the tables of the tests, once."""
        for table in ("e2e_writes", "e2e_probes"):
            self.sql(f"CREATE TABLE IF NOT EXISTS {table} (number bigint, at timestamptz DEFAULT now())")

    def writer(self) -> Writer:
        """Writer through the endpoint of the services, as the tenant."""
        return Writer(
            "PostgreSQL",
            lambda: _WriterSession("e2e_writes", connect_timeout=_PATIENCE, **self._endpoint()),
            lambda: {row[0] for row in self.sql("SELECT number FROM e2e_writes")},
        )

    def probe(self, inner_pids: Mapping[str, int] | None = None) -> Probe:
        """Probe of each member by its address; from within its network if that is cut off."""
        pids = inner_pids or {}

        def connect(name: str) -> Callable[[], _Session]:
            host = "127.0.0.1" if name in pids else self._addresses[name]
            return lambda: _Session(
                "e2e_probes", connect_timeout=2, **_KEEPALIVE, **self._login("tenant"), host=host
            )

        return Probe({name: connect(name) for name in self.members}, pids)

    def sql(self, statement: str, *, port: int = 5432, seconds: int = _PATIENCE) -> list[Any]:
        """Rows of a statement through the endpoint, as the tenant."""
        with psycopg.connect(
            autocommit=True, connect_timeout=seconds, **{**self._endpoint(), "port": port}
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def ask(self, member: str, statement: str) -> list[Any]:
        """Rows of a statement to one member, as superuser."""
        with psycopg.connect(
            autocommit=True, connect_timeout=3, host=self._addresses[member], **self._login("superuser")
        ) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def primary(self) -> str:
        """Wait for the only member that is not in recovery and return it."""

        def look() -> str | None:
            primaries = [name for name in self.members if self._role(name) == "primary"]
            assert len(primaries) < 2, f"two primaries: {primaries}"
            return primaries[0] if primaries else None

        return wait_for("a primary", look, 60)

    def replicas(self) -> list[str]:
        """All members except the primary."""
        primary = self.primary()
        return [name for name in self.members if name != primary]

    def await_streaming(self, seconds: float = 90) -> None:
        """Wait until every other member streams."""

        def look() -> bool:
            rows = self.ask(self.primary(), "SELECT state FROM pg_stat_replication")
            return [row[0] for row in rows] == ["streaming"] * (len(self.members) - 1)

        wait_for("streaming replicas", look, seconds)

    def await_replicas(self, seconds: float = 90) -> None:
        """Wait until every other member streams, and one of them can take over.

        It can after Patroni has written into etcd that it has every acknowledged write, some seconds
        after it has caught up; before that, it waits for the return of the primary.
        """
        replica_count = len(self.members) - 1

        def look() -> bool:
            address = self._addresses[self.primary()]
            cluster = httpx.get(f"http://{address}:{_API_PORT}/cluster", timeout=3).json()
            followers = [m for m in cluster["members"] if m["role"] not in ("leader", "primary")]
            streaming = sum(m["state"] == "streaming" for m in followers)
            return streaming == replica_count and any(m["role"] == "sync_standby" for m in followers)

        wait_for("streaming, synchronous replicas", look, seconds)

    def switch_over(self, installation: Installation) -> None:
        """Make Patroni switch over to a replica, like an operator."""
        container = installation.container(self.primary())
        run(container, "patronictl", "switchover", "--force")

    def system(self, member: str) -> int:
        """Identifier of a member's cluster; each initdb creates a new one."""
        return int(self.ask(member, "SELECT system_identifier FROM pg_control_system()")[0][0])

    def timeline(self) -> int:
        """Timeline of a member, which increases with each promotion."""
        rows = self.ask(self.primary(), "SELECT pg_walfile_name(pg_current_wal_lsn())")
        return int(rows[0][0][:8], 16)

    def _role(self, name: str) -> str:
        try:
            return "replica" if self.ask(name, "SELECT pg_is_in_recovery()")[0][0] else "primary"
        except psycopg.Error:
            return "down"

    def _endpoint(self) -> dict[str, Any]:
        # libpq checks the role of the server only with several hosts.
        attributes = {"target_session_attrs": "read-write"} if "," in self._host else {}
        return {"host": self._host, **attributes, **self._login("tenant"), **_KEEPALIVE}

    def _login(self, user: str) -> dict[str, Any]:
        if user == "superuser":
            password = self._passwords[SecretName.POSTGRES]
            return {"user": POSTGRES_SUPERUSER, "dbname": TENANT_DATABASE.name, "password": password}
        password = self._passwords[TENANT_DATABASE.password]
        return {"user": TENANT_DATABASE.owner, "dbname": TENANT_DATABASE.name, "password": password}
