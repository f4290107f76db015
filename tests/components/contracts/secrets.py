"""Where secrets may stand: in files that only their reader opens, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.components.contracts import contract
from tests.harness import Plan, Secret
from tests.harness.broken import inputs
from tests.harness.plan import CERTIFICATE

_REDIS = "generated-redisPassword"


def _file(**changed: Any) -> Any:
    one = {
        "file": "/run/secrets/x",
        "content": Secret(_REDIS),
        "permissions": "0400",
        "owner": "999",
        "group": "999",
    }
    return [{key: value for key, value in {**one, **changed}.items() if value is not None}]


@contract(
    inputs("redis-0", uploads=_file(content=_REDIS)),
    inputs("redis-0", uploads=_file(file=f"/run/{_REDIS}")),
    inputs("redis-0", uploads=_file(file=Secret("/run/secrets/x"))),
    inputs("redis-0", envs=[f"REDIS_PASSWORD={_REDIS}"]),
    inputs("redis-0", envs=[Secret(f"REDIS_PASSWORD={_REDIS}")]),
    inputs("redis-0", command=["redis-server", "--requirepass", Secret(_REDIS)]),
    inputs("redis-0", labels=[{"label": "password", "value": _REDIS}]),
    inputs("redis-0", healthcheck={"tests": ["CMD", "redis-cli", "-a", Secret(_REDIS), "ping"]}),
    inputs("redis-0", hostname=_REDIS),
)
def secrets_travel_as_the_content_of_files_alone(plan: Plan) -> Iterator[str]:
    """Environment, arguments, labels and probes are shown by `docker inspect` and `ps`."""
    for one in plan.leaves:
        for path, value in _walk(one.raw, ""):
            content = path.startswith("uploads.") and path.endswith(".content")
            signs = one.type == CERTIFICATE and path == "privateKeyPem"  # never leaves the provider
            if isinstance(value, Secret) and not (content or signs):
                yield f"{one.name}: {path} is a secret"
            elif not isinstance(value, Secret) and any(
                secret in str(value) for secret in plan.secrets.values()
            ):
                yield f"{one.name}: {path} shows a secret"


@contract(
    inputs("redis-0", uploads=_file(content=Secret("an empty promise"))),
    inputs("tenant-0", uploads=[]),
)
def every_secret_opens_something(plan: Plan) -> Iterator[str]:
    """One that nothing is given is a password of nothing: the store stands open, or is closed to all."""
    given: dict[str, set[str]] = {name: set() for name in plan.secrets}
    for one in plan.containers:
        for file in one.raw.get("uploads", []):
            for name, secret in plan.secrets.items():
                if isinstance(file["content"], Secret) and secret in str(file["content"].value):
                    given[name].add(one.name)
    unused = set() if plan.pool("etcd") else _AUTOMATIC.keys()
    for name, readers in given.items():
        if not readers and name not in unused:
            yield f"{name}: nobody is given it"
    for name, wanted in (_BOTH_SIDES | (_AUTOMATIC if not unused else {})).items():
        if not wanted <= given.get(name, set()):
            yield f"{name}: {sorted(wanted - given[name])} is not given it"


_AUTOMATIC = {
    "postgresReplicationPassword": {"postgres-0", "postgres-1", "postgres-roles"},
    "postgresRewindPassword": {"postgres-0", "postgres-1", "postgres-roles"},
    "patroniPassword": {"postgres-0", "postgres-1", "etcd-settings"},
    "etcdPassword": {"etcd-0", "etcd-1", "etcd-2", "etcd-settings"},
}
"""Generated in every stack, so that growth needs no new one; used where PostgreSQL fails over."""

_BOTH_SIDES = {
    "postgresPassword": {"postgres-0", "postgres-setup"},
    "postgresTenantPassword": {"postgres-setup", "tenant-0"},
    "postgresWalletPassword": {"postgres-setup", "wallet-0"},
    "mongoPassword": {"mongo-0", "mongo-setup"},
    "mongoRegisterPassword": {"mongo-setup", "register-0"},
    "mongoValidatorPassword": {"mongo-setup", "validator-0"},
    "mongoBlueprintPassword": {"mongo-setup", "blueprint-0"},
    "mongoKeyFile": {"mongo-0"},
    "redisPassword": {
        "redis-0",
        "tenant-0",
        "wallet-0",
        "register-0",
        "validator-0",
        "blueprint-0",
        "peer-0",
    },
    "walletKeyMaterial": {"wallet-keys", "wallet-0"},
    "adminPassword": {"tenant-0"},
}
"""Who keeps the lock and who has the key, of every secret that two must agree on."""


_CONTENT = {
    ("postgres-0", "/run/secrets/postgres"): "postgresPassword",
    ("postgres-setup", "/run/secrets/sorcha_tenant"): "postgresTenantPassword",
    ("postgres-setup", "/run/secrets/sorcha_wallet"): "postgresWalletPassword",
    ("mongo-0", "/run/secrets/root"): "mongoPassword",
    ("mongo-0", "/etc/sorcha/keyfile"): "mongoKeyFile",
    ("mongo-setup", "/run/secrets/root"): "mongoPassword",
    ("mongo-setup", "/run/secrets/register"): "mongoRegisterPassword",
    ("mongo-setup", "/run/secrets/validator"): "mongoValidatorPassword",
    ("mongo-setup", "/run/secrets/blueprint"): "mongoBlueprintPassword",
    ("redis-0", "/etc/sorcha/password"): "redisPassword",
    ("wallet-keys", "/run/secrets/material"): "walletKeyMaterial",
    ("ledger", "/run/secrets/client"): "ownClientSecret",
    ("reconciler-0", "/run/secrets/client"): "ownClientSecret",
}
"""Files that are a secret and nothing besides."""

_PATRONI = "/run/secrets/patroni.yaml"


@contract(
    inputs("redis-0", uploads=_file(file="/etc/sorcha/password", content=Secret("generated-mongoPassword"))),
    inputs("wallet-keys", uploads=_file(file="/run/secrets/material")),
    inputs("redis-0", uploads=_file(content="no secret")),
)
def a_secret_file_holds_the_right_secret(plan: Plan) -> Iterator[str]:
    """With another's password a probe fails for ever, and nothing says why."""
    for one in plan.containers:
        files = {file["file"]: file for file in one.raw.get("uploads", [])}
        for (name, path), secret in _CONTENT.items():
            if (name, _PATRONI in files) == (one.name, True):
                continue  # it holds all passwords of the member, see test_postgres_automatic.py
            if name == one.name and files.get(path, {}).get("content") != Secret(plan.secrets[secret]):
                yield f"{name}: {path} is not {secret}"
        for path, file in files.items():
            if file.get("permissions") == "0400" and not isinstance(file["content"], Secret):
                yield f"{one.name}: {path} is private and its content is not"


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _walk(entry, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _walk(entry, f"{path}.{index}")
    else:
        yield path, value
