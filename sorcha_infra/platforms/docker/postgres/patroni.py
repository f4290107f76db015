"""What Patroni is told: each member by a file of its own, all of them together through etcd.

JSON, which YAML contains: no value needs a grammar of ours.
"""

import json
from collections.abc import Sequence
from typing import Any

from sorcha_infra.domain.databases import (
    POSTGRES_REPLICATOR,
    POSTGRES_REWINDER,
    POSTGRES_SUPERUSER,
)
from sorcha_infra.domain.stores import POSTGRES_CONNECTIONS
from sorcha_infra.platforms.docker.postgres.layout import DATA, FACTS, INITDB

API_PORT = 8008

_SCRAM = "scram-sha-256"


def member_settings(
    *,
    scope: str,
    name: str,
    address: str,
    etcd: Sequence[str],
    shared_buffers: str,
    superuser: str,
    replication: str,
    rewind: str,
    patroni: str,
) -> str:
    """One member's file; the last four are passwords.

    It says nothing that all members must agree on, and nothing of how many there are: a change of
    either would replace them.
    """
    return json.dumps(
        {
            "scope": scope,
            "name": name,
            "restapi": {
                "listen": f"0.0.0.0:{API_PORT}",
                "connect_address": f"{address}:{API_PORT}",
                # For what changes something; reading is free.
                "authentication": {"username": "patroni", "password": patroni},
            },
            "etcd3": {
                "hosts": [f"{host}:2379" for host in etcd],
                "username": "patroni",
                "password": patroni,
            },
            "bootstrap": {
                "initdb": ["data-checksums", *({option: value} for option, value in INITDB.items())],
            },
            "postgresql": {
                "listen": f"0.0.0.0:{FACTS.port}",
                "connect_address": f"{address}:{FACTS.port}",
                "data_dir": DATA,
                "bin_dir": "/usr/lib/postgresql/17/bin",
                "pgpass": "/var/run/postgresql/.pgpass",
                "use_unix_socket": True,
                "use_unix_socket_repl": True,
                "authentication": {
                    "superuser": {"username": POSTGRES_SUPERUSER, "password": superuser},
                    "replication": {"username": POSTGRES_REPLICATOR, "password": replication},
                    "rewind": {"username": POSTGRES_REWINDER, "password": rewind},
                },
                "parameters": {
                    "shared_buffers": shared_buffers,
                    "unix_socket_directories": "/var/run/postgresql",
                },
                "basebackup": {"checkpoint": "fast"},
                # An old primary whose missing WAL keeps pg_rewind from working is cloned anew
                # (ha-recipes §2.2, §2.5).
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
            },
        },
        indent=2,
    )


def cluster_settings(members: Sequence[str]) -> str:
    """What all members agree on; `members` are the addresses that a member can ever have.

    Times are the shortest that Patroni allows (ttl ≥ 20, loop + 2 · retry ≤ ttl, ha-recipes §2.3).
    """
    settings: dict[str, Any] = {
        "ttl": 20,
        "loop_wait": 5,
        "retry_timeout": 5,
        "primary_start_timeout": 15,
        "maximum_lag_on_failover": 1024 * 1024,
        "check_timeline": True,
        # A replica that is there has every acknowledged write; without one, writes go on.
        "synchronous_mode": True,
        # Without etcd the primary goes on while it sees all other members.
        "failsafe_mode": True,
        "postgresql": {
            "use_pg_rewind": True,
            "use_slots": True,
            "parameters": {**_PARAMETERS, "max_connections": POSTGRES_CONNECTIONS},
            "pg_hba": _access(members),
        },
    }
    return json.dumps(settings, indent=2, sort_keys=True)


_PARAMETERS: dict[str, str | int] = {
    "wal_level": "replica",
    "hot_standby": "on",
    "wal_log_hints": "on",
    "max_wal_senders": 10,
    "max_replication_slots": 10,
    "wal_keep_size": "512MB",
    # A replica that is gone must not fill the primary's disk (ha-recipes §2.2).
    "max_slot_wal_keep_size": "4GB",
    "wal_sender_timeout": "10s",
    "wal_receiver_timeout": "10s",
    "password_encryption": _SCRAM,
    # A client that vanished frees its connection and its locks.
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 3,
    "tcp_user_timeout": "30s",
    "client_connection_check_interval": "10s",
    "idle_in_transaction_session_timeout": "10min",
}


def _access(members: Sequence[str]) -> list[str]:
    """pg_hba.conf: nobody without a password; the members' own roles from the members alone."""
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
