"""The one installation that all tests of this folder share."""

from dataclasses import dataclass
from ipaddress import IPv4Network

from sorcha_infra.profiles.docker.addresses import AddressPlan, default_subnet
from sorcha_infra.domain.secrets import SECRETS, SecretName
from tests.e2e.clone import Clone, Done
from tests.e2e.installation import Installation
from tests.e2e.prod_small.mongo_members import MongoMembers
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.redis_members import Redis

STACK = "e2e-small"
"""Also the installation."""

_WILD = "w;i'l@d%s$1 {}#&=?:/"
"""What the grammars of shells, SQL, URIs, ADO.NET, libpq, YAML and HAProxy give a meaning to."""


def passwords() -> dict[SecretName, str]:
    """A password for each user of a store, with every character that its grammar can carry."""
    return {
        name: "".join(c for c in _WILD if c not in facts.forbidden) + f"-{name}"
        for name, facts in SECRETS.items()
        if name.endswith("Password") and name.startswith(("postgres", "mongo", "redis"))
    }


def of_postgres(plan: AddressPlan, *, grown: bool = True) -> Postgres:
    """PostgreSQL, with the passwords that were given."""
    return Postgres(plan, passwords(), 2 if grown else 1, grown=grown)


def of_redis(plan: AddressPlan, *, grown: bool = True) -> Redis:
    """Redis, with the password that was given."""
    return Redis(plan, passwords()[SecretName.REDIS], 3 if grown else 1, grown=grown)


def of_mongo(plan: AddressPlan, members: int = 3) -> MongoMembers:
    """MongoDB, with the password that was given."""
    return MongoMembers(plan, passwords()[SecretName.MONGO], members)


@dataclass(frozen=True, kw_only=True, slots=True)
class Small:
    """Small production on this machine's engine, up from nothing; services and MongoDB are stand-ins."""

    clone: Clone
    installation: Installation
    url: str
    first: Done | None
    """The `up` from nothing; none where an earlier session's installation is used."""

    @property
    def plan(self) -> AddressPlan:
        """Who has which address."""
        return AddressPlan(IPv4Network(default_subnet(self.installation.name)))

    def postgres(self) -> Postgres:
        """PostgreSQL, in health."""
        found = of_postgres(self.plan)
        found.await_replicas()
        return found

    def redis(self) -> Redis:
        """Redis, in health."""
        found = of_redis(self.plan)
        found.await_replicas()
        return found

    def mongo(self, members: int = 3) -> MongoMembers:
        """MongoDB, in health."""
        found = of_mongo(self.plan, members)
        found.await_secondaries()
        return found

    def up(self, *arguments: str) -> Done:
        """`pulumi up` by hand."""
        return self.clone.pulumi("up", "--yes", "--skip-preview", *arguments)
