"""Preparation of data that Patroni never ran.

A member can lead only if the replication role exists, which a single server lacks. The job
`postgres-roles`, which creates the other roles and grants their rights, needs a leader first.

PostgreSQL runs once in single-user mode, without a port. After an unclean stop this also recovers it.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from . import api

FIRST = "postgres-0"
"""The member that starts before all others."""


def is_foreign(data: Path) -> bool:
    """Whether data exists that Patroni never ran; a clone by Patroni has the file of the primary."""
    return (data / "PG_VERSION").exists() and not (data / "patroni.dynamic.json").exists()


def is_standby(data: Path) -> bool:
    """Whether the data follows another server. It has the roles of that server, and cannot run alone."""
    return any((data / name).exists() for name in ("standby.signal", "recovery.signal"))


def statements(role: Mapping[str, str]) -> str:
    """Return idempotent statements for the role, one per line for single-user mode."""
    name = role["username"].replace('"', '""')
    literal = role["username"].replace("'", "''")
    password = role["password"].replace("'", "''")
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{literal}') "
        f'THEN CREATE ROLE "{name}"; END IF; END $$;\n'
        f"ALTER ROLE \"{name}\" LOGIN REPLICATION PASSWORD '{password}';\n"
    )


def main() -> None:
    """Create the role that Patroni's settings name.

    The first member starts the cluster. If its data follows another server that an operator promoted,
    it would take the lead from that server with older data.

    Raises:
        SystemExit: if the data of the first member follows another server.
        CalledProcessError: if PostgreSQL does not start alone; its log has the reason.
    """
    settings = api.settings()
    server = settings["postgresql"]
    data = Path(server["data_dir"])
    if not is_foreign(data):
        return
    if is_standby(data):
        if settings["name"] == FIRST:
            sys.exit(
                "REFUSED: this data follows another member, which an operator promoted. Set "
                "sorcha:deployment.postgres.failover to manual again, promote this member (python -m "
                f"sorcha_infra.operate promote --stack <stack> {FIRST}), then set automatic."
            )
        return
    print("Patroni never ran this data; creating the replication role", file=sys.stderr, flush=True)
    subprocess.run(  # noqa: S603 - arguments of the program's own
        [
            Path(server["bin_dir"]) / "postgres",
            "--single",
            "-D",
            data,
            # A failed statement would otherwise be logged with the password.
            *("-c", "log_statement=none", "-c", "log_min_error_statement=panic"),
            "postgres",
        ],
        input=statements(server["authentication"]["replication"]),
        stdout=subprocess.DEVNULL,
        text=True,
        check=True,
    )


if __name__ == "__main__":
    main()
