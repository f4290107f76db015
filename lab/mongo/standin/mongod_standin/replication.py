"""Replication of the engine's oplog, read from the leader.

A member that starts empty, or holds entries that the leader lacks, copies the leader's folder
(mongod: initial sync, rollback) and restarts with the copy.
"""

from __future__ import annotations

import hashlib
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bson import Timestamp, encode
from secantus import oplog_replay  # type: ignore[import-not-found]

from . import log
from .access import Document
from .initial_sync import ARCHIVE, CHUNK, MARK
from .peers import PeerError

if TYPE_CHECKING:
    from .replica_set import ReplicaSet

WAIT_SECONDS = 1.0
"""Time for which the leader delays an answer without new entries."""

COPY_SECONDS = 60.0
_ROWS = 500
_USER_COMMANDS = {
    "createUser", "updateUser", "dropUser", "dropAllUsersFromDatabase", "grantRolesToUser",
    "revokeRolesFromUser",
}  # fmt: skip
"""Commands that change users; they are not in the engine's oplog, so each one sends all users."""


def _digest(document: Any) -> bytes:
    return hashlib.sha256(encode({"_": document})).digest()


class Replication:
    """Replication, from the view of one member."""

    def __init__(self, members: ReplicaSet, folder: Path, storage: Any) -> None:
        self._members = members
        self._folder = folder
        self.storage = storage
        self.apply_lock = threading.RLock()
        self.in_handover = False
        """Whether it still serves its oplog after it stopped leading."""

        self._progress: dict[str, tuple[int, bool]] = {}
        """Host of a follower → its last entry, and whether it can lead."""

        self._copy_lease: tuple[str, float] = ("", 0.0)
        """Member that takes a copy, and the end of its lease: while it restarts, it answers no heartbeat."""

        self._news = threading.Condition()

    @property
    def must_copy(self) -> bool:
        """Whether its data is unusable for the set."""
        return (self._folder / MARK).exists()

    def require_copy(self) -> None:
        """Request a copy of the leader's folder in place of the own data."""
        (self._folder / MARK).touch()
        self._members.mark_stale()

    @property
    def empty(self) -> bool:
        """Whether it holds neither data nor users."""
        databases = set(self.storage.list_databases()) - {"local", "config"}
        return not databases and not self.storage.list_users(limit=1)

    def _tail(self) -> int:
        return int(self.storage.oplog_visible_tail_seq())

    def _entry(self, number: int) -> Document | None:
        rows = self.storage.read_oplog(start_seq=number, limit=1)
        return rows[0][1] if rows and rows[0][0] == number else None

    def last(self) -> Timestamp:
        """Time of the last entry, equal on members with equal data."""
        entry = None if self.must_copy else self._entry(self._tail())
        return entry["ts"] if entry else Timestamp(0, 0)

    # while leading

    def begin_to_lead(self) -> None:
        """Write an own entry; a member without it cannot win an election."""
        self._progress = {}
        self.storage.emit_noop_heartbeat()

    def feed(self, follower: str, *, after: int, digest: bytes, users: bytes, electable: bool) -> Document:
        """Entries that a follower lacks, according to its request."""
        if not (self._members.leads or self.in_handover):
            raise PeerError("not primary")
        if digest != _digest(self._entry(after)):
            return {"copy": True, "ok": 1.0}
        with self._news:
            if follower == self._copy_lease[0]:
                self._copy_lease = ("", 0.0)
            self._progress[follower] = (after, electable)
            self._news.notify_all()
        deadline = time.monotonic() + WAIT_SECONDS
        while self._tail() <= after and time.monotonic() < deadline and not self._members.shutdown.is_set():
            with self._news:
                self._news.wait(0.05)
        rows = self.storage.read_oplog(start_seq=after + 1, limit=_ROWS)
        current_users = self.storage.list_users(limit=1000)
        reply: Document = {"rows": [{"number": n, "entry": entry} for n, entry in rows], "ok": 1.0}
        return reply if users == _digest(current_users) else reply | {"users": current_users}

    def confirm(self, name: str, document: Document, reply: Document) -> Document:
        """Delay the acknowledgement of a write until a majority has it."""
        members = self._members
        if name in _USER_COMMANDS and reply.get("ok"):
            self.storage.emit_noop_heartbeat()
        if not members.other_voters:
            return reply
        tail = self._tail()
        patience = (document.get("writeConcern") or {}).get("wtimeout") or float("inf")  # as in mongod
        deadline = time.monotonic() + patience / 1000
        with self._news:
            self._news.notify_all()
            while self._holders(tail) < members.majority:
                if not (members.leads or self.in_handover):
                    error: Document = {
                        "ok": 0.0,
                        "errmsg": "operation was interrupted because the member is no longer primary",
                        "code": 11602,
                        "codeName": "InterruptedDueToReplStateChange",
                    }
                    return error | (
                        {"errorLabels": ["RetryableWriteError"]} if "txnNumber" in document else {}
                    )
                if time.monotonic() > deadline:
                    timeout = {
                        "code": 64,
                        "codeName": "WriteConcernTimeout",
                        "errmsg": "waiting for replication timed out",
                    }
                    return reply | {"writeConcernError": timeout}
                self._news.wait(0.05)
        return reply

    def _holders(self, number: int) -> int:
        progress = (self._progress.get(host, (0, False)) for host in self._members.other_voters)
        return 1 + sum(last >= number for last, _ in progress)

    def heir(self, seconds: float, candidate: str | None = None) -> str | None:
        """Wait for an up-to-date member that can lead."""
        deadline = time.monotonic() + seconds
        while True:
            tail = self._tail()
            for host in self._members.other_hosts if candidate is None else [candidate]:
                last, electable = self._progress.get(host, (0, False))
                if last >= tail and electable:
                    return host
            if time.monotonic() > deadline:
                return None
            with self._news:
                self._news.wait(0.05)

    # while following

    def run(self) -> None:
        """Follow the leader."""
        while not self._members.shutdown.wait(0.0 if self._follow() else 0.25):
            pass

    def _follow(self) -> bool:
        leader = self._members.leader
        if leader is None or leader == self._members.host or not self._members.has_place:
            return False
        try:
            if self.must_copy:
                self._copy(leader)
            return self._fetch(leader)
        except PeerError:
            return False
        except Exception as error:
            log.write("W", "REPL", "Cannot follow, taking a copy", error=repr(error))
            self.require_copy()
            return False
        finally:
            self.storage.release_thread_snapshot()

    def _fetch(self, leader: str) -> bool:
        tail = self._tail()
        users = self.storage.list_users(limit=1000)
        reply = self._members.peers.ask(
            leader,
            "feed",
            3 * WAIT_SECONDS,
            follower=self._members.place,
            after=tail,
            digest=_digest(self._entry(tail)),
            users=_digest(users),
            electable=self._members.electable and not self._members.elections.is_frozen,
        )
        if reply.get("copy"):
            log.write("W", "ROLLBACK", "This member has entries that the primary lacks")
            self.require_copy()
            return True
        with self.apply_lock:
            if self._members.leader == leader:
                self._apply([(row["number"], row["entry"]) for row in reply["rows"]], reply.get("users"))
                return True
        return False

    def _apply(self, rows: list[tuple[int, Document]], users: list[Document] | None) -> None:
        if users is not None:
            names = {(user["db"], user["user"]) for user in users}
            for former_user in self.storage.list_users(limit=1000):
                if (former_user["db"], former_user["user"]) not in names:
                    self.storage.drop_user(former_user["db"], former_user["user"])
            for user in users:
                self.storage.add_user(user["db"], user["user"], user, replace=True)
        with self.storage.replay_mode():
            for _, entry in rows:
                oplog_replay._apply_entry(self.storage, entry)
        self.storage.import_oplog_segment(rows)

    def archive(self, follower: str, *, offset: int) -> Document:
        """Piece of a copy of the folder; a request for the first piece creates a new copy."""
        if not self._members.leads:
            raise PeerError("not primary")
        path = self._folder / f"standin-out-{self._members.other_hosts.index(follower)}.tar.gz"
        if offset == 0:
            if self._copy_lease[0] != follower and time.monotonic() < self._copy_lease[1]:
                raise PeerError(f"{self._copy_lease[0]} is taking a copy")
            self._copy_lease = (follower, time.monotonic() + COPY_SECONDS)
            self.storage.create_archive(str(path))
        with path.open("rb") as file:
            file.seek(offset)
            piece = file.read(CHUNK)
        if len(piece) < CHUNK:
            path.unlink()
        return {"piece": piece, "ok": 1.0}

    def _copy(self, leader: str) -> None:
        log.write("I", "INITSYNC", "Copying from the primary", primary=leader)
        partial_file = self._folder / f"{ARCHIVE}.partial"
        with partial_file.open("wb") as file:
            piece = b"." * CHUNK
            while len(piece) == CHUNK:
                piece = self._members.peers.ask(
                    leader, "archive", 60, follower=self._members.place, offset=file.tell()
                )["piece"]
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        partial_file.rename(self._folder / ARCHIVE)
        log.write("I", "INITSYNC", "Restarting with the copy")
        os.execv(sys.executable, [sys.executable, "-s", "-m", __package__ or "", *sys.argv[1:]])
