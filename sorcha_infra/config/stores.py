"""Keys of the stores in a stack file; a missing key has the value of the table."""

from typing import Annotated

from pydantic import Field

from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.topology import (
    MongoManaged,
    MongoReplicaSetKeys,
    MongoSingleKeys,
    PostgresManaged,
    PostgresPrimaryReplicaKeys,
    PostgresSingleKeys,
    RedisClusterKeys,
    RedisManaged,
    RedisSentinelKeys,
    RedisSingleKeys,
)


class _Sizes(Model):
    resources: Resources | None = None
    """Limits of each member."""


class PostgresSingleSettings(PostgresSingleKeys, _Sizes):
    """One server; a crash is an outage of seconds, a lost volume is lost data."""


class PostgresPrimaryReplicaSettings(PostgresPrimaryReplicaKeys, _Sizes):
    """A primary and streaming replicas."""


class MongoSingleSettings(MongoSingleKeys, _Sizes):
    """A replica set of one member, which can grow to three on the same data."""


class MongoReplicaSetSettings(MongoReplicaSetKeys, _Sizes):
    """A replica set whose members all hold data."""


class RedisSingleSettings(RedisSingleKeys, _Sizes):
    """One server with an append-only file."""


class RedisSentinelSettings(RedisSentinelKeys, _Sizes):
    """A master with replicas, monitored by Sentinels."""


class RedisClusterSettings(RedisClusterKeys, _Sizes):
    """In the guide, but the services cannot use it (platform-contract §2.8)."""


PostgresSettings = Annotated[
    PostgresSingleSettings | PostgresPrimaryReplicaSettings | PostgresManaged,
    Field(discriminator="topology"),
]
MongoSettings = Annotated[
    MongoSingleSettings | MongoReplicaSetSettings | MongoManaged, Field(discriminator="topology")
]
RedisSettings = Annotated[
    RedisSingleSettings | RedisSentinelSettings | RedisClusterSettings | RedisManaged,
    Field(discriminator="topology"),
]
