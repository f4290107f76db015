"""How the services reach the stores: connection strings, made of secrets when they are known."""

from dataclasses import dataclass

from sorcha_infra.domain import connection_strings as strings
from sorcha_infra.domain import databases as db
from sorcha_infra.domain.secrets import Derived, SecretName
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import StoreName


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreAddresses:
    """Where the stores answer, as the services see them."""

    postgres: str
    mongo: tuple[str, ...]
    redis: str


def redis(stores: StoreAddresses) -> Derived:
    """The connection string of Redis."""

    def render(password: str) -> str:
        return strings.stack_exchange_redis(
            host=stores.redis, port=STORES[StoreName.REDIS].port, password=password
        )

    return Derived(secrets=(SecretName.REDIS,), render=render)


def postgres(stores: StoreAddresses, database: db.PostgresDatabase) -> Derived:
    """The connection string of a database, as its owner."""

    def render(password: str) -> str:
        return strings.npgsql(
            host=stores.postgres,
            port=STORES[StoreName.POSTGRES].port,
            database=database.name,
            user=database.owner,
            password=password,
        )

    return Derived(secrets=(database.password,), render=render)


def mongo(stores: StoreAddresses, user: db.MongoUser) -> Derived:
    """The URI of the replica set, as a user of its own."""

    def render(password: str) -> str:
        return strings.mongodb(hosts=stores.mongo, user=user.name, password=password)

    return Derived(secrets=(user.password,), render=render)
