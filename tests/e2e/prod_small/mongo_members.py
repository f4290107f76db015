"""The members of MongoDB, a stand-in, each by its own address: roles, configuration, documents."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from sorcha_infra.domain.databases import MONGO_ROOT
from sorcha_infra.profiles.docker.addresses import AddressPlan
from tests.e2e.polling import wait_for


class MongoMembers:
    """A replica set whose names only its own network knows."""

    def __init__(self, plan: AddressPlan, password: str, members: int = 3) -> None:
        self.members = [f"mongo-{ordinal}" for ordinal in range(members)]
        self._plan = plan
        self._password = password

    def client(self, member: str) -> "MongoClient[dict[str, Any]]":
        """A client of one member, as root."""
        return MongoClient(
            self._plan.of("mongo", int(member.rpartition("-")[2])),
            username=MONGO_ROOT,
            password=self._password,
            authSource="admin",
            directConnection=True,
            serverSelectionTimeoutMS=2000,
            connectTimeoutMS=2000,
            w="majority",
        )

    def hello(self, member: str) -> dict[str, Any] | None:
        """What it says of itself; none where it does not answer."""
        try:
            with self.client(member) as client:
                return dict(client.admin.command("hello"))
        except PyMongoError:
            return None

    def primaries(self) -> list[str]:
        """Members that say that they take writes."""
        return [name for name in self.members if (self.hello(name) or {}).get("isWritablePrimary")]

    def primary(self, seconds: float = 60) -> str:
        """The one that takes writes; waits for it."""

        def look() -> str | None:
            primaries = self.primaries()
            assert len(primaries) < 2, f"two primaries: {primaries}"
            return primaries[0] if primaries else None

        return wait_for("a primary of MongoDB", look, seconds)

    def await_secondaries(self, seconds: float = 120) -> None:
        """Waits until every other member is a secondary."""

        def look() -> bool:
            greetings = [self.hello(name) or {} for name in self.members]
            secondaries = sum(bool(greeting.get("secondary")) for greeting in greetings)
            return len(self.primaries()) == 1 and secondaries == len(self.members) - 1

        wait_for("secondaries of MongoDB", look, seconds)

    def configuration(self) -> dict[str, Any]:
        """As the primary has it."""
        with self.client(self.primary()) as client:
            configuration: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
            return configuration

    def keep(self, word: str) -> None:
        """Writes a document."""
        with self.client(self.primary()) as client:
            client.e2e.kept.insert_one({"word": word})

    def words(self, member: str | None = None) -> set[str]:
        """The documents that were written, as the primary or a member has them."""
        with self.client(member or self.primary()) as client:
            return {document["word"] for document in client.e2e.kept.find()}
