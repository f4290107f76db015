"""The commands as a member of a replica set answers them, around the engine's own."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bson import Int64
from secantus.commands import _HELLO_PROCESS_ID  # type: ignore[import-not-found]

from . import NOTICE, SERVER_VERSION, WIRE_VERSION, access
from .access import Document, refusal
from .replica_set import ReplicaSet, Role
from .set_config import ConfigError

Dispatch = Callable[[Document, Any], Document]

_HELLO = {"hello", "isMaster", "ismaster"}
_WRITES = {
    "insert", "update", "delete", "findAndModify", "findandmodify", "bulkWrite", "create", "drop", "collMod",
    "dropDatabase", "renameCollection", "createIndexes", "dropIndexes", "mapReduce", "mapreduce",
    "createUser", "updateUser", "dropUser", "dropAllUsersFromDatabase", "grantRolesToUser",
    "revokeRolesFromUser", "createRole", "updateRole", "dropRole", "dropAllRolesFromDatabase",
    "grantPrivilegesToRole", "revokePrivilegesFromRole", "grantRolesToRole", "revokeRolesFromRole",
}  # fmt: skip
_READS = {"find", "aggregate", "count", "distinct", "listCollections", "listIndexes", "dbStats", "collStats"}


def _writes(name: str, document: Mapping[str, Any]) -> bool:
    if name != "aggregate":
        return name in _WRITES
    pipeline = document.get("pipeline")
    last = pipeline[-1] if isinstance(pipeline, list) and pipeline else {}
    return isinstance(last, Mapping) and ("$out" in last or "$merge" in last)


def _not_primary(context: Any, message: str, code: int, name: str) -> Document:
    """With the topology's version: without it a driver takes the server for lost until its next heartbeat."""
    version = {"processId": _HELLO_PROCESS_ID, "counter": Int64(context.step_down_state.topology_counter())}
    return refusal(message, code, name) | {"topologyVersion": version}


class Commands:
    """Takes the place of the engine's dispatcher."""

    def __init__(self, engine: Dispatch) -> None:
        self.engine = engine
        self.replica_set: ReplicaSet | None = None

    def __call__(self, document: Document, context: Any) -> Document:
        """Answer one command."""
        name = next(iter(document), "")
        refused = access.check(name, document, context)
        if refused is not None:
            return refused
        if name in access.SET_COMMANDS:
            return self._set_command(name, document, context)
        member = self._as_member(context)
        if name in _HELLO:
            reply = self.engine(document, member)
            if reply.get("ok"):
                reply["maxWireVersion"] = WIRE_VERSION
                if self.replica_set is not None:
                    self.replica_set.hello(reply)
            return reply
        if access.authenticated(context):
            refused = self._refuse_in_role(name, document, context)
            if refused is not None:
                return refused
        if name == "listDatabases":
            return access.list_databases(self.engine, document, member)
        reply = self.engine(document, member)
        if name in ("buildInfo", "buildinfo") and reply.get("ok"):
            numbers = [int(number) for number in SERVER_VERSION.split(".")]
            reply |= {
                "version": SERVER_VERSION,
                "versionArray": [*numbers, 0],
                "modules": ["stand-in"],
                "standIn": NOTICE,
            }
        return reply

    def _as_member(self, context: Any) -> Any:
        """The engine speaks of the member by its name in the set; without a set, as a standalone."""
        if self.replica_set is None:
            return context
        if self.replica_set.role in (Role.STARTUP, Role.REMOVED):
            return replace(context, replica_set_name=None)
        return replace(context, server_address=self.replica_set.address)

    def _refuse_in_role(self, name: str, document: Document, context: Any) -> Document | None:
        if self.replica_set is None or self.replica_set.role is Role.PRIMARY:
            return None
        if _writes(name, document):
            return _not_primary(context, "not primary", 10107, "NotWritablePrimary")
        if name not in _READS:
            return None
        if self.replica_set.role is not Role.SECONDARY:
            message = "node is not in primary or recovering state"
            return _not_primary(context, message, 13436, "NotPrimaryOrSecondary")
        preference = document.get("$readPreference") or {}
        if preference.get("mode", "primary") == "primary":
            message = "not primary and secondaryOk=false"
            return _not_primary(context, message, 13435, "NotPrimaryNoSecondaryOk")
        return None

    def _set_command(self, name: str, document: Document, context: Any) -> Document:
        members = self.replica_set
        if members is None:
            started = "This node was not started with replication enabled."
            text = started if name == "replSetInitiate" else "not running with --replSet"
            return refusal(text, 76, "NoReplicationEnabled")
        try:
            if name == "replSetInitiate":
                members.initiate(document[name], socket.gethostname())
            elif name == "replSetReconfig":
                members.reconfigure(document[name], force=bool(document.get("force")))
            elif name == "replSetGetConfig":
                return {"config": members.known_config(), "ok": 1.0}
            elif name == "replSetGetStatus":
                members.require_place()
                return self._status(document, context, members)
            else:
                members.require_primary("not primary so can't step down")
                return self.engine(document, self._as_member(context))
        except ConfigError as error:
            return refusal(str(error), error.code, error.name)
        return {"ok": 1.0}

    def _status(self, document: Document, context: Any, members: ReplicaSet) -> Document:
        reply = self.engine(document, self._as_member(context))
        assert members.config is not None
        if reply.get("ok"):
            only = reply["members"][0]
            only["_id"] = members.config["members"][0]["_id"]
            only["configVersion"] = members.config["version"]
            stepped_down = context.step_down_state is not None and context.step_down_state.is_stepped_down()
            if members.role is Role.SECONDARY or stepped_down:
                reply["myState"] = 2
                only |= {"state": 2, "stateStr": "SECONDARY"}
                for field in ("electionTime", "electionDate"):
                    only.pop(field, None)
        return reply
