"""Access of the services to the stores: endpoints, and connection strings with secrets."""

from dataclasses import dataclass

from sorcha_infra.domain import connection_strings as strings
from sorcha_infra.domain import databases as db
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.stores import MONGO_SET, STORES
from sorcha_infra.domain.vocabulary import StoreName


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """An address of a store."""

    host: str
    port: int
    tls: bool = False
    """Whether it speaks TLS, with a certificate for `host`."""

    @property
    def address(self) -> str:
        """`host:port`."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True, slots=True)
class MongoEndpoint:
    """Members of MongoDB, or the DNS name that lists them."""

    hosts: tuple[str, ...]
    """Each as `host:port`; with `srv` the name of the DNS record."""

    replica_set: str | None = MONGO_SET
    """Name of the set; None if the DNS record contains it."""

    srv: bool = False
    """Whether a DNS record lists the members (`mongodb+srv`)."""

    tls: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreEndpoints:
    """Endpoints of the stores for the services."""

    postgres: Endpoint
    mongo: MongoEndpoint
    redis: Endpoint


def endpoint(store: StoreName, host: str) -> Endpoint:
    """Endpoint of a host at the default port of its store."""
    return Endpoint(host=host, port=STORES[store].port)


def redis(stores: StoreEndpoints) -> SecretText:
    """Connection string of Redis."""

    def render(password: str) -> str:
        server = stores.redis
        return strings.stack_exchange_redis(
            host=server.host, port=server.port, password=password, tls=server.tls
        )

    return SecretText(secrets=(SecretName.REDIS,), render=render)


def postgres(stores: StoreEndpoints, database: db.PostgresDatabase) -> SecretText:
    """Connection string of a database for its owner."""

    def render(password: str) -> str:
        server = stores.postgres
        return strings.npgsql(
            host=server.host,
            port=server.port,
            database=database.name,
            user=database.owner,
            password=password,
            tls=server.tls,
        )

    return SecretText(secrets=(database.password,), render=render)


def mongo(stores: StoreEndpoints, user: db.MongoUser) -> SecretText:
    """URI of the replica set for a user."""

    def render(password: str) -> str:
        return strings.mongodb(
            hosts=stores.mongo.hosts,
            user=user.name,
            password=password,
            replica_set=stores.mongo.replica_set,
            srv=stores.mongo.srv,
            tls=stores.mongo.tls,
        )

    return SecretText(secrets=(user.password,), render=render)
