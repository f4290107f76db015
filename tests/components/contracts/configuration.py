"""What the services are told fits what the rest of the plan offers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from sorcha_infra.domain.identities import SERVICE_CLIENTS
from sorcha_infra.domain.routing import CLUSTERS
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import ServiceName
from tests.components.contracts import contract
from tests.harness import Plan, Resource, Secret
from tests.harness.broken import Breaker, inputs
from tests.harness.dotnet import appsettings, configuration, environment
from tests.harness.plan import CONTAINER


def _told(name: str, *entries: str) -> Breaker:
    """Says something else, or more, in the environment."""

    def broken(plan: Plan) -> Plan:
        keys = {entry.partition("=")[0] for entry in entries}
        kept = [one for one in plan.named(name, CONTAINER).raw["envs"] if one.partition("=")[0] not in keys]
        return inputs(name, envs=[*kept, *entries])(plan)

    return broken


def _file(name: str, content: str) -> Breaker:
    upload = {"file": "/app/appsettings.Production.json", "permissions": "0444", "content": Secret(content)}
    return inputs(name, uploads=[upload])


def _services(plan: Plan) -> Iterator[Resource]:
    for service in ServiceName:
        yield from plan.pool(service)


def _names(plan: Plan) -> dict[str, set[int]]:
    """Every name on the network, and the ports behind it."""
    ports = {str(service): {facts.port, 8081, *facts.extra_ports} for service, facts in FACTS.items()}
    ports |= {str(store): {facts.port} for store, facts in STORES.items()}
    found: dict[str, set[int]] = {}
    for one in plan.members:
        role = one.name.rpartition("-")[0]
        for network in one.inputs["networksAdvanced"]:
            found |= {alias: ports.get(role, set()) for alias in network["aliases"]}
    return found


@contract(
    _told("gateway-0", "Services__Wallet__Url=http://wallets:8080"),
    _told("gateway-0", "Services__Wallet__Url=http://wallet:80"),
    _told("wallet-0", "ServiceClients__RegisterService__GrpcAddress=http://register-9:8081"),
)
def every_address_is_one_that_answers(plan: Plan) -> Iterator[str]:
    """A service that calls a name nobody has says it is healthy and loses every call."""
    names = _names(plan)
    own = {urlsplit(str(plan.outputs["url"])).netloc, str(plan.outputs["installation"]), "+:8080", "+:8081"}
    for one in plan.containers:
        settings = configuration(one) if one in plan.members else environment(one)
        for key, value in settings.items():
            for host in re.findall(r"https?://([^/\s]+)", value):
                name, _, port = host.partition(":")
                if host not in own and int(port or 80) not in names.get(name, set()):
                    yield f"{one.name}: {key} = {value}"


@contract(_told("tenant-0", "Seed__AdminPassword=known"), _told("ui-0", "JwtSettings__SigningKey=known"))
def no_secret_is_overridden_in_clear(plan: Plan) -> Iterator[str]:
    """The environment wins over the file, and is shown by `docker inspect`."""
    secret_keys = {key for one in _services(plan) for key in appsettings(one)}
    for one in _services(plan):
        yield from (f"{one.name}: {key}" for key in environment(one) if key in secret_keys)


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
    """Host, port, database, owner and password are those that the set-up job made."""
    made = environment(plan.named("postgres-setup"))["DATABASES"].split()
    for role, key in _POSTGRES.items():
        for one in plan.pool(role):
            pairs = (part.split("=", 1) for part in appsettings(one).get(key, "x=").split(";"))
            found = {name.lower(): value.strip('"') for name, value in pairs}
            password = plan.secrets[f"postgres{role.capitalize()}Password"]
            database = f"sorcha_{role}"
            wanted = {
                "host": "postgres",
                "port": str(STORES_PORT["postgres"]),
                "database": database,
                "username": database,
                "password": password,
            }
            if {name: found.get(name) for name in wanted} != wanted or database not in made:
                yield f"{one.name}: {sorted(name for name in wanted if found.get(name) != wanted[name])}"


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
        for one in plan.pool(role):
            uri = urlsplit(appsettings(one).get(key, ""))
            query = dict(part.split("=") for part in uri.query.split("&") if part)
            hosts = uri.netloc.rpartition("@")[2]
            wrong = [
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
            if wrong:
                yield f"{one.name}: {wrong}"


@contract(
    _file("peer-0", '{"ConnectionStrings": {"Redis": "redis:6379,password=x"}}'), _file("tenant-0", "{}")
)
def redis_is_reached_with_its_password(plan: Plan) -> Iterator[str]:
    """`abortConnect=false`: a Redis that restarts must not end the client (contract §2.8)."""
    wanted = [
        f"redis:{STORES_PORT['redis']}",
        f"password={plan.secrets['redisPassword']}",
        "abortConnect=false",
    ]
    for role, key in _REDIS.items():
        for one in plan.pool(role):
            if appsettings(one).get(key, "").split(",") != wanted:
                yield f"{one.name}: {key}"


@contract(
    _file("peer-0", '{"JwtSettings": {"SigningKey": "another"}}'),
    _told("peer-0", "JwtSettings__Issuer=http://elsewhere"),
    _told("peer-0", "ASPNETCORE_ENVIRONMENT=Development"),
)
def all_services_trust_the_same_tokens(plan: Plan) -> Iterator[str]:
    """One that does not refuses every call; Development would seed public secrets (contract §2.3)."""
    name = plan.outputs["installation"]
    wanted = {
        "ASPNETCORE_ENVIRONMENT": "Production",
        "JwtSettings:SigningKey": plan.secrets["jwtSigningKey"],
        "JwtSettings:Issuer": f"http://{name}",
        "JwtSettings:Audience:0": f"http://{name}",
    }
    for one in _services(plan):
        if one in plan.pool("ui"):
            continue
        settings = configuration(one)
        wrong = [key for key, value in wanted.items() if settings.get(key) != value]
        if wrong:
            yield f"{one.name}: {wrong}"


@contract(
    _file("validator-0", '{"ServiceAuth": {"ClientSecret": "another"}}'),
    _told("validator-0", "ServiceAuth__ClientId=service-validator"),
    inputs("tenant-accounts", uploads=[]),
)
def service_accounts_have_the_secret_that_the_tenant_is_given(plan: Plan) -> Iterator[str]:
    """Outside Development the tenant seeds random ones, which nobody knows (contract §2.6)."""
    files = {file["file"]: file["content"] for file in plan.named("tenant-accounts").revealed["uploads"]}
    for service, client in SERVICE_CLIENTS.items():
        set_to = files.get(f"/run/secrets/{client}")
        if set_to != plan.secrets[f"{service}ClientSecret"]:
            yield f"tenant-accounts: {client}"
        for one in plan.pool(service):
            settings = configuration(one)
            own = settings.get("ServiceAuth:ClientId")
            if own is not None and (own != client or settings.get("ServiceAuth:ClientSecret") != set_to):
                yield f"{one.name}: {own}"


@contract(
    _told("reconciler-0", "CLIENT_ID=register-service"),
    inputs("ledger", uploads=[]),
    _told("tenant-accounts", "OWN_CLIENT=another"),
)
def our_own_scripts_have_an_account_of_their_own(plan: Plan) -> Iterator[str]:
    """What a service may do is the service's; ours can be told apart and closed by itself."""
    job = plan.named("tenant-accounts")
    made = environment(job)["OWN_CLIENT"]
    users = [one for one in plan.containers if "CLIENT_ID" in environment(one)]
    if not {"ledger", "reconciler-0"} <= {one.name for one in users}:
        yield "the ledger or the reconciler has none"
    for one, path in [(job, f"/run/secrets/{made}"), *((one, "/run/secrets/client") for one in users)]:
        files = {file["file"]: file["content"] for file in one.revealed["uploads"]}
        if files.get(path) != plan.secrets["ownClientSecret"]:
            yield f"{one.name}: {path}"
    yield from (one.name for one in users if environment(one)["CLIENT_ID"] != made)
    if made in SERVICE_CLIENTS.values():
        yield f"{made} is a service's"


