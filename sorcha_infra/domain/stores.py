"""Facts about the data stores, with their sources."""

from dataclasses import dataclass

from sorcha_infra.domain.vocabulary import StoreName


@dataclass(frozen=True, kw_only=True, slots=True)
class StoreFacts:
    """One store. `recipes` is docs/sources/recipes.md."""

    name: StoreName
    port: int
    user: int
    """Numeric user of the published Debian image (recipes §1.5)."""

    data_directory: str
    stop_seconds: int
    minimum_cpus: float
    minimum_memory_mib: int
    sources: tuple[str, ...]


STORES: dict[StoreName, StoreFacts] = {
    facts.name: facts
    for facts in (
        StoreFacts(
            name=StoreName.POSTGRES,
            port=5432,
            user=999,
            data_directory="/var/lib/postgresql/data",
            stop_seconds=120,
            minimum_cpus=0.5,
            minimum_memory_mib=1024,
            sources=("recipes §1.5", "recipes §1.6", "contract §6.2"),
        ),
        StoreFacts(
            name=StoreName.MONGO,
            port=27017,
            user=999,
            data_directory="/data/db",
            stop_seconds=90,
            minimum_cpus=0.5,
            minimum_memory_mib=1024,
            sources=("recipes §1.5", "recipes §3.2", "contract §6.2"),
        ),
        StoreFacts(
            name=StoreName.REDIS,
            port=6379,
            user=999,
            data_directory="/data",
            stop_seconds=30,
            minimum_cpus=0.25,
            minimum_memory_mib=256,
            sources=("recipes §1.5", "recipes §4.2", "contract §6.2"),
        ),
    )
}

MONGO_SET = "rs0"
"""Name of the replica set; dev has a set of one member, which can grow."""

REDIS_SET = "mymaster"
"""Name of the set that the Sentinels monitor, the `serviceName` of a client."""

SENTINEL_PORT = 26379

POSTGRES_CONNECTIONS = 300
"""`max_connections`. Ten tenants (one pool each) and two wallets (two pools each, contract §2.9) open 280 at
`POOL_SIZE`; the rule `database_connections_within_limit` refuses more."""

POOL_SIZE = 20
"""Connections of one Npgsql pool; its default of 100 would exhaust a server (contract §2.9)."""
