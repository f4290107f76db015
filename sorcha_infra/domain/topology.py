"""Layouts of each store: one variant per `topology`.

A variant has only keys with a meaning for it, so a single Redis cannot have a number of Sentinels. `…Keys`
are the keys of a stack file; the variant without the suffix is resolved and has a value for every key.
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
"""Minimum that keeps a majority after one failure; a write needs a majority."""

FEWEST_SENTINELS, MOST_SENTINELS = 3, 7

SERVERS: dict[str, tuple[int, int]] = {
    "single": (1, 1),
    "primaryReplica": (2, 1 + MOST_POSTGRES_REPLICAS),
    "replicaSet": (FEWEST_MONGO_MEMBERS, MOST_MONGO_MEMBERS),
    # Number of servers and of Sentinels, because a cell of the table has only one number.
    "sentinel": (FEWEST_SENTINELS, MOST_REDIS_MEMBERS),
    "cluster": (3, 9),
    "managed": (0, 0),
}
"""Topology → minimum and maximum of servers."""


class HostedStore(Model):
    """Keys of every store that this program runs."""

    image: ImageReference | None = None
    """Replaces the reference in stacks/images.yaml."""


class SizedStore(Model):
    """Resolved keys of every store that this program runs."""

    resources: Resources
    """Limits of each member."""


class _ManagedStore(Model):
    topology: Literal["managed"] = "managed"
    """A managed service."""

    host: HostName | None = None
    """Address of the managed service."""

    port: Port | None = None
    """TCP port of the managed service."""


class PostgresSingleKeys(HostedStore):
    """One server; a crash is an outage of seconds, a lost volume is lost data."""

    topology: Literal["single"] = "single"
    """One server."""


class PostgresPrimaryReplicaKeys(HostedStore):
    """A primary and streaming replicas."""

    topology: Literal["primaryReplica"] = "primaryReplica"
    """A primary and streaming replicas."""

    replicas: Annotated[int, Field(ge=1, le=MOST_POSTGRES_REPLICAS)] = 1
    """Number of streaming replicas, without the primary."""

    failover: Failover = Failover.AUTOMATIC
    """Promotion of a replica: `automatic` by Patroni with etcd, `manual` by an operator."""

    etcd_members: Annotated[int, Field(ge=FEWEST_ETCD_MEMBERS, le=MOST_ETCD_MEMBERS)] = 3
    """Members of the etcd with Patroni's lease, an odd number; 5 tolerate two failures."""

    patroni_image: ImageReference | None = None
    """Image with PostgreSQL 17, Patroni and etcd; by default one is built on the engine."""


class PostgresManaged(_ManagedStore):
    """A managed service, which this program does not run."""


class MongoSingleKeys(HostedStore):
    """A replica set of one member, which can grow to three on the same data."""

    topology: Literal["single"] = "single"
    """A replica set of one member."""


class MongoReplicaSetKeys(HostedStore):
    """A replica set whose members all hold data."""

    topology: Literal["replicaSet"] = "replicaSet"
    """A replica set whose members all hold data."""

    members: Annotated[int, Field(ge=FEWEST_MONGO_MEMBERS, le=MOST_MONGO_MEMBERS)] = 3
    """Number of data members, odd; MongoDB allows seven voters."""


class MongoManaged(_ManagedStore):
    """A managed service, which this program does not run."""


class RedisSingleKeys(HostedStore):
    """One server with an append-only file."""

    topology: Literal["single"] = "single"
    """One server."""


class RedisSentinelKeys(HostedStore):
    """A master with replicas, monitored by Sentinels."""

    topology: Literal["sentinel"] = "sentinel"
    """A master with replicas, monitored by Sentinels."""

    members: Annotated[int, Field(ge=FEWEST_REDIS_MEMBERS, le=MOST_REDIS_MEMBERS)] = 3
    """Number of Redis servers, with the master."""

    sentinels: Annotated[int, Field(ge=FEWEST_SENTINELS, le=MOST_SENTINELS)] = 3
    """Number of Sentinels, which vote on a fail-over; odd."""


class RedisClusterKeys(HostedStore):
    """In the guide, but the services cannot use it (platform-contract §2.8)."""

    topology: Literal["cluster"] = "cluster"
    """Refused, because the services cannot use it."""


class RedisManaged(_ManagedStore):
    """A managed service, which this program does not run."""


class PostgresSingle(PostgresSingleKeys, SizedStore):
    """One server, resolved."""


class PostgresPrimaryReplica(PostgresPrimaryReplicaKeys, SizedStore):
    """A primary and streaming replicas, resolved."""


class MongoSingle(MongoSingleKeys, SizedStore):
    """A replica set of one member, resolved."""


class MongoReplicaSet(MongoReplicaSetKeys, SizedStore):
    """A replica set, resolved."""


class RedisSingle(RedisSingleKeys, SizedStore):
    """One server, resolved."""


class RedisSentinel(RedisSentinelKeys, SizedStore):
    """A master with replicas and Sentinels, resolved."""


class RedisCluster(RedisClusterKeys, SizedStore):
    """Redis Cluster, resolved only for the rule that refuses it."""


Postgres = Annotated[
    PostgresSingle | PostgresPrimaryReplica | PostgresManaged, Field(discriminator="topology")
]
Mongo = Annotated[MongoSingle | MongoReplicaSet | MongoManaged, Field(discriminator="topology")]
Redis = Annotated[RedisSingle | RedisSentinel | RedisCluster | RedisManaged, Field(discriminator="topology")]
