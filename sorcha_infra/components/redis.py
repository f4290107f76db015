"""Redis, which holds state and not only a cache."""

import pulumi

from sorcha_infra.components.base import SorchaComponent
from sorcha_infra.domain.topology import Redis
from sorcha_infra.ports import Platform, Secrets


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

    def __init__(
        self,
        name: str,
        spec: Redis,
        *,
        platform: Platform,
        secrets: Secrets,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("data:ReplicatedRedis", name, spec.model_dump(mode="json", by_alias=True), opts)
        self.access = platform.redis(spec, secrets, self.child())
        self.register_outputs({"host": self.access.host, "sentinels": list(self.access.sentinels)})
