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
            "parameters": PARAMETERS,
            "pg_hba": access_rules(members),
        },
    }
    return json.dumps(settings, indent=2, sort_keys=True)
