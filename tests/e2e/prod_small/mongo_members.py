"""Members of MongoDB, a stand-in, by their addresses: roles, configuration, documents."""

from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from sorcha_infra.domain.databases import MONGO_ROOT
from sorcha_infra.profiles.docker.addresses import AddressPlan
from tests.e2e.polling import wait_for


class MongoMembers:
    """Replica set with names that only its network resolves."""

    def __init__(self, plan: AddressPlan, password: str, members: int = 3) -> None:
        self.members = [f"mongo-{ordinal}" for ordinal in range(members)]
        self._plan = plan
        self._password = password

    def client(self, member: str) -> "MongoClient[dict[str, Any]]":
        """Client of one member, as root."""
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
        """Status of a member; None if it does not answer."""
        try:
            with self.client(member) as client:
                return dict(client.admin.command("hello"))
        except PyMongoError:
            return None

    def primaries(self) -> list[str]:
        """Members that report that they accept writes."""
        return [name for name in self.members if (self.hello(name) or {}).get("isWritablePrimary")]

    def primary(self, seconds: float = 60) -> str:
        """Wait for the primary and return it."""

        def look() -> str | None:
            primaries = self.primaries()
            assert len(primaries) < 2, f"two primaries: {primaries}"
            return primaries[0] if primaries else None

        return wait_for("a primary of MongoDB", look, seconds)

    def await_secondaries(self, seconds: float = 120) -> None:
        """Wait until every other member is a secondary."""

        def look() -> bool:
            greetings = [self.hello(name) or {} for name in self.members]
            secondaries = sum(bool(greeting.get("secondary")) for greeting in greetings)
            return len(self.primaries()) == 1 and secondaries == len(self.members) - 1

        wait_for("secondaries of MongoDB", look, seconds)

    def configuration(self) -> dict[str, Any]:
        """Configuration of the primary."""
        with self.client(self.primary()) as client:
            configuration: dict[str, Any] = client.admin.command("replSetGetConfig")["config"]
            return configuration

    def keep(self, word: str) -> None:
        """Write a document."""
        with self.client(self.primary()) as client:
            client.e2e.kept.insert_one({"word": word})

    def words(self, member: str | None = None) -> set[str]:
        """Written documents on the primary or on a member."""
        with self.client(member or self.primary()) as client:
            return {document["word"] for document in client.e2e.kept.find()}
