"""Has a replica cloned anew that can never catch up: no member keeps the log that it needs any more.

A replica that was away while its slot reached `max_slot_wal_keep_size` asks for a segment that is
gone, again and again, and Patroni leaves it so for ever (seen: not back after 180 s). Its data hold
nothing that the primary lacks: it follows the same history, and stands before the primary's oldest
segment.
"""

import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from http.client import HTTPException
from importlib import import_module
from typing import Any

from . import api

_PAUSE_SECONDS = 5.0
_LOOKS = 3
"""In a row, at the same place, before anything is asked: a replica that starts has yet to connect."""

_IS_GONE = """
SELECT right(pg_walfile_name('0/0'::pg_lsn + %s::numeric + 1), 16) < min(right(name, 16))
  FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'
"""
"""Whether the segment with this byte of the log is older than all that the primary keeps, on
whichever timeline. `+ 1`: the name of a segment's first byte was that of the segment before."""


def place(told: Mapping[str, Any]) -> int | None:
    """Up to where a replica that streams from nobody has the log; None where all is well."""
    if told.get("role") != "replica" or told.get("state") != "running":
        return None
    if told.get("replication_state") == "streaming":
        return None
    log = told.get("xlog", {})
    found = [log.get(key) for key in ("received_location", "replayed_location")]
    return max((one for one in found if isinstance(one, int)), default=None)


def stuck(looks: list[int | None]) -> bool:
    """Whether it stood at the same place each time."""
    return len(looks) == _LOOKS and looks[0] is not None and len(set(looks)) == 1


def watch(look: Callable[[], Mapping[str, Any]], is_gone: Callable[[int], bool]) -> None:
    """Returns when this member needs another clone."""
    looks: list[int | None] = []
    while True:
        time.sleep(_PAUSE_SECONDS)
        try:
            looks = [*looks, place(look())][-_LOOKS:]
            at = looks[-1]
            if at is not None and stuck(looks) and is_gone(at):
                return
        except (OSError, HTTPException, ValueError, KeyError, StopIteration):
            # Nobody answers, or half, or nobody leads: there is nothing to clone from.
            looks = []


def main() -> None:
    """Watches as long as the container lives."""
    while True:
        watch(lambda: api.get("/patroni"), _is_gone)
        _say("no member keeps the log that this replica needs: it is cloned anew from the primary")
        try:
            api.post("/reinitialize", {"force": True}, 30)
        except (OSError, HTTPException) as error:
            _say(f"Patroni does not clone it: {error}")


def _is_gone(at: int) -> bool:
    """What the leader keeps.

    Raises:
        StopIteration: where nobody leads.
        OSError: where it does not answer.
    """
    leader = next(one for one in api.get("/cluster")["members"] if one["role"] == "leader")
    user = api.settings()["postgresql"]["authentication"]["superuser"]
    driver: Any = import_module("psycopg2")  # Patroni's own; nothing else of the program needs it
    try:
        with closing(
            driver.connect(
                host=leader["host"],
                port=leader["port"],
                user=user["username"],
                password=user["password"],
                dbname="postgres",
                connect_timeout=5,
                application_name="reclone",
            )
        ) as server:
            cursor = server.cursor()
            cursor.execute(_IS_GONE, (at,))
            [(gone,)] = cursor.fetchall()
            return bool(gone)
    except driver.Error as error:
        raise OSError(str(error)) from error


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
