"""A member of the stand-in's replica set, for the tests of the lab."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from pymongo import MongoClient

from tests.lab.store_lab import StoreLab, Upload, address, wait_until

IMAGE = "sorcha-lab/mongo-standin:8.0"
ROOT = "root-password"
KEY = base64.b64encode(bytes(range(96))).decode()
KEY_FILE = "/data/configdb/keyfile"
FLAGS = [
    "--replSet", "rs0", "--bind_ip_all", "--keyFile", KEY_FILE,
    "--oplogSize", "1024", "--wiredTigerCacheSizeGB", "0.25",
]  # fmt: skip
ENVIRONMENT = {
    "MONGO_INITDB_ROOT_USERNAME": "root",
    "MONGO_INITDB_ROOT_PASSWORD_FILE": "/run/root-password",
}
Client = MongoClient[dict[str, Any]]


class Member:
    """One member, by the name that its set knows it by."""

    def __init__(self, lab: StoreLab, name: str) -> None:
        self.lab = lab
        self.name = name
        self.container = lab.start(
            IMAGE,
            FLAGS,
            alias=name,
            environment=ENVIRONMENT,
            files={
                KEY_FILE: Upload(KEY),
                "/run/root-password": Upload(ROOT, 0o444),
            },
            volumes={"/data/db": lab.volume(name)},
        )

    def direct(self, user: str = "root", password: str = ROOT) -> Client:
        """To this member, whatever its role."""
        host = address(self.container, self.lab.network)
        return MongoClient(
            host, username=user, password=password, directConnection=True, serverSelectionTimeoutMS=60000
        )

    def by_set(self, user: str = "root", password: str = ROOT, **options: Any) -> Client:
        """As the services connect: by the name, through the set's discovery."""
        uri = f"mongodb://{user}:{password}@{self.name}:27017/?authSource=admin&replicaSet=rs0"
        return MongoClient(uri, **({"serverSelectionTimeoutMS": 60000} | options))

    def initiate(self) -> None:
        with self.direct() as client:
            members = [{"_id": 0, "host": f"{self.name}:27017"}]
            client.admin.command("replSetInitiate", {"_id": "rs0", "members": members})
        self.primary()

    def primary(self) -> None:
        with self.direct() as client:
            wait_until("a writable primary", lambda: client.admin.command("hello")["isWritablePrimary"])


@contextmanager
def members_by_name(lab: StoreLab) -> Iterator[dict[str, Member]]:
    """The members by name; drivers on this machine find them by the names of their sets."""
    members: dict[str, Member] = {}

    def lookup(name: str) -> str | None:
        return address(members[name].container, lab.network) if name in members else None

    with name_resolution(lookup):
        yield members


@contextmanager
def name_resolution(lookup: Callable[[str], str | None]) -> Iterator[None]:
    """Names that only the containers know, for drivers on this machine."""
    real = socket.getaddrinfo

    def resolve(host: Any, *rest: Any, **options: Any) -> Any:
        return real((isinstance(host, str) and lookup(host)) or host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        yield
