"""New clone of a replica that can never catch up, because no member keeps the log that it needs.

A replica that was down while its slot reached `max_slot_wal_keep_size` requests a removed segment
repeatedly, and Patroni does not repair it (measured: not back after 180 s). The primary has all of its
data: the replica follows the same history, and its position is before the primary's oldest segment.
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
"""Consecutive looks at the same position before a query, because a starting replica has yet to connect."""

_IS_GONE = """
SELECT right(pg_walfile_name('0/0'::pg_lsn + %s::numeric + 1), 16) < min(right(name, 16))
  FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'
"""
"""Whether the segment with this byte of the log is older than all segments of the primary, on any
timeline. `+ 1`, because the first byte of a segment has the name of the previous segment."""


def place(answer: Mapping[str, Any]) -> int | None:
    """Return the log position of a replica that does not stream, or None if the member is well."""
    if answer.get("role") != "replica" or answer.get("state") != "running":
        return None
    if answer.get("replication_state") == "streaming":
        return None
    log = answer.get("xlog", {})
    found = [log.get(key) for key in ("received_location", "replayed_location")]
    return max((one for one in found if isinstance(one, int)), default=None)


def stuck(looks: list[int | None]) -> bool:
    """Whether the position was equal at each look."""
    return len(looks) == _LOOKS and looks[0] is not None and len(set(looks)) == 1


def watch(look: Callable[[], Mapping[str, Any]], is_gone: Callable[[int], bool]) -> None:
    """Return when this member needs a new clone."""
    looks: list[int | None] = []
    while True:
        time.sleep(_PAUSE_SECONDS)
        try:
            looks = [*looks, place(look())][-_LOOKS:]
            at = looks[-1]
            if at is not None and stuck(looks) and is_gone(at):
                return
        except (OSError, HTTPException, ValueError, KeyError, StopIteration):
            # No or half an answer, or no primary: a clone has no source.
            looks = []


def main() -> None:
    """Watch until the container ends."""
    while True:
        watch(lambda: api.get("/patroni"), _is_gone)
        _say("no member keeps the log that this replica needs; cloning it again from the primary")
        try:
            api.post("/reinitialize", {"force": True}, 30)
        except (OSError, HTTPException) as error:
            _say(f"Patroni refuses to clone it: {error}")


def _is_gone(at: int) -> bool:
    """Query the primary for the segment.

    Raises:
        StopIteration: if there is no primary.
        OSError: if it does not answer.
    """
    leader = next(one for one in api.get("/cluster")["members"] if one["role"] == "leader")
    user = api.settings()["postgresql"]["authentication"]["superuser"]
    driver: Any = import_module("psycopg2")  # of Patroni; no other module needs it
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
