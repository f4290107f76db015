"""The stand-in services with the lab's stores on a scratch network, for the stand-ins' own tests."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
from docker.models.containers import Container

from tests.lab.store_lab import StoreLab, address, execute, log, store_lab, wait_until

SECRET = "service-secret"
SYSTEM_REGISTER = "aebf26362e079087571ac0932d4db973"
JWT = {
    "JwtSettings__SigningKey": "0123456789012345678901234567890123456789",
    "JwtSettings__InstallationName": "t",
    "JwtSettings__Issuer": "http://t",
    "JwtSettings__Audience__0": "http://t",
}
REDIS = "redis:6379,password=redis-password,abortConnect=false"
MONGO = "mongodb://root:mongo-password@mongo:27017/?authSource=admin"
PEERS = {
    f"ServiceClients__{role.capitalize()}Service__Address": f"http://{role}:8080"
    for role in ("tenant", "wallet", "register", "validator", "blueprint")
}


def image(role: str) -> str:
    """The image of a stand-in."""
    return f"sorcha-lab/{role}-standin:1"


class ServiceLab:
    """Stores that all tests of a module share, and services that each test starts for itself."""

    def __init__(self, lab: StoreLab) -> None:
        self.lab = lab
        self._services: list[Container] = []
        self.postgres = lab.start(
            "sorcha-lab/postgres:17", environment={"POSTGRES_PASSWORD": "postgres-password"}, alias="postgres"
        )
        self.redis = lab.start(
            "sorcha-lab/redis:8", ["redis-server", "--requirepass", "redis-password"], alias="redis"
        )
        wait_until("PostgreSQL", lambda: self.sql("postgres", "SELECT 1") == "1", 60)

    def mongo(self) -> Container:
        """MongoDB's stand-in, for the tests that need it."""
        container = self.lab.start(
            "sorcha-lab/mongo-standin:8.0",
            environment={
                "MONGO_INITDB_ROOT_USERNAME": "root",
                "MONGO_INITDB_ROOT_PASSWORD": "mongo-password",
            },
            alias="mongo",
        )
        self._services.append(container)
        ping = "db.adminCommand({ping: 1}).ok"
        wait_until(
            "MongoDB", lambda: execute(container, "mongosh", "--quiet", MONGO, "--eval", ping) == "1", 60
        )
        return container

    def sql(self, database: str, statement: str) -> str:
        """What psql answers over TCP, which the temporary server of the first start does not offer."""
        return execute(
            self.postgres,
            *("psql", "-h", "127.0.0.1", "-U", "postgres", "-d", database, "-Atqc", statement),
            PGPASSWORD="postgres-password",
        )

    def database(self) -> str:
        """A new, empty database."""
        name = f"d{uuid.uuid4().hex[:8]}"
        self.sql("postgres", f"CREATE DATABASE {name}")
        return name

    def connection(self, database: str) -> str:
        """Its connection string as the services take it."""
        return f"Host=postgres;Database={database};Username=postgres;Password=postgres-password;Timeout=3"

    def start(self, role: str, environment: Mapping[str, str] = {}, **options: Any) -> Container:
        """One service, with what all need."""
        container = self.create(role, environment, **options)
        container.start()
        return container

    def create(
        self, role: str, environment: Mapping[str, str] = {}, *, missing_key: str = "", **options: Any
    ) -> Container:
        """The same, not started yet, and without one key when that is asked for."""
        base = {**JWT, **PEERS, "ConnectionStrings__Redis": REDIS, "Redis__ConnectionString": REDIS}
        settings = {key: value for key, value in {**base, **environment}.items() if key != missing_key}
        options.setdefault("alias", role)
        container = self.lab.create(image(role), environment=settings, **options)
        self._services.append(container)
        return container

    @contextmanager
    def for_one_test(self) -> Iterator[None]:
        """Services that are started within leave the network at its end, with their names."""
        before = len(self._services)
        yield
        for service in self._services[before:]:
            self.lab.network.disconnect(service, force=True)
            service.stop(timeout=0)

    def on_tenant(self, database: str) -> dict[str, str]:
        """Settings of a tenant on a database."""
        return {"ConnectionStrings__TenantDatabase": self.connection(database)}

    def on_wallet(self, database: str) -> dict[str, str]:
        """Settings of a wallet with a key folder, on a database."""
        return {
            "ConnectionStrings__wallet-db": self.connection(database),
            "EncryptionProvider__Type": "LinuxSecretService",
            "EncryptionProvider__DefaultKeyId": "key-1",
            "EncryptionProvider__LinuxSecretService__MachineKeyMaterial": "material",
        }

    def tenant(self, database: str, environment: Mapping[str, str] = {}, **options: Any) -> Container:
        """A tenant on a database."""
        return self.start("tenant", {**self.on_tenant(database), **environment}, **options)

    def wallet(self, database: str, environment: Mapping[str, str] = {}, **options: Any) -> Container:
        """A wallet with a key folder, on a database."""
        return self.start("wallet", {**self.on_wallet(database), **environment}, **options)

    def together(self, *containers: Container) -> None:
        """Start containers in the same moment."""
        with ThreadPoolExecutor(len(containers)) as pool:
            list(pool.map(lambda container: container.start(), containers))

    def set_secrets(self, database: str) -> None:
        """Give every service principal the same secret (platform-verified §b)."""
        digest = f"sha256(convert_to('{SECRET}','UTF8'))"
        self.sql(database, f'UPDATE public."ServicePrincipals" SET "ClientSecretEncrypted" = {digest}')

    def url(self, container: Container) -> str:
        """Where a service answers on the lab's network."""
        return f"http://{address(container, self.lab.network)}:8080"

    def get(self, container: Container, path: str, **options: Any) -> httpx.Response:
        """One request, without a proxy and without a retry."""
        with httpx.Client(trust_env=False, timeout=60) as client:
            return client.get(self.url(container) + path, **options)

    def post(self, container: Container, path: str, **options: Any) -> httpx.Response:
        """One request, without a proxy and without a retry."""
        with httpx.Client(trust_env=False, timeout=60) as client:
            return client.post(self.url(container) + path, **options)

    def answers(self, container: Container, path: str = "/alive", status: int = 200) -> None:
        """Wait until it does."""
        description = f"{container.name} {path} {status}"
        wait_until(description, lambda: self.get(container, path).status_code == status, 40)

    def exit_of(self, container: Container) -> tuple[int, str]:
        """Exit code and output of a service that does not stay."""
        code: int = container.wait(timeout=30)["StatusCode"]
        return code, log(container)

    def admin(self, tenant: Container) -> dict[str, str]:
        """The header of the seeded administrator."""
        answer = self.post(
            tenant, "/api/auth/login", json={"email": "admin@sorcha.local", "password": "Dev_Pass_2025!"}
        )
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextmanager
def service_lab() -> Iterator[ServiceLab]:
    """A lab that cleans up after itself."""
    with store_lab() as lab:
        yield ServiceLab(lab)


def says(container: Container, text: str, seconds: float = 40) -> None:
    """Wait until the log has a text."""
    wait_until(f"{container.name} logs {text!r}", lambda: text in log(container), seconds)
