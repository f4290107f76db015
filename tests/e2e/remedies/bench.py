"""Single services and jobs of the program on a scratch network, with the settings of the program."""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar, cast

import httpx
import pulumi
from docker.models.containers import Container

from sorcha_infra import jobs
from sorcha_infra.components.base import ServiceSite
from sorcha_infra.components.services import nested
from sorcha_infra.config.load import load
from sorcha_infra.domain.databases import POSTGRES_DATABASES
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.environment import APPSETTINGS, settings
from sorcha_infra.domain.names import member
from sorcha_infra.domain.secrets import SECRETS, SecretName
from sorcha_infra.domain.store_access import MongoEndpoint, StoreEndpoints, endpoint
from sorcha_infra.domain.surroundings import MEMBER, Settings, Surroundings, variables
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.paths import ROOT
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.platform import Aliases
from sorcha_infra.platforms.docker.programs import interpreter
from sorcha_infra.seam import JobSpec, Platform, PostgresAccess, ResidentSpec, Secrets
from tests.e2e.polling import wait_for
from tests.lab.store_lab import StoreLab, Upload, address, execute, log, store_lab

VALUES = {name: f"{name}-0123456789-0123456789-0123456789" for name in SECRETS}
_STORES = StoreEndpoints(
    postgres=endpoint(StoreName.POSTGRES, "postgres"),
    mongo=MongoEndpoint(hosts=("mongo-0:27017",)),
    redis=endpoint(StoreName.REDIS, "redis"),
)
POSTGRES = PostgresAccess(writes=_STORES.postgres, admin="postgres", ready=())
_REFUSAL = 65
"""Exit status of a job for which a retry cannot help."""

Change = Callable[[dict[str, str]], dict[str, str]]


def without(*keys: str) -> Change:
    """Remove remedies; fail if the program no longer sets the key."""

    def change(environment: dict[str, str]) -> dict[str, str]:
        names = {key.replace(":", "__") for key in keys}
        assert names <= set(environment), f"the program does not set {names - set(environment)}"
        return {key: value for key, value in environment.items() if key not in names}

    return change


def unchanged(environment: dict[str, str]) -> dict[str, str]:
    """Environment of the program."""
    return environment


