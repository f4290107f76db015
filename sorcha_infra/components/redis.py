"""Redis, which holds state and not only a cache."""

import pulumi

from sorcha_infra.components.base import Site, SorchaComponent
from sorcha_infra.domain.topology import Redis
from sorcha_infra.domain.vocabulary import StoreName


class ReplicatedRedis(SorchaComponent):
    """Redis with an append-only file, a password and no eviction (contract §2.8).

    `single`: a crash costs the seconds of a restart and at most the last second of writes; a lost
    volume loses pending transactions, streams and revoked tokens. Creates the server and its
    protected volume.

    `sentinel`: replicas beside a master, Sentinels that choose another within 8 s when it dies, and
    one address that follows it. What the master acknowledged in the last moment before it died may
    be lost (replication does not wait); a planned change loses nothing. Without a majority of the
    members no write is taken. Creates a protected volume for each member and each Sentinel; all
    keep their data from `single` on.
    """

    def __init__(self, spec: Redis, site: Site, *, opts: pulumi.ResourceOptions | None = None) -> None:
        inputs = spec.model_dump(mode="json", by_alias=True)
        super().__init__("data:ReplicatedRedis", StoreName.REDIS.value, inputs, opts)
        self.access = site.platform.redis(spec, site.secrets, self.child())
        sentinels = [endpoint.address for endpoint in self.access.sentinels]
        self.register_outputs({"host": self.access.writes.host, "sentinels": sentinels})
