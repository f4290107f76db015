"""Prepares data that Patroni never ran.

A member leads only where the role for replication is there, which a single server has not; the job
`postgres-roles`, which makes the others and gives them their rights, needs a leader first.

PostgreSQL runs once, alone, without a port; after an unclean stop this is its recovery, too.
"""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from . import api

FIRST = "postgres-0"
"""The member that the program starts before all others."""


def is_foreign(data: Path) -> bool:
    """Whether there is data that Patroni never ran; a clone of Patroni's has its file from the primary."""
    return (data / "PG_VERSION").exists() and not (data / "patroni.dynamic.json").exists()


def is_standby(data: Path) -> bool:
    """Whether it follows another server. It has its roles from there, and cannot run alone."""
    return any((data / name).exists() for name in ("standby.signal", "recovery.signal"))


def statements(role: Mapping[str, str]) -> str:
    """The role, one statement in each line, as a server without a client reads them; safe to repeat."""
    name = role["username"].replace('"', '""')
    literal = role["username"].replace("'", "''")
    password = role["password"].replace("'", "''")
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{literal}') "
        f'THEN CREATE ROLE "{name}"; END IF; END $$;\n'
        f"ALTER ROLE \"{name}\" LOGIN REPLICATION PASSWORD '{password}';\n"
    )


def main() -> None:
    """Makes the role that Patroni's settings name.

    The first member starts the cluster: where its data follow another server, which an operator made
    the primary, it would take the lead from that one with whatever it has.

    Raises:
        SystemExit: where the first member's data follow another server.
        CalledProcessError: where PostgreSQL does not start alone; it has told why.
    """
    settings = api.settings()
    told = settings["postgresql"]
    data = Path(told["data_dir"])
    if not is_foreign(data):
        return
    if is_standby(data):
        if settings["name"] == FIRST:
            sys.exit(
                "REFUSED: this data follows another member, which an operator made the primary. Set "
                "sorcha:deployment.postgres.failover to manual again, make this one the primary (python -m "
                f"sorcha_infra.operate promote --stack <stack> {FIRST}), then set automatic."
            )
        return
    print("This data was never run by Patroni: its role for replication is made", file=sys.stderr, flush=True)
    subprocess.run(  # noqa: S603 - arguments of the program's own
        [
            Path(told["bin_dir"]) / "postgres",
            "--single",
            "-D",
            data,
            # A statement that fails would otherwise be logged with the password in it.
            *("-c", "log_statement=none", "-c", "log_min_error_statement=panic"),
            "postgres",
        ],
        input=statements(told["authentication"]["replication"]),
        stdout=subprocess.DEVNULL,
        text=True,
        check=True,
    )


if __name__ == "__main__":
    main()
