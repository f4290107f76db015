"""Settings of the services match the rest of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from sorcha_infra.domain.identities import SERVICE_CLIENTS
from sorcha_infra.domain.routing import CLUSTERS
from sorcha_infra.domain.services import FACTS, GRPC_PORT, PEER_PORT
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import ServiceName
from tests.components.contracts import contract
from tests.harness import Plan, Resource, Secret
from tests.harness.breakers import Breaker, inputs
from tests.harness.dotnet import appsettings, configuration, environment
from tests.harness.plan import CONTAINER


def _environment(name: str, *entries: str) -> Breaker:
    """Change or add a value in the environment."""

    def change(plan: Plan) -> Plan:
        keys = {entry.partition("=")[0] for entry in entries}
        variables = plan.named(name, CONTAINER).raw["envs"]
        rest = [entry for entry in variables if entry.partition("=")[0] not in keys]
        return inputs(name, envs=[*rest, *entries])(plan)

    return change


def _file(name: str, content: str) -> Breaker:
    upload = {"file": "/app/appsettings.Production.json", "permissions": "0444", "content": Secret(content)}
    return inputs(name, uploads=[upload])


def _services(plan: Plan) -> Iterator[Resource]:
    for service in ServiceName:
        yield from plan.pool(service)


def _names(plan: Plan) -> dict[str, set[int]]:
    """Every name on the network, and its ports."""
    ports = {str(service): {facts.port, GRPC_PORT} for service, facts in FACTS.items()}
    ports[ServiceName.PEER].add(PEER_PORT)
    ports |= {str(store): {facts.port} for store, facts in STORES.items()}
    ports_by_name: dict[str, set[int]] = {}
    for container in plan.members:
        role = container.name.rpartition("-")[0]
        for network in container.inputs["networksAdvanced"]:
            ports_by_name |= {alias: ports.get(role, set()) for alias in network["aliases"]}
    return ports_by_name


@contract(
    _environment("gateway-0", "Services__Wallet__Url=http://wallets:8080"),
    _environment("gateway-0", "Services__Wallet__Url=http://wallet:80"),
    _environment("wallet-0", "ServiceClients__RegisterService__GrpcAddress=http://register-9:8081"),
)
def every_address_is_one_that_answers(plan: Plan) -> Iterator[str]:
    """A service that calls an unknown name reports healthy and loses every call."""
    names = _names(plan)
    own_addresses = {
        urlsplit(str(plan.outputs["url"])).netloc,
        str(plan.outputs["installation"]),
        "+:8080",
        "+:8081",
    }
    for container in plan.containers:
        settings = configuration(container) if container in plan.members else environment(container)
        for key, value in settings.items():
            for host in re.findall(r"https?://([^/\s]+)", value):
                name, _, port = host.partition(":")
                if host not in own_addresses and int(port or 80) not in names.get(name, set()):
                    yield f"{container.name}: {key} = {value}"


@contract(
    _environment("tenant-0", "Seed__AdminPassword=known"),
    _environment("ui-0", "JwtSettings__SigningKey=known"),
)
def no_secret_is_overridden_in_clear(plan: Plan) -> Iterator[str]:
    """The environment overrides the file, and `docker inspect` shows it."""
    secret_keys = {key for container in _services(plan) for key in appsettings(container)}
    for container in _services(plan):
        yield from (f"{container.name}: {key}" for key in environment(container) if key in secret_keys)


_POSTGRES = {"tenant": "ConnectionStrings:TenantDatabase", "wallet": "ConnectionStrings:wallet-db"}
_MONGO = {
    "register": "RegisterStorage:MongoDB:ConnectionString",
    "validator": "RegisterStorage:MongoDB:ConnectionString",
    "blueprint": "ConnectionStrings:mongodb",
}
_REDIS = {
    "tenant": "Redis:ConnectionString",
    **dict.fromkeys(("wallet", "register", "validator", "blueprint", "peer"), "ConnectionStrings:Redis"),
}


@contract(
    _file("tenant-0", "{}"),
    _file("tenant-0", '{"ConnectionStrings": {"TenantDatabase": "Host=postgres;Port=5432;Username=sorcha"}}'),
    _file("wallet-0", '{"ConnectionStrings": {"wallet-db": "Host=localhost;Port=5432"}}'),
)
def postgres_is_reached_as_its_owner(plan: Plan) -> Iterator[str]:
    """Host, port, database, owner and password are those that the set-up job created."""
    databases = environment(plan.named("postgres-setup"))["DATABASES"].split()
    for role, key in _POSTGRES.items():
        for container in plan.pool(role):
            pairs = (part.split("=", 1) for part in appsettings(container).get(key, "x=").split(";"))
            settings = {name.lower(): value.strip('"') for name, value in pairs}
            password = plan.secrets[f"postgres{role.capitalize()}Password"]
            database = f"sorcha_{role}"
            expected = {
                "host": "postgres",
                "port": str(STORES_PORT["postgres"]),
                "database": database,
                "username": database,
                "password": password,
            }
            if {name: settings.get(name) for name in expected} != expected or database not in databases:
                mistakes = sorted(name for name in expected if settings.get(name) != expected[name])
                yield f"{container.name}: {mistakes}"


@contract(
    _file("register-0", "{}"),
    _file(
        "register-0",
        '{"RegisterStorage": {"MongoDB": {"ConnectionString": '
        '"mongodb://register:generated-mongoRegisterPassword@mongo-0:27017/?authSource=admin"}}}',
    ),
    inputs("mongo-setup", envs=["MONGO_MEMBERS=mongo-0:27017", "MONGO_SET=rs1", "MONGO_USERS="]),
)
def mongo_is_reached_as_a_set_with_a_user_of_its_own(plan: Plan) -> Iterator[str]:
    """Without `replicaSet` a client writes to one member and never follows a fail-over."""
    job = environment(plan.named("mongo-setup"))
    users = {entry.split(":")[0] for entry in job["MONGO_USERS"].split(",")}
    for role, key in _MONGO.items():
        for container in plan.pool(role):
            uri = urlsplit(appsettings(container).get(key, ""))
            query = dict(part.split("=") for part in uri.query.split("&") if part)
            hosts = uri.netloc.rpartition("@")[2]
            mistakes = [
                name
                for name, right in {
                    "members": hosts == job["MONGO_MEMBERS"],
                    "set": query.get("replicaSet") == job["MONGO_SET"],
                    "user": uri.username == role and role in users,
                    "password": unquote(uri.password or "")
                    == plan.secrets[f"mongo{role.capitalize()}Password"],
                    "source": query.get("authSource") == "admin",
                    "writes": query.get("w") == "majority",
                }.items()
                if not right
            ]
            if mistakes:
                yield f"{container.name}: {mistakes}"


@contract(
    _file("peer-0", '{"ConnectionStrings": {"Redis": "redis:6379,password=x"}}'), _file("tenant-0", "{}")
)
def redis_is_reached_with_its_password(plan: Plan) -> Iterator[str]:
    """`abortConnect=false`: a Redis that restarts must not end the client (contract §2.8)."""
    expected = [
        f"redis:{STORES_PORT['redis']}",
        f"password={plan.secrets['redisPassword']}",
        "abortConnect=false",
    ]
    for role, key in _REDIS.items():
        for container in plan.pool(role):
            if appsettings(container).get(key, "").split(",") != expected:
                yield f"{container.name}: {key}"


@contract(
    _file("peer-0", '{"JwtSettings": {"SigningKey": "another"}}'),
    _environment("peer-0", "JwtSettings__Issuer=http://elsewhere"),
    _environment("peer-0", "ASPNETCORE_ENVIRONMENT=Development"),
)
def all_services_trust_the_same_tokens(plan: Plan) -> Iterator[str]:
    """A service that does not rejects every call; Development would seed public secrets (contract §2.3)."""
    name = plan.outputs["installation"]
    expected = {
        "ASPNETCORE_ENVIRONMENT": "Production",
        "JwtSettings:SigningKey": plan.secrets["jwtSigningKey"],
        "JwtSettings:Issuer": f"http://{name}",
        "JwtSettings:Audience:0": f"http://{name}",
    }
    for container in _services(plan):
        if container in plan.pool("ui"):
            continue
        settings = configuration(container)
        mistakes = [key for key, value in expected.items() if settings.get(key) != value]
        if mistakes:
            yield f"{container.name}: {mistakes}"


@contract(
    _file("validator-0", '{"ServiceAuth": {"ClientSecret": "another"}}'),
    _environment("validator-0", "ServiceAuth__ClientId=service-validator"),
    inputs("tenant-accounts", uploads=[]),
)
def service_accounts_have_the_secret_that_the_tenant_is_given(plan: Plan) -> Iterator[str]:
    """Outside Development the tenant seeds random secrets, which are unknown (contract §2.6)."""
    files = {file["file"]: file["content"] for file in plan.named("tenant-accounts").revealed["uploads"]}
    for service, client in SERVICE_CLIENTS.items():
        client_secret = files.get(f"/run/secrets/{client}")
        if client_secret != plan.secrets[f"{service}ClientSecret"]:
            yield f"tenant-accounts: {client}"
        for container in plan.pool(service):
            settings = configuration(container)
            client_id = settings.get("ServiceAuth:ClientId")
            if client_id is not None and (
                client_id != client or settings.get("ServiceAuth:ClientSecret") != client_secret
            ):
                yield f"{container.name}: {client_id}"


@contract(
    _environment("reconciler-0", "CLIENT_ID=register-service"),
    inputs("ledger", uploads=[]),
    _environment("tenant-accounts", "OWN_CLIENT=another"),
)
def own_scripts_have_a_separate_account(plan: Plan) -> Iterator[str]:
    """An own account is distinguishable from a service's, and can be closed separately."""
    job = plan.named("tenant-accounts")
    own_client = environment(job)["OWN_CLIENT"]
    users = [container for container in plan.containers if "CLIENT_ID" in environment(container)]
    if not {"ledger", "reconciler-0"} <= {container.name for container in users}:
        yield "the ledger or the reconciler has no account"
    for container, path in [
        (job, f"/run/secrets/{own_client}"),
        *((container, "/run/secrets/client") for container in users),
    ]:
        files = {file["file"]: file["content"] for file in container.revealed["uploads"]}
        if files.get(path) != plan.secrets["ownClientSecret"]:
            yield f"{container.name}: {path}"
    yield from (container.name for container in users if environment(container)["CLIENT_ID"] != own_client)
    if own_client in SERVICE_CLIENTS.values():
        yield f"{own_client} is a service's"


