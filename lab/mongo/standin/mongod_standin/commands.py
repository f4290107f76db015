"""Commands as a member of a replica set answers them, around those of the engine."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bson import Int64
from secantus.commands import _HELLO_PROCESS_ID  # type: ignore[import-not-found]

from . import NOTICE, SERVER_VERSION, WIRE_VERSION, access, status
from .access import Document, refusal
from .elections import ANSWER_SECONDS
from .peers import COMMAND, PeerError
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
    stage = pipeline[-1] if isinstance(pipeline, list) and pipeline else {}
    return isinstance(stage, Mapping) and ("$out" in stage or "$merge" in stage)


def _not_primary(context: Any, message: str, code: int, name: str) -> Document:
    """Rejection with the topology version, without which drivers drop the server until a heartbeat."""
    version = {"processId": _HELLO_PROCESS_ID, "counter": Int64(context.step_down_state.topology_counter())}
    return refusal(message, code, name) | {"topologyVersion": version}


class Commands:
    """Replacement of the engine's dispatcher."""

    def __init__(self, engine: Dispatch) -> None:
        self.engine = engine
        self.replica_set: ReplicaSet | None = None

    def __call__(self, document: Document, context: Any) -> Document:
        """Answer one command."""
        name = next(iter(document), "")
        if name == COMMAND and self.replica_set is not None:
            return self._peer(document, self.replica_set)
        return access.check(name, document, context) or self._run(name, document, context)

    def _run(self, name: str, document: Document, context: Any) -> Document:
        if name in access.SET_COMMANDS:
            return self._set_command(name, document, context)
        member = self._as_member(context)
        if name in _HELLO:
            reply = self.engine(document, member)
            if reply.get("ok"):
                reply["maxWireVersion"] = WIRE_VERSION
                if self.replica_set is not None:
                    reply = status.hello(self.replica_set, reply)
            return reply
        if access.is_authenticated(context):
            error = self._refuse_in_role(name, document, context)
            if error is not None:
                return error
        if name == "listDatabases":
            return access.list_databases(self.engine, document, member)
        reply = self.engine(document, member)
        if self.replica_set is not None and (_writes(name, document) or name == "commitTransaction"):
            return self.replica_set.replication.confirm(name, document, reply)
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
        """Context with the member's name in the set; without a place in a set, that of a standalone."""
        if self.replica_set is None:
            return context
        if not self.replica_set.has_place:
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
            message = "This node was not started with replication enabled."
            text = message if name == "replSetInitiate" else "not running with --replSet"
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
                in_step_down = context.step_down_state.is_stepped_down()
                return status.of(members, in_step_down=in_step_down, seconds=ANSWER_SECONDS)
            elif name == "replSetFreeze":
                members.elections.freeze(float(document[name]))
            elif not members.other_hosts:
                members.require_primary("not primary so can't step down")
                return self.engine(document, self._as_member(context))
            else:
                members.elections.step_down(
                    float(document[name]),
                    float(document.get("secondaryCatchUpPeriodSecs", 10)),
                    force=bool(document.get("force")),
                )
        except ConfigError as error:
            return refusal(str(error), error.code, error.name)
        return {"ok": 1.0}

    def _peer(self, document: Document, members: ReplicaSet) -> Document:
        """Answer another member; its proof of the keyFile replaces a login."""
        try:
            request = members.peers.verify(document)
            return self._answer(request.pop("operation"), request, members)
        except (PeerError, ConfigError) as error:
            return refusal(str(error), 18, "AuthenticationFailed")

    def _answer(self, operation: str, request: Document, members: ReplicaSet) -> Document:
        match operation:
            case "state":
                return status.own_state(members)
            case "adopt":
                members.adopt(request["config"])
            case "beat":
                members.adopt(request["config"])
                return members.elections.accept_beat(request["term"], request["leader"])
            case "vote":
                return members.elections.vote(**request)
            case "stand":
                members.elections.stand(handed_over=True)
            case "feed":
                return members.replication.feed(**request)
            case "archive":
                return members.replication.archive(**request)
            case _:
                raise PeerError(f"{operation} is not an operation")
        return {"ok": 1.0}
