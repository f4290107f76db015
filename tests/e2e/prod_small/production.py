"""Installation that all tests of this folder share."""

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
"""Name of the stack and of the installation."""

_WILD = "w;i'l@d%s$1 {}#&=?:/"
"""Characters with a meaning in shells, SQL, URIs, ADO.NET, libpq, YAML and HAProxy."""


def passwords() -> dict[SecretName, str]:
    """Password for each user of a store, with every character that its grammar allows."""
    return {
        name: "".join(c for c in _WILD if c not in facts.forbidden_characters) + f"-{name}"
        for name, facts in SECRETS.items()
        if name.endswith("Password") and name.startswith(("postgres", "mongo", "redis"))
    }


def of_postgres(plan: AddressPlan, *, has_proxy: bool = True) -> Postgres:
    """PostgreSQL, with the given passwords."""
    return Postgres(plan, passwords(), 2 if has_proxy else 1, has_proxy=has_proxy)


def of_redis(plan: AddressPlan, *, has_proxy: bool = True) -> Redis:
    """Redis, with the given password."""
    return Redis(plan, passwords()[SecretName.REDIS], 3 if has_proxy else 1, has_proxy=has_proxy)


def of_mongo(plan: AddressPlan, members: int = 3) -> MongoMembers:
    """MongoDB, with the given password."""
    return MongoMembers(plan, passwords()[SecretName.MONGO], members)


@dataclass(frozen=True, kw_only=True, slots=True)
class Small:
    """Small production on the engine of this machine, with stand-ins of services and MongoDB."""

    clone: Clone
    installation: Installation
    url: str
    first: CommandResult | None
    """The first `up`; None if the installation is of an earlier session."""

    @property
    def plan(self) -> AddressPlan:
        """Plan of the addresses."""
        return AddressPlan(IPv4Network(default_subnet(self.installation.name)))

    def postgres(self) -> Postgres:
        """Healthy PostgreSQL."""
        postgres = of_postgres(self.plan)
        postgres.await_replicas()
        return postgres

    def redis(self) -> Redis:
        """Healthy Redis."""
        redis = of_redis(self.plan)
        redis.await_replicas()
        return redis

    def mongo(self, members: int = 3) -> MongoMembers:
        """Healthy MongoDB."""
        mongo = of_mongo(self.plan, members)
        mongo.await_secondaries()
        return mongo

    def up(self, *arguments: str) -> CommandResult:
        """Run a plain `pulumi up`."""
        return self.clone.pulumi("up", "--yes", "--skip-preview", *arguments)
