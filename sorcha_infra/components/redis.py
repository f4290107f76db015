"""Redis, which holds state beside a cache."""

import pulumi

from sorcha_infra.components.base import Site, SorchaComponent
from sorcha_infra.domain.topology import Redis
from sorcha_infra.domain.vocabulary import StoreName


class ReplicatedRedis(SorchaComponent):
    """Redis with an append-only file, a password and no eviction (contract §2.8).

    With `single` a crash costs the seconds of a restart and at most the last second of writes. A lost
    volume loses pending transactions, streams and revoked tokens. The component creates the server
    and its protected volume.

    `sentinel` has a master with replicas, Sentinels that elect a new master within 8 s after its death,
    and one address that follows the master. The last acknowledged writes before a death may be lost,
    because replication is asynchronous. A planned change loses nothing. Without a majority of the
    members writes are refused. The component creates a protected volume for each member and each
    Sentinel. Data of `single` is kept.
    """

    def __init__(self, spec: Redis, site: Site, *, opts: pulumi.ResourceOptions | None = None) -> None:
        inputs = spec.model_dump(mode="json", by_alias=True)
        super().__init__("data:ReplicatedRedis", StoreName.REDIS.value, inputs, opts)
        self.access = site.platform.redis(spec, site.secrets, self.child())
        sentinels = [endpoint.address for endpoint in self.access.sentinels]
        self.register_outputs({"host": self.access.writes.host, "sentinels": sentinels})
