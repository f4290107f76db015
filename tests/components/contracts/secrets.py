"""Places of secrets: only in files that no one but their reader can open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.components.contracts import contract
from tests.harness import Plan, Secret
from tests.harness.breakers import inputs

_REDIS = "generated-redisPassword"


def _file(**settings: Any) -> Any:
    file = {
        "file": "/run/secrets/x",
        "content": Secret(_REDIS),
        "permissions": "0400",
        "owner": "999",
        "group": "999",
    }
    return [{key: value for key, value in {**file, **settings}.items() if value is not None}]


@contract(
    inputs("redis-0", uploads=_file(content=Secret("an empty promise"))),
    inputs("tenant-0", uploads=[]),
)
def every_secret_opens_something(plan: Plan) -> Iterator[str]:
    """A secret without a reader protects nothing: its store is open, or closed to every client."""
    secret_readers: dict[str, set[str]] = {name: set() for name in plan.secrets}
    for container in plan.containers:
        for file in container.raw.get("uploads", []):
            for name, secret in plan.secrets.items():
                if isinstance(file["content"], Secret) and secret in str(file["content"].value):
                    secret_readers[name].add(container.name)
    unused_names = set() if plan.pool("etcd") else _AUTOMATIC.keys()
    for name, readers in secret_readers.items():
        if not readers and name not in unused_names:
            yield f"{name}: has no reader"
    for name, expected in (_BOTH_SIDES | (_AUTOMATIC if not unused_names else {})).items():
        if not expected <= secret_readers.get(name, set()):
            yield f"{name}: is missing in {sorted(expected - secret_readers[name])}"


_AUTOMATIC = {
    "postgresReplicationPassword": {"postgres-0", "postgres-1", "postgres-roles"},
    "postgresRewindPassword": {"postgres-0", "postgres-1", "postgres-roles"},
    "patroniPassword": {"postgres-0", "postgres-1", "etcd-settings"},
    "etcdPassword": {"etcd-0", "etcd-1", "etcd-2", "etcd-settings"},
}
"""Generated in every stack, so that growth needs no new secret; used if PostgreSQL fails over."""

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
"""Server and clients of every shared secret."""


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
"""Files that contain only a secret."""

_PATRONI = "/run/secrets/patroni.yaml"


@contract(
    inputs("redis-0", uploads=_file(file="/etc/sorcha/password", content=Secret("generated-mongoPassword"))),
    inputs("wallet-keys", uploads=_file(file="/run/secrets/material")),
    inputs("redis-0", uploads=_file(content="no secret")),
)
def a_secret_file_holds_the_right_secret(plan: Plan) -> Iterator[str]:
    """With a wrong password a probe fails permanently, without a reason in a log."""
    for container in plan.containers:
        files = {file["file"]: file for file in container.raw.get("uploads", [])}
        for (name, path), secret in _CONTENT.items():
            if (name, _PATRONI in files) == (container.name, True):
                continue  # has all passwords of the member, see test_postgres_automatic.py
            if name == container.name and files.get(path, {}).get("content") != Secret(plan.secrets[secret]):
                yield f"{name}: {path} is not {secret}"
        for path, file in files.items():
            if file.get("permissions") == "0400" and not isinstance(file["content"], Secret):
                yield f"{container.name}: {path} is private, but its content is not"
