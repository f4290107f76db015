"""One member of a replica set: its configuration, its role and its leader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from . import log, set_config
from .elections import ANSWER_SECONDS, Elections
from .options import Options
from .peers import PeerError, Peers
from .replication import Replication
from .set_config import Config, ConfigError

LOOK_FOR_SELF_SECONDS = 1.0
ADOPT_SECONDS = 5.0


class Role(Enum):
    """State of the member, with mongod's numbers."""

    STARTUP = 0  # no configuration yet
    PRIMARY = 1
    SECONDARY = 2
    STARTUP2 = 5  # must first copy the primary's data
    REMOVED = 10  # the configuration does not contain this member


class ReplicaSet:
    """One member and its configuration."""

    def __init__(
        self, options: Options, *, storage: Any, peers: Peers, on_change: Callable[[], None]
    ) -> None:
        folder = options.dbpath
        self.name = str(options.replSet)
        self.peers = peers
        self.lock = threading.RLock()
        self.shutdown = threading.Event()
        self.config: Config | None = None
        self.host: str | None = None
        self.leader: str | None = None
        self.role = Role.STARTUP
        self.start_time = time.monotonic()
        self._file = folder / "standin-replset.bson"
        self._port = options.port
        self._on_change = on_change  # notifies drivers that wait for a topology change
        self.replication = Replication(self, folder, storage)
        self.elections = Elections(self, folder)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Load the configuration of an earlier run and start the threads."""
        self.config = set_config.load(self._file)
        if self.config is None:
            log.write(
                "I", "REPL", "Did not find local initialized replica set configuration document at startup"
            )
        for work in (self._find_self, self.elections.run, self.replication.run):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)

    def close(self) -> None:
        """Hand over if another member can lead, then stop the threads."""
        if self.leads and self.other_hosts:
            try:
                self.elections.step_down(60, 2, force=False)
            except ConfigError as error:
                log.write("W", "REPL", "Stopping without a successor", reason=str(error))
        self.shutdown.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _find_self(self) -> None:
        is_reported = False
        while not self.shutdown.is_set() and self.config is not None and self.host is None:
            if self._enter():
                return
            if not is_reported:
                self._become(Role.REMOVED)
                log.write(
                    "E",
                    "REPL",
                    "Locally stored replica set configuration has no valid entry for the current node",
                    members=set_config.hosts(self.config),
                    port=self._port,
                )
                is_reported = True
            self.shutdown.wait(LOOK_FOR_SELF_SECONDS)

    def _enter(self, *, immediate: bool = False) -> bool:
        """Take this member's place in the configuration; return whether it has one."""
        with self.lock:
            config = self.known_config()
            self.host = set_config.own_host(config, self._port)
            if self.host is None:
                return False
            if self.role in (Role.STARTUP, Role.REMOVED):
                self._become(Role.STARTUP2 if self.replication.must_copy else Role.SECONDARY)
            self.elections.wait_again(immediate=immediate)
            return True

    def _become(self, role: Role) -> None:
        with self.lock:
            if self.role is role:
                return
            self.role = role
        log.write("I", "REPL", "Replica set state transition", newState=role.name)
        self._on_change()

    def lead(self) -> None:
        """Become the primary, after a won election."""
        self.replication.begin_to_lead()
        self.leader = self.host
        self._become(Role.PRIMARY)

    def follow(self, leader: str | None) -> None:
        """Follow another leader, or none if it is unknown."""
        with self.lock:
            if self.leads:
                self._become(Role.SECONDARY)
            if leader != self.leader:
                self.leader = leader
                self._on_change()

    def mark_stale(self) -> None:
        """Mark the data as unusable; the member stops serving reads."""
        if self.role is Role.SECONDARY:
            self._become(Role.STARTUP2)

    @property
    def leads(self) -> bool:
        """Whether it is the primary."""
        return self.role is Role.PRIMARY

    @property
    def readable(self) -> bool:
        """Whether it can serve reads of the set's data."""
        return self.role in (Role.PRIMARY, Role.SECONDARY)

    @property
    def has_place(self) -> bool:
        """Whether the configuration contains it."""
        return self.role in (Role.PRIMARY, Role.SECONDARY, Role.STARTUP2)

    @property
    def electable(self) -> bool:
        """Whether it can run for election."""
        if self.role is not Role.SECONDARY:
            return False
        entry = next((m for m in self.known_config()["members"] if m["host"] == self.host), None)
        return entry is not None and bool(entry["priority"])

    @property
    def other_hosts(self) -> list[str]:
        """Hosts of the other members."""
        return [host for host in set_config.hosts(self.config or {}) if host != self.host]

    @property
    def other_voters(self) -> list[str]:
        """Hosts of the other voting members."""
        members = (self.config or {"members": []})["members"]
        return [m["host"] for m in members if m["votes"] and m["host"] != self.host]

    @property
    def majority(self) -> int:
        """Number of votes that a majority needs."""
        return sum(bool(member["votes"]) for member in self.known_config()["members"]) // 2 + 1

    @property
    def place(self) -> str:
        """Own host in the configuration, or ConfigError."""
        self.require_place()
        assert self.host is not None
        return self.host

    @property
    def address(self) -> tuple[str, int] | None:
        """Name and port of the member, as its clients use them."""
        if self.host is None:
            return None
        name, _, port = self.host.rpartition(":")
        return name, int(port)

    def initiate(self, document: object, own_host: str) -> None:
        """Initiate the set, for replSetInitiate."""
        with self.lock:
            if self.config is not None:
                raise ConfigError("already initialized", 23, "AlreadyInitialized")
            if not isinstance(document, Mapping) or not document:
                host = f"{own_host}:{self._port}"
                document = {"_id": self.name, "version": 1, "members": [{"_id": 0, "host": host}]}
            config = set_config.complete(document, self.name)
            member_host = self._require_self(config)
        other_hosts = [host for host in set_config.hosts(config) if host != member_host]
        self._require_ready(other_hosts)
        self._keep(config)
        self.peers.ask_all(other_hosts, "adopt", ADOPT_SECONDS, config=config)
        self._enter(immediate=True)

    def _require_ready(self, hosts: list[str]) -> None:
        for host in hosts:
            try:
                state = self.peers.ask(host, "state", ANSWER_SECONDS)
            except PeerError as error:
                raise ConfigError(
                    "replSetInitiate quorum check failed because not all proposed set members responded "
                    f"affirmatively: {host} failed with {error}",
                    74,
                    "NodeNotFound",
                ) from error
            if state["version"] or not state["empty"]:
                text = f"'{host}' has data already, cannot initiate set."
                raise ConfigError(text, 110, "CannotInitializeNodeWithData")

    def _keep(self, config: Config) -> None:
        with self.lock:
            set_config.save(self._file, config)
            self.config = config

    def reconfigure(self, document: object, *, force: bool) -> None:
        """Change the configuration, for replSetReconfig; return after the other members were sent it."""
        with self.lock:
            current = self.known_config()
            if not force:
                self.require_primary("Safe reconfig is only allowed on a writable PRIMARY.")
            if not isinstance(document, Mapping):
                raise ConfigError("replSetReconfig needs a configuration document", 14, "TypeMismatch")
            config = set_config.complete(document, self.name, current)
            if config["version"] <= current["version"]:
                if not force:
                    raise ConfigError(
                        f"New replica set configuration version must be greater than old; "
                        f"{config['version']} is not greater than {current['version']}",
                        103,
                        "NewReplicaSetConfigurationIncompatible",
                    )
                config["version"] = current["version"] + 1
            set_config.require_step(current, config, force=force)
            self._require_self(config)
            hosts = {*set_config.hosts(current), *set_config.hosts(config)} - {str(self.host)}
            self._keep(config)
        self._on_change()
        self.peers.ask_all(sorted(hosts), "adopt", ADOPT_SECONDS, config=config)
        if self.role is Role.REMOVED:
            self._enter()

    def adopt(self, config: Config) -> None:
        """Adopt a newer configuration of another member; mongod also spreads it by heartbeats."""
        with self.lock:
            if self.config is not None:
                if config["settings"]["replicaSetId"] != self.config["settings"]["replicaSetId"]:
                    log.write("E", "REPL", "Request of another replica set with the same name")
                    raise PeerError("this member belongs to another replica set with the same name")
                if config["version"] <= self.config["version"]:
                    return
            elif set_config.own_host(config, self._port) is None:
                raise PeerError("the configuration does not name this member")
            else:
                self.replication.require_copy()
            self._keep(config)
            log.write("I", "REPL", "New replica set config in use", version=config["version"])
            if not self._enter():
                self.follow(None)
                self._become(Role.REMOVED)
            self._on_change()

    def known_config(self) -> Config:
        """Configuration, or ConfigError before replSetInitiate."""
        if self.config is None:
            raise ConfigError("no replset config has been received", 94, "NotYetInitialized")
        return self.config

    def require_place(self) -> None:
        """Raise ConfigError unless the configuration contains this member."""
        self.known_config()
        if self.role is Role.REMOVED:
            raise ConfigError("Our replica set config is invalid or we are not a member of it")

    def require_primary(self, message: str) -> None:
        """Raise ConfigError unless this member is the primary."""
        self.require_place()
        if not self.leads:
            raise ConfigError(message, 10107, "NotWritablePrimary")

    def _require_self(self, config: Config) -> str:
        host = set_config.own_host(config, self._port)
        if host is None:
            raise ConfigError(
                f"No host described in new configuration with {{version: {config['version']}, term: 0}} "
                f"for replica set {self.name} maps to this node ({', '.join(set_config.hosts(config))}: no "
                f"address of this machine, or the port is not {self._port})"
            )
        return host