class Bench:
    """PostgreSQL and Redis, and the containers of a test."""

    def __init__(self, lab: StoreLab) -> None:
        self._lab = lab
        self.postgres = lab.start(
            "sorcha-lab/postgres:17", environment={"POSTGRES_PASSWORD": "superuser"}, alias="postgres"
        )
        redis = ["redis-server", "--requirepass", VALUES[SecretName.REDIS]]
        self.redis = lab.start("sorcha-lab/redis:8", redis, alias="redis")
        self._containers: list[Container] = []
        wait_for("PostgreSQL", lambda: self.sql("SELECT 1", "postgres") == "1", 60)
        for database in POSTGRES_DATABASES:
            role = f"CREATE ROLE {database.owner} LOGIN PASSWORD '{VALUES[database.password]}'"
            self.sql(role, "postgres")

    def clear(self) -> None:
        """Stop the containers, and recreate the stores empty; the lab removes them at its end."""
        for container in self._containers:
            container.stop(timeout=0)
            self._lab.network.disconnect(container, force=True)
        self._containers.clear()
        execute(self.redis, "redis-cli", "--no-auth-warning", "-a", VALUES[SecretName.REDIS], "FLUSHALL")
        for database in POSTGRES_DATABASES:
            self.sql(f"DROP DATABASE IF EXISTS {database.name} WITH (FORCE)", "postgres")
            self.sql(f"CREATE DATABASE {database.name} OWNER {database.owner}", "postgres")

    def sql(self, statement: str, database: str) -> str:
        """Answer of psql over TCP, which the temporary server of the first start does not offer."""
        return execute(
            self.postgres,
            *("psql", "-h", "127.0.0.1", "-U", "postgres", "-d", database, "-Xqtc", statement, "-A"),
            PGPASSWORD="superuser",
        )

    def create(
        self,
        service: ServiceName,
        ordinal: int = 0,
        *,
        change: Change = unchanged,
        pool: ServiceName | None = None,
        material: str = VALUES[SecretName.WALLET_KEY_MATERIAL],
        volumes: Mapping[str, str] | None = None,
    ) -> Container:
        """Create a replica with the program's settings and a change, without a start.

        Args:
            service: service of the replica.
            ordinal: number of the replica.
            change: change of its environment.
            pool: service with two replicas in this installation.
            material: material that protects the wallet's keys.
            volumes: path → volume.
        """
        name = member(service, ordinal)
        service_settings = settings(service, surroundings(pool))
        identity = {key: value.replace(MEMBER, name) for key, value in service_settings.identity.items()}
        container = self._lab.create(
            f"sorcha-lab/{service}-standin:1",
            environment=change(variables({**service_settings.plain, **identity})),
            files={APPSETTINGS: Upload(_appsettings(service_settings, material), mode=0o444)},
            volumes=volumes,
        )
        self._lab.network.connect(container, aliases=[service, name])
        self._containers.append(container)
        return container

    def start(self, service: ServiceName, ordinal: int = 0, **options: Any) -> Container:
        """Create and start a replica."""
        container = self.create(service, ordinal, **options)
        container.start()
        return container

    def job(
        self, spec: Callable[[PostgresAccess, Secrets], JobSpec], seconds: int, volume: str | None = None
    ) -> tuple[int, str]:
        """Run a job of the program with a shorter time; return exit status and output."""
        job = resolved_script(lambda secrets: spec(POSTGRES, secrets))
        container = self._lab.create(
            "sorcha-lab/postgres:17",
            [*interpreter(job.program), f"/sorcha/{job.program}"],
            entrypoint=["bash", "/sorcha/run.sh"],
            environment={"HOME": "/tmp", **job.environment, "JOB_SECONDS": str(seconds)},
            files={
                "/sorcha/run.sh": Upload(files.read("job/run.sh")),
                **{f"/sorcha/{name}": Upload(jobs.read(name)) for name in (job.program, *job.modules)},
                **{file.path: Upload(str(file.content)) for file in job.files},
            },
            volumes={job.directory.path: volume} if job.directory and volume else None,
            alias=job.name,
        )
        self._containers.append(container)
        container.start()
        # A successful job keeps running for the health check; its mark is the end.
        wait_for(
            f"the end of {job.name}", lambda: has_exited(container) or succeeded(container), seconds + 30
        )
        return (0 if succeeded(container) else int(container.wait()["StatusCode"])), log(container)

    def resident(self, spec: Callable[[ServiceSite], ResidentSpec]) -> Container:
        """Start a resident of the program."""
        script = resolved_script(lambda secrets: spec(site(secrets)))
        container = self._lab.start(
            "sorcha-lab/postgres:17",
            [f"/sorcha/{script.program}"],
            entrypoint=interpreter(script.program),
            environment={**script.environment, "ROUND_MARK": "/tmp/round"},
            files={
                **{f"/sorcha/{name}": Upload(jobs.read(name)) for name in (script.program, *script.modules)},
                **{file.path: Upload(str(file.content)) for file in script.files},
            },
            alias=script.role,
        )
        self._containers.append(container)
        return container

    def volume(self, name: str) -> str:
        """Empty, named volume."""
        return self._lab.volume(name)

    def status(self, container: Container, path: str) -> int:
        """Status of one request, without a retry."""
        return self.request(container, "GET", path).status_code

    def request(self, container: Container, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request, without a proxy and without a retry."""
        url = f"http://{address(container, self._lab.network)}:8080{path}"
        with httpx.Client(trust_env=False) as client:
            return client.request(method, url, **{"timeout": 90, **options})

    def await_healthy(self, *containers: Container) -> None:
        """Wait like the program's health checks."""
        for container in containers:
            wait_for(f"health of {container.name}", lambda c=container: self.status(c, "/health") == 200, 60)  # type: ignore[misc]

    def sign_in(self, tenant: Container) -> dict[str, str]:
        """Header of the administrator."""
        body = {"email": "admin@sorcha.local", "password": VALUES[SecretName.ADMIN_PASSWORD]}
        answer = self.request(tenant, "POST", "/api/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def has_exited(container: Container) -> bool:
    """Whether it has exited."""
    container.reload()
    return str(container.status) == "exited"


def succeeded(container: Container) -> bool:
    """Whether a job has written its mark."""
    if has_exited(container):
        return bool(container.wait()["StatusCode"] == 0)
    return bool(container.exec_run(["test", "-f", "/tmp/succeeded"])[0] == 0)


def is_refusal(status: int) -> bool:
    """Whether a job reports that a retry cannot help."""
    return status == _REFUSAL


def deployment(pool: ServiceName | None = None) -> Deployment:
    """Deployment of the dev tier with the lab's images, and two replicas of one pool."""
    configuration: dict[str, Any] = {"tier": "dev", "platform": "docker", "images": {"source": "lab"}}
    if pool is not None:
        configuration["services"] = {pool: {"replicas": 2}}
    values = {"sorcha:deployment": json.dumps(configuration)}
    return load(stack="dev", values=values, encrypted=set(), folder=ROOT / "stacks").deployment


def surroundings(pool: ServiceName | None = None) -> Surroundings:
    """Surroundings of a service on the bench."""
    return Surroundings(deployment=deployment(pool), stores=_STORES, addresses=Aliases())


def site(secrets: Secrets) -> ServiceSite:
    """Site that describes a job of the services, without building it."""
    return ServiceSite(platform=cast(Platform, None), secrets=secrets, surroundings=surroundings())


def _appsettings(service_settings: Settings, material: str) -> str:
    values = {**VALUES, SecretName.WALLET_KEY_MATERIAL: material}
    flat = {
        key: template.render(*(values[name] for name in template.secrets))
        for key, template in service_settings.secret.items()
    }
    return json.dumps(nested(flat))


Script = TypeVar("Script", JobSpec, ResidentSpec)


def resolved_script(spec: Callable[[Secrets], Script]) -> Script:
    """Script of the program, with its files."""

    async def resolve() -> Script:
        job = spec({name: pulumi.Output.secret(value) for name, value in VALUES.items()})
        uploads = [
            replace(file, content=str(await pulumi.Output.from_input(file.content).future()))
            for file in job.files
        ]
        return replace(job, files=uploads)

    return asyncio.run(resolve())


@contextmanager
def bench() -> Iterator[Bench]:
    """Bench that removes its containers."""
    with store_lab() as lab:
        yield Bench(lab)
