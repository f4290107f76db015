"""Settings of replication, for manual and automatic fail-over."""

from collections.abc import Sequence

from sorcha_infra.domain.databases import POSTGRES_REPLICATOR, POSTGRES_REWINDER
from sorcha_infra.domain.stores import POSTGRES_CONNECTIONS

_SCRAM = "scram-sha-256"

PARAMETERS: dict[str, str | int] = {
    "max_connections": POSTGRES_CONNECTIONS,
    "wal_level": "replica",
    "hot_standby": "on",
    "wal_log_hints": "on",
    "max_wal_senders": 10,
    "max_replication_slots": 10,
    "wal_keep_size": "512MB",
    # A missing replica must not fill the disk of the primary (ha-recipes §2.2).
    "max_slot_wal_keep_size": "4GB",
    "wal_sender_timeout": "10s",
    "wal_receiver_timeout": "10s",
    "password_encryption": _SCRAM,
    # Connections and locks of a vanished client are released.
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": "30s",
    "client_connection_check_interval": "10s",
    "idle_in_transaction_session_timeout": "10min",
}
"""Equal on all members, because roles change."""


def access_rules(members: Sequence[str]) -> list[str]:
    """Return pg_hba.conf: every client needs a password, replication roles only connect from members."""
    rows = [
        f"local replication {POSTGRES_REPLICATOR} {_SCRAM}",
        f"local all all {_SCRAM}",
    ]
    for address in members:
        rows.append(f"host replication {POSTGRES_REPLICATOR} {address}/32 {_SCRAM}")
        rows.append(f"host postgres {POSTGRES_REPLICATOR},{POSTGRES_REWINDER} {address}/32 {_SCRAM}")
    return [
        *rows,
        f"host all {POSTGRES_REPLICATOR},{POSTGRES_REWINDER} all reject",
        f"host all all samehost {_SCRAM}",
        f"host all all samenet {_SCRAM}",
    ]
