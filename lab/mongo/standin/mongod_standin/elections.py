"""Leader election: a lease that a majority of the members renews by answering the leader's heartbeats."""

from __future__ import annotations

import random
import time
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bson import Timestamp, decode, encode

from . import log, set_config
from .set_config import ConfigError

if TYPE_CHECKING:
    from .replica_set import ReplicaSet

BEAT_SECONDS = 0.5
BEAT_ANSWER_SECONDS = 4.0
ANSWER_SECONDS = 2.0
ALONE_SECONDS = 0.5
"""As in mongod, a set of one holds an election too; a client that does not wait for a primary must fail."""


class Elections:
    """Elections, from the view of one member. Calls no other member while it holds the set's lock."""

    def __init__(self, members: ReplicaSet, folder: Path) -> None:
        self._members = members
        self._file = folder / "standin-vote.bson"
        record: dict[str, Any] = (
            decode(self._file.read_bytes()) if self._file.exists() else {"term": 0, "voted": None}
        )
        self.term: int = record["term"]
        self._ballot: str | None = record["voted"]
        self._stand_at = float("inf")
        self._freeze_end = 0.0
        self._beat_time = 0.0
        self._answer_times: dict[str, float] = {}
        """Time of the last answered heartbeat, by member."""

        self._beats: dict[str, Future[dict[str, Any]]] = {}

    def run(self) -> None:
        """Send heartbeats while leading; run for election when there is no leader."""
        while not self._members.shutdown.wait(BEAT_SECONDS):
            try:
                if self._members.leads:
                    self._beat()
                elif self._members.electable and time.monotonic() > self._stand_at:
                    self.stand()
            except Exception as error:
                log.write("E", "ELECTION", "The stand-in's election failed", error=repr(error))

    @property
    def _patience(self) -> float:
        return float(self._members.known_config()["settings"]["electionTimeoutMillis"]) / 1000

    @property
    def is_frozen(self) -> bool:
        """Whether it must not run for election at the moment."""
        return time.monotonic() < self._freeze_end

    def freeze(self, seconds: float) -> None:
        """Freeze elections, for replSetFreeze and after a step-down."""
        self._freeze_end = time.monotonic() + seconds
        self.wait_again()

    def wait_again(self, *, immediate: bool = False) -> None:
        """Restart the election timeout, as after each sign of a leader."""
        single = len(self._members.known_config()["members"]) == 1
        patience = ALONE_SECONDS if single or immediate else self._patience * random.uniform(1, 1.15)
        self._stand_at = max(time.monotonic() + patience, self._freeze_end)

    def _enter(self, term: int, candidate: str | None) -> None:
        self.term, self._ballot = term, candidate
        set_config.write_whole(self._file, encode({"term": term, "voted": candidate}))

    def _behind(self, term: int) -> None:
        """Adopt a later term of another member; a leader of an earlier term steps down."""
        with self._members.lock:
            if term > self.term:
                self._enter(term, None)
                self._members.follow(None)

    def _beat(self) -> None:
        members = self._members
        for host in members.other_hosts:
            beat = self._beats.get(host)
            if beat is not None and not beat.done():
                continue  # a slow member must not delay the heartbeats to the others
            self._beats[host] = members.peers.send(
                host, "beat", BEAT_ANSWER_SECONDS, term=self.term, leader=members.place, config=members.config
            )
            self._beats[host].add_done_callback(partial(self._answer, host))
        now = time.monotonic()
        reachable_count = 1 + sum(
            now - self._answer_times.get(host, 0) < self._patience for host in members.other_voters
        )
        if members.leads and reachable_count < members.majority:
            log.write("W", "ELECTION", "can't see a majority of the set, relinquishing primary")
            with members.lock:
                members.follow(None)
                self.wait_again()

    def _answer(self, host: str, beat: Future[dict[str, Any]]) -> None:
        if beat.exception() is None:
            self._answer_times[host] = time.monotonic()
            self._behind(beat.result()["term"])

    def accept_beat(self, term: int, leader: str) -> dict[str, Any]:
        """Accept a heartbeat of the leader."""
        with self._members.lock:
            if term >= self.term:
                if term > self.term:
                    self._enter(term, None)
                self._members.follow(leader)
                self._beat_time = time.monotonic()
                self.wait_again()
            return {"term": self.term, "ok": 1.0}

    def stand(self, *, handed_over: bool = False) -> bool:
        """Run for election, after a dry run; return whether this member leads now."""
        members = self._members
        with members.lock:
            if not members.electable or self.is_frozen:
                return False
            term = self.term + 1
            self.wait_again()
        if not self._has_majority(term, dry_run=True, handed_over=handed_over):
            return False
        with members.lock:
            if self.term >= term:
                return False
            self._enter(term, members.host)
        if not self._has_majority(term, dry_run=False, handed_over=handed_over):
            return False
        with members.replication.apply_lock, members.lock:
            if self.term != term or not members.electable:
                return False
            self._answer_times = dict.fromkeys(members.other_hosts, time.monotonic())
            members.lead()
        self._beat()
        return True

    def _has_majority(self, term: int, *, dry_run: bool, handed_over: bool) -> bool:
        members = self._members
        answers = members.peers.ask_all(
            members.other_voters,
            "vote",
            ANSWER_SECONDS,
            term=term,
            candidate=members.host,
            last=members.replication.last(),
            dry_run=dry_run,
            handed_over=handed_over,
        )
        for answer in answers.values():
            self._behind(answer["term"])
            if answer.get("config"):
                members.adopt(answer["config"])
        votes = 1 + sum(bool(answer["granted"]) for answer in answers.values())
        log.write("I", "ELECTION", "Election", term=term, dryRun=dry_run, votes=votes, of=members.majority)
        return votes >= members.majority

    def vote(
        self, term: int, candidate: str, last: Timestamp, *, dry_run: bool, handed_over: bool
    ) -> dict[str, Any]:
        """Vote once per term, for an up-to-date candidate, and not while a leader sends heartbeats."""
        members = self._members
        with members.lock:
            config = members.known_config()
            if candidate not in set_config.hosts(config):
                return {"granted": False, "term": self.term, "config": config, "ok": 1.0}
            # less than the full timeout: the candidate received the same last heartbeat, possibly earlier
            recent_beat = time.monotonic() - self._beat_time < 0.9 * self._patience
            lease = members.leads or (members.leader is not None and recent_beat)
            grant = (handed_over or not lease) and term > self.term and last >= members.replication.last()
            if grant and not dry_run:
                self._enter(term, candidate)
                members.follow(None)
                self.wait_again()
            return {"granted": grant, "term": self.term, "ok": 1.0}

    def step_down(self, seconds: float, catch_up: float, *, force: bool) -> None:
        """Hand over to an up-to-date member, or raise ConfigError."""
        members, replication = self._members, self._members.replication
        members.require_primary("not primary so can't step down")
        if seconds <= catch_up and not force:
            text = "stepdown period must be longer than secondaryCatchUpPeriodSecs"
            raise ConfigError(text, 2, "BadValue")
        heir = replication.heir(catch_up)
        if heir is None and not force:
            text = "No electable secondaries caught up as of now, please use the replSetStepDown command"
            raise ConfigError(f"{text} with the argument {{force: true}} to force node to step down.", 262,
                              "ExceededTimeLimit")  # fmt: skip
        replication.in_handover = True
        try:
            with members.lock:
                members.follow(None)
                self.freeze(seconds)
            # writes that were in progress at the step-down
            if heir is not None and replication.heir(2.0, candidate=heir) is not None:
                members.peers.ask_all([heir], "stand", 3 * ANSWER_SECONDS)
        finally:
            replication.in_handover = False
