"""Settings of Patroni: one file for each member, and common settings in etcd.

They are written as JSON, a subset of YAML, so that no value needs our own quoting.
"""

import json
from collections.abc import Sequence
from typing import Any

from sorcha_infra.domain.databases import (
    POSTGRES_REPLICATOR,
    POSTGRES_REWINDER,
    POSTGRES_SUPERUSER,
)
from sorcha_infra.platforms.docker.postgres.agent import api
from sorcha_infra.platforms.docker.postgres.layout import DATA, FACTS, INITDB
from sorcha_infra.platforms.docker.postgres.replication import PARAMETERS, access_rules

API_PORT = api.PORT


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
    """Return the file of one member; the last four arguments are passwords.

    It has neither common settings nor the number of members, because a change of either would replace
    all members.
    """
    return json.dumps(
        {
            "scope": scope,
            "name": name,
            "restapi": {
                "listen": f"0.0.0.0:{API_PORT}",
                "connect_address": f"{address}:{API_PORT}",
                # For requests that change something; reads need no password.
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
                # An old primary is cloned again if missing WAL prevents pg_rewind
                # (ha-recipes §2.2, §2.5).
                "remove_data_directory_on_rewind_failure": True,
                "remove_data_directory_on_diverged_timelines": True,
            },
        },
        indent=2,
    )


def cluster_settings(members: Sequence[str]) -> str:
    """Return the common settings; `members` are the addresses of all possible members.

    Times are the minimum that Patroni allows (ttl ≥ 20, loop + 2 · retry ≤ ttl, ha-recipes §2.3).
    """
    settings: dict[str, Any] = {
        "ttl": 20,
        "loop_wait": 5,
        "retry_timeout": 5,
        "primary_start_timeout": 15,
        "maximum_lag_on_failover": 1024 * 1024,
        "check_timeline": True,
        # A connected replica has every acknowledged write; without a replica, writes continue.
        "synchronous_mode": True,
        # Without etcd the primary continues while it reaches all other members.
        "failsafe_mode": True,
        "postgresql": {
            "use_pg_rewind": True,
            "use_slots": True,
            "parameters": PARAMETERS,
            "pg_hba": access_rules(members),
        },
    }
    return json.dumps(settings, indent=2, sort_keys=True)
