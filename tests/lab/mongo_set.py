"""A set of the stand-in's members, run by the platform's own scripts, for the tests of the lab."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from docker.models.containers import Container
from pymongo import MongoClient

from sorcha_infra import jobs
from sorcha_infra.domain.connection_strings import mongodb
from sorcha_infra.platforms.docker import files
from tests.lab.mongo_member import IMAGE, KEY, ROOT, Client, name_resolution
from tests.lab.store_lab import StoreLab, Upload, wait_until

_RANGE = f"10.203.{os.getpid() % 256}"  # two runs on one engine must not meet
SUBNET = f"{_RANGE}.0/24"
ADDRESSES = {f"mongo-{n}": f"{_RANGE}.{20 + n}" for n in range(5)}
MEMBERS = list(ADDRESSES)
_FLAGS = ["--replSet", "rs0", "--bind_ip_all", "--keyFile", "/data/configdb/keyfile"]
_SCRIPTS = {
    f"/sorcha/{name}": Upload(files.read(f"mongo/{name}"), 0o444)
    for name in ("start.sh", "initialised.sh", "first.js", "before-delete.sh", "before-delete.js")
} | {"/sorcha/mongo-members.js": Upload(jobs.read("mongo-members.js"), 0o444)}
_PASSWORD = "it's; 100% @me, $ok"


class Set:
    """Members by name."""

    def __init__(self, lab: StoreLab, key: str) -> None:
        self.lab = lab
        self._key = key
        self.members: dict[str, Container] = {}

    @classmethod
    @contextmanager
    def start(
        cls,
        lab: StoreLab,
        names: Sequence[str],
        *,
        key: str = KEY,
        first: str = "mongo-1:27017,mongo-2:27017",
    ) -> Iterator[Set]:
        """Members that start from empty volumes; drivers on this machine find them by name."""
        replica_set = cls(lab, key)
        with name_resolution(ADDRESSES.get):
            replica_set.add(names, first=first)
            yield replica_set

    def add(self, names: Sequence[str], first: str = "") -> None:
        """Members that start empty, mongo-0 last."""
        for name in sorted(names, key=lambda member: member == "mongo-0"):
            self.members[name] = self.lab.start(
                IMAGE,
                ["/sorcha/start.sh", *_FLAGS],
                entrypoint=["bash"],
                alias=name,
                own_address=ADDRESSES[name],
                extra_hosts=ADDRESSES,
                environment={"MONGO_ROOT": "root"} | ({"MONGO_FIRST": first} if name == "mongo-0" else {}),
                files={
                    **_SCRIPTS,
                    "/data/configdb/keyfile": Upload(self._key),
                    "/run/secrets/root": Upload(ROOT, 0o444),
                },
                volumes={"/data/db": self.lab.volume(f"{id(self)}-{name}")},
            )
            self.members[name].reload()

    def member(self, name: str) -> Container:
        return self.members[name]

    def direct(self, name: str, *, login: bool = True) -> Client:
        """To one member, whatever its role."""
        credentials: dict[str, Any] = {"username": "root", "password": ROOT} if login else {}
        return MongoClient(
            name, directConnection=True, serverSelectionTimeoutMS=60000, w="majority", **credentials
        )

    def client(self, user: str = "root", password: str = ROOT, **options: Any) -> Client:
        """As the services connect: by the platform's own URI."""
        uri = mongodb(hosts=[f"{name}:27017" for name in self.members], user=user, password=password)
        return MongoClient(uri, **({"serverSelectionTimeoutMS": 60000} | options))

    def leader(self) -> str:
        with self.client() as client:
            wait_until("a primary", lambda: client.admin.command("ping") and client.primary)
            assert client.primary is not None
            return client.primary[0]

    def config(self) -> dict[str, Any]:
        with self.client() as client:
            config: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
            return config

    def status(self) -> list[dict[str, Any]]:
        with self.client() as client:
            rows: list[dict[str, Any]] = client.admin.command("replSetGetStatus")["members"]
            return rows

    def settled(self) -> None:
        """Every member of the configuration holds what the primary holds."""

        def look() -> bool:
            rows = self.status()
            return {row["state"] for row in rows} <= {1, 2} and len(
                {row["optime"]["ts"] for row in rows}
            ) == 1

        wait_until("a set at rest", look, 120)

    def write(self, word: str) -> None:
        with self.client() as client:
            client.d.words.insert_one({"_id": word})

    def words(self, name: str) -> set[str]:
        """What one member holds."""
        with self.direct(name) as client:
            return {row["_id"] for database in (client.d.words, client.d.rows) for row in database.find()}

    def wipe(self, name: str) -> None:
        """Empties the volume of a member that does not run."""
        folder = next(m["Name"] for m in self.members[name].attrs["Mounts"] if m["Destination"] == "/data/db")
        status, output = self.lab.run(
            IMAGE,
            ["-c", "find /data/db -mindepth 1 -delete"],
            entrypoint=["bash"],
            volumes={"/data/db": folder},
        )
        assert status == 0, output

    def ask_guard(self, member: str, mode: str, by: str | None = None) -> tuple[int, str]:
        """As the platform does before it deletes a member."""
        host = by or next(name for name in self.members if name != member)
        status, output = self.members[host].exec_run(
            ["bash", "/sorcha/before-delete.sh", member, mode], user="0"
        )
        assert isinstance(status, int)
        assert isinstance(output, bytes)
        return status, output.decode().strip()


def setup(replica_set: Set, names: Sequence[str], root: str = ROOT) -> tuple[int, str]:
    """The setup job."""
    return replica_set.lab.run(
        IMAGE,
        ["mongosh", "--nodb", "--quiet", "--file", "/sorcha/mongo-setup.js"],
        entrypoint=["bash", "/sorcha/run.sh"],
        alias="job",
        environment={
            "HOME": "/tmp",
            "JOB_SECONDS": "150",
            "JOB_LINGER": "0",
            "MONGO_SET": "rs0",
            "MONGO_MEMBERS": ",".join(f"{name}:27017" for name in names),
            "MONGO_ROOT": "root",
            "MONGO_USERS": "register:readWriteAnyDatabase:admin",
        },
        files={
            "/sorcha/run.sh": Upload(files.read("job/run.sh"), 0o444),
            **{
                f"/sorcha/{name}": Upload(jobs.read(name), 0o444)
                for name in ("mongo-setup.js", "mongo-members.js")
            },
            "/run/secrets/root": Upload(root),
            "/run/secrets/register": Upload(_PASSWORD),
        },
    )
