"""The one installation that all tests of this folder share."""

from dataclasses import dataclass
from ipaddress import IPv4Network

from sorcha_infra.domain.secrets import SECRETS, SecretName
from sorcha_infra.profiles.docker.addresses import AddressPlan, default_subnet
from tests.e2e.clone import Clone, CommandResult
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
        name: "".join(c for c in _WILD if c not in facts.forbidden_characters) + f"-{name}"
        for name, facts in SECRETS.items()
        if name.endswith("Password") and name.startswith(("postgres", "mongo", "redis"))
    }


def of_postgres(plan: AddressPlan, *, has_proxy: bool = True) -> Postgres:
    """PostgreSQL, with the passwords that were given."""
    return Postgres(plan, passwords(), 2 if has_proxy else 1, has_proxy=has_proxy)


def of_redis(plan: AddressPlan, *, has_proxy: bool = True) -> Redis:
    """Redis, with the password that was given."""
    return Redis(plan, passwords()[SecretName.REDIS], 3 if has_proxy else 1, has_proxy=has_proxy)


def of_mongo(plan: AddressPlan, members: int = 3) -> MongoMembers:
    """MongoDB, with the password that was given."""
    return MongoMembers(plan, passwords()[SecretName.MONGO], members)


@dataclass(frozen=True, kw_only=True, slots=True)
class Small:
    """Small production on this machine's engine, up from nothing; services and MongoDB are stand-ins."""

    clone: Clone
    installation: Installation
    url: str
    first: CommandResult | None
    """The `up` from nothing; none where an earlier session's installation is used."""

    @property
    def plan(self) -> AddressPlan:
        """Who has which address."""
        return AddressPlan(IPv4Network(default_subnet(self.installation.name)))

    def postgres(self) -> Postgres:
        """PostgreSQL, in health."""
        postgres = of_postgres(self.plan)
        postgres.await_replicas()
        return postgres

    def redis(self) -> Redis:
        """Redis, in health."""
        redis = of_redis(self.plan)
        redis.await_replicas()
        return redis

    def mongo(self, members: int = 3) -> MongoMembers:
        """MongoDB, in health."""
        mongo = of_mongo(self.plan, members)
        mongo.await_secondaries()
        return mongo

    def up(self, *arguments: str) -> CommandResult:
        """`pulumi up` by hand."""
        return self.clone.pulumi("up", "--yes", "--skip-preview", *arguments)
