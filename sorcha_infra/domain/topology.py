"""How each store is laid out: one variant per topology, discriminated by `topology`.

A variant holds only what means something for it, so a Sentinel count on a single Redis
cannot be written down. `…Keys` are the keys of a stack file; the variant without the suffix is
resolved, and every value in it is settled.
"""

from typing import Annotated, Literal

from pydantic import Field

from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import HostName, ImageReference, Port, Resources
from sorcha_infra.domain.vocabulary import Failover

MOST_POSTGRES_REPLICAS = 4
FEWEST_ETCD_MEMBERS, MOST_ETCD_MEMBERS = 3, 5
FEWEST_MONGO_MEMBERS, MOST_MONGO_MEMBERS = 3, 7
FEWEST_REDIS_MEMBERS, MOST_REDIS_MEMBERS = 2, 5
TOLERANT_REDIS_MEMBERS = 3
"""From as many on, the loss of one leaves a majority, without which no write is taken."""

FEWEST_SENTINELS, MOST_SENTINELS = 3, 7

SERVERS: dict[str, tuple[int, int]] = {
    "single": (1, 1),
    "primaryReplica": (2, 1 + MOST_POSTGRES_REPLICAS),
    "replicaSet": (FEWEST_MONGO_MEMBERS, MOST_MONGO_MEMBERS),
    # One count for servers and Sentinels: a table's cell has only one.
    "sentinel": (FEWEST_SENTINELS, MOST_REDIS_MEMBERS),
    "cluster": (3, 9),
    "managed": (0, 0),
}
"""Fewest and most servers that a topology can be asked for with one number."""


class HostedStore(Model):
    """Keys of every store that this program runs."""

    image: ImageReference | None = None
    """Replaces the reference in stacks/images.yaml."""


class SizedStore(Model):
    """What is resolved for every store that this program runs."""

    resources: Resources
    """Limits of each member."""


class _ManagedStore(Model):
    topology: Literal["managed"] = "managed"
    """A managed service."""

    host: HostName | None = None
    """The address of the managed service."""

    port: Port | None = None
    """Its TCP port."""


class PostgresSingleKeys(HostedStore):
    """One server: a crash is some seconds of outage, a lost volume is lost data."""

    topology: Literal["single"] = "single"
    """One server."""


class PostgresPrimaryReplicaKeys(HostedStore):
    """A primary and streaming replicas."""

    topology: Literal["primaryReplica"] = "primaryReplica"
    """A primary and streaming replicas."""

    replicas: Annotated[int, Field(ge=1, le=MOST_POSTGRES_REPLICAS)] = 1
    """Streaming replicas beside the primary."""

    failover: Failover = Failover.AUTOMATIC
    """Who promotes a replica: `automatic` is Patroni with etcd, `manual` an operator."""

    etcd_members: Annotated[int, Field(ge=FEWEST_ETCD_MEMBERS, le=MOST_ETCD_MEMBERS)] = 3
    """Voters of the etcd that Patroni keeps its lease in, an odd number; 5 survive the loss of two."""

    patroni_image: ImageReference | None = None
    """An image with PostgreSQL 17, Patroni and etcd, instead of the one that is built on the engine."""


class PostgresManaged(_ManagedStore):
    """A managed service; this program only refers to it."""


class MongoSingleKeys(HostedStore):
    """A replica set of one, so that it can grow to three on the same data."""

    topology: Literal["single"] = "single"
    """A replica set of one."""


class MongoReplicaSetKeys(HostedStore):
    """A replica set whose members all hold data."""

    topology: Literal["replicaSet"] = "replicaSet"
    """A replica set whose members all hold data."""

    members: Annotated[int, Field(ge=FEWEST_MONGO_MEMBERS, le=MOST_MONGO_MEMBERS)] = 3
    """Data members, an odd number; MongoDB allows seven voters."""


class MongoManaged(_ManagedStore):
    """A managed service; this program only refers to it."""


class RedisSingleKeys(HostedStore):
    """One server with an append-only file."""

    topology: Literal["single"] = "single"
    """One server."""


class RedisSentinelKeys(HostedStore):
    """A master with replicas, watched by Sentinels."""

    topology: Literal["sentinel"] = "sentinel"
    """A master with replicas, watched by Sentinels."""

    members: Annotated[int, Field(ge=FEWEST_REDIS_MEMBERS, le=MOST_REDIS_MEMBERS)] = 3
    """Redis servers, the master among them."""

    sentinels: Annotated[int, Field(ge=FEWEST_SENTINELS, le=MOST_SENTINELS)] = 3
    """Sentinels that vote on a fail-over, an odd number."""


class RedisClusterKeys(HostedStore):
    """Named by the guide; the services cannot use it (platform-contract §2.8)."""

    topology: Literal["cluster"] = "cluster"
    """Refused: the services cannot use it."""


class RedisManaged(_ManagedStore):
    """A managed service; this program only refers to it."""


class PostgresSingle(PostgresSingleKeys, SizedStore):
    """One server, resolved."""


class PostgresPrimaryReplica(PostgresPrimaryReplicaKeys, SizedStore):
    """A primary and streaming replicas, resolved."""


class MongoSingle(MongoSingleKeys, SizedStore):
    """A replica set of one, resolved."""


class MongoReplicaSet(MongoReplicaSetKeys, SizedStore):
    """A replica set, resolved."""


class RedisSingle(RedisSingleKeys, SizedStore):
    """One server, resolved."""


class RedisSentinel(RedisSentinelKeys, SizedStore):
    """A master with replicas and Sentinels, resolved."""


class RedisCluster(RedisClusterKeys, SizedStore):
    """Refused by a rule, and resolved so that the rule can see it."""


Postgres = Annotated[
    PostgresSingle | PostgresPrimaryReplica | PostgresManaged, Field(discriminator="topology")
]
Mongo = Annotated[MongoSingle | MongoReplicaSet | MongoManaged, Field(discriminator="topology")]
Redis = Annotated[RedisSingle | RedisSentinel | RedisCluster | RedisManaged, Field(discriminator="topology")]
