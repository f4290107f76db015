"""The state of a replica set of one: not initiated, secondary for a moment, primary."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path
from typing import Any

from . import log, set_config
from .set_config import Config, ConfigError

# mongod holds an election even in a set of one: who does not wait for a writable primary must notice.
ELECTION_SECONDS = 0.5
LOOK_FOR_SELF_SECONDS = 1.0


class Role(Enum):
    """What the member is at the moment."""

    STARTUP = "STARTUP"  # no configuration yet
    REMOVED = "REMOVED"  # a configuration in which this member does not find itself
    SECONDARY = "SECONDARY"
    PRIMARY = "PRIMARY"


class ReplicaSet:
    """One member and its configuration."""

    def __init__(self, name: str, folder: Path, port: int, changed: Callable[[], None]) -> None:
        self.name = name
        self._file = folder / "standin-replset.bson"
        self._port = port
        self._changed = changed  # tells drivers that wait for news of the topology
        self._lock = threading.RLock()
        self._closed = threading.Event()
        self.config: Config | None = set_config.load(self._file)
        self.role = Role.STARTUP

    def start(self) -> None:
        """Take up what an earlier run has kept."""
        if self.config is not None:
            threading.Thread(target=self._find_self, daemon=True).start()
        else:
            log.write(
                "I", "REPL", "Did not find local initialized replica set configuration document at startup"
            )

    def close(self) -> None:
        """End the threads that wait."""
        self._closed.set()

    def _find_self(self) -> None:
        told = False
        while not self._closed.is_set():
            config = self.config
            assert config is not None
            if set_config.is_self(config, self._port):
                self._elect()
                return
            if not told:
                self._become(Role.REMOVED)
                log.write(
                    "E",
                    "REPL",
                    "Locally stored replica set configuration has no valid entry for the current node",
                    member=config["members"][0]["host"],
                    port=self._port,
                )
                told = True
            self._closed.wait(LOOK_FOR_SELF_SECONDS)

    def _elect(self) -> None:
        self._become(Role.SECONDARY)
        election = threading.Timer(ELECTION_SECONDS, self._become, [Role.PRIMARY])
        election.daemon = True
        election.start()

    def _become(self, role: Role) -> None:
        with self._lock:
            if self.role is role:
                return
            self.role = role
        log.write("I", "REPL", "Replica set state transition", newState=role.value)
        self._changed()

    @property
    def address(self) -> tuple[str, int] | None:
        """The member's name and port as its clients know them."""
        return set_config.address(self.config) if self.config else None

    def initiate(self, document: object, own_host: str) -> None:
        """replSetInitiate."""
        with self._lock:
            if self.config is not None:
                raise ConfigError("already initialized", 23, "AlreadyInitialized")
            if not isinstance(document, Mapping) or not document:
                host = f"{own_host}:{self._port}"
                document = {"_id": self.name, "version": 1, "members": [{"_id": 0, "host": host}]}
            config = set_config.complete(document, self.name)
            self._require_self(config)
            set_config.save(self._file, config)
            self.config = config
        self._elect()

    def reconfigure(self, document: object, *, force: bool) -> None:
        """replSetReconfig."""
        with self._lock:
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
            self._require_self(config)
            set_config.save(self._file, config)
            self.config = config
        self._changed()
        if self.role is Role.REMOVED:
            self._elect()

    def known_config(self) -> Config:
        """The configuration, or a refusal before replSetInitiate."""
        if self.config is None:
            raise ConfigError("no replset config has been received", 94, "NotYetInitialized")
        return self.config

    def require_place(self) -> None:
        """Refuse while the configuration does not name this member."""
        self.known_config()
        if self.role is Role.REMOVED:
            raise ConfigError("Our replica set config is invalid or we are not a member of it")

    def require_primary(self, message: str) -> None:
        """Refuse unless this member is the primary."""
        self.require_place()
        if self.role is not Role.PRIMARY:
            raise ConfigError(message, 10107, "NotWritablePrimary")

    def _require_self(self, config: Config) -> None:
        if not set_config.is_self(config, self._port):
            raise ConfigError(
                f"No host described in new configuration with {{version: {config['version']}, term: 0}} "
                f"for replica set {self.name} maps to this node ({config['members'][0]['host']} is no "
                f"address of this machine, or its port is not {self._port})"
            )

    def hello(self, reply: dict[str, Any]) -> dict[str, Any]:
        """Shape the engine's reply to what this member is."""
        if self.role in (Role.STARTUP, Role.REMOVED):
            reply |= {
                "isWritablePrimary": False,
                "ismaster": False,
                "secondary": False,
                "isreplicaset": True,
                "info": "Does not have a valid replica set config",
            }
            return reply
        assert self.config is not None
        reply["setVersion"] = self.config["version"]
        if self.role is Role.SECONDARY:
            reply |= {"isWritablePrimary": False, "ismaster": False, "secondary": True}
            for field in ("primary", "electionId"):
                reply.pop(field, None)
        return reply