@contract(
    inputs("validator-0", entrypoints=None),
    inputs("validator-0", command=["dotnet", "Sorcha.Register.Service.dll"]),
    _told("validator-0", "SENTRY_RUNS_WHILE=http://register:8080/health"),
    _told("validator-0", "SENTRY_STARTS_AFTER="),
)
def the_validator_runs_only_while_the_register_answers(plan: Plan) -> Iterator[str]:
    """It takes silence for "needs genesis", and sets a register's height back (contract §1.8)."""
    for service, facts in FACTS.items():
        for one in plan.pool(service):
            given = one.inputs
            if facts.sentry is None:
                yield from (f"{one.name}: {key}" for key in ("entrypoints", "command") if given.get(key))
                continue
            told = environment(one)
            if given.get("entrypoints") != ["/bin/busybox", "sh", "/sorcha/sentry.sh"]:
                yield f"{one.name}: {given.get('entrypoints')}"
            if given.get("command") != list(facts.sentry.command):
                yield f"{one.name}: {given.get('command')}"
            if told.get("SENTRY_RUNS_WHILE") != "http://register:8080/health/sync":
                yield f"{one.name}: without MongoDB the register's /health stays green (verified §g)"
            if told.get("SENTRY_STARTS_AFTER", "").split() != [
                "http://tenant:8080/health",
                "http://wallet:8080/health",
            ]:
                yield f"{one.name}: it looks its wallet up once, at start (contract §3.6)"


@contract(
    _told(
        "gateway-0",
        "ReverseProxy__Clusters__tenant-cluster__Destinations__destination1__Address=http://tenant:8080",
    ),
    _told(
        "gateway-0",
        "ReverseProxy__Clusters__tenant-cluster__Destinations__destination9__Address=http://tenant-9:8080",
    ),
)
def the_gateway_knows_each_replica_by_name(plan: Plan) -> Iterator[str]:
    """One name for all would spread connections, not requests, and notice no death (contract §3.1)."""
    for one in plan.pool("gateway"):
        settings = environment(one)
        for cluster, service in CLUSTERS.items():
            prefix = f"ReverseProxy:Clusters:{cluster}:Destinations:"
            found = sorted(value for key, value in settings.items() if key.startswith(prefix))
            wanted = sorted(f"http://{member.name}:8080" for member in plan.pool(service))
            if found != wanted:
                yield f"{one.name}: {cluster} {found}, wanted {wanted}"


STORES_PORT = {str(store): facts.port for store, facts in STORES.items()}