@contract(
    inputs("validator-0", entrypoints=None),
    inputs("validator-0", command=["dotnet", "Sorcha.Register.Service.dll"]),
    _environment("validator-0", "SENTRY_RUNS_WHILE=http://register:8080/health"),
    _environment("validator-0", "SENTRY_STARTS_AFTER="),
)
def the_validator_runs_only_while_the_register_answers(plan: Plan) -> Iterator[str]:
    """It interprets a missing answer as "needs genesis", and resets a register's height (contract §1.8)."""
    for service, facts in FACTS.items():
        for container in plan.pool(service):
            container_inputs = container.inputs
            if facts.sentry is None:
                yield from (
                    f"{container.name}: {key}"
                    for key in ("entrypoints", "command")
                    if container_inputs.get(key)
                )
                continue
            variables = environment(container)
            if container_inputs.get("entrypoints") != ["/bin/busybox", "sh", "/sorcha/sentry.sh"]:
                yield f"{container.name}: {container_inputs.get('entrypoints')}"
            if container_inputs.get("command") != list(facts.sentry.command):
                yield f"{container.name}: {container_inputs.get('command')}"
            if variables.get("SENTRY_RUNS_WHILE") != "http://register:8080/health/sync":
                yield f"{container.name}: without MongoDB the register's /health stays healthy (verified §g)"
            if variables.get("SENTRY_STARTS_AFTER", "").split() != [
                "http://tenant:8080/health",
                "http://wallet:8080/health",
            ]:
                yield f"{container.name}: it reads its wallet once, at start (contract §3.6)"


@contract(
    _environment(
        "gateway-0",
        "ReverseProxy__Clusters__tenant-cluster__Destinations__destination1__Address=http://tenant:8080",
    ),
    _environment(
        "gateway-0",
        "ReverseProxy__Clusters__tenant-cluster__Destinations__destination9__Address=http://tenant-9:8080",
    ),
)
def the_gateway_knows_each_replica_by_name(plan: Plan) -> Iterator[str]:
    """One name for all would balance connections, not requests, and detect no failure (contract §3.1)."""
    for gateway in plan.pool("gateway"):
        settings = environment(gateway)
        for cluster, service in CLUSTERS.items():
            prefix = f"ReverseProxy:Clusters:{cluster}:Destinations:"
            addresses = sorted(value for key, value in settings.items() if key.startswith(prefix))
            expected = sorted(f"http://{member.name}:8080" for member in plan.pool(service))
            if addresses != expected:
                yield f"{gateway.name}: {cluster} {addresses}, expected {expected}"


STORES_PORT = {str(store): facts.port for store, facts in STORES.items()}
