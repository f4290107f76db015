"""Privileges that are missing in the engine's own table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from secantus import rbac  # type: ignore[import-not-found]

Document = dict[str, Any]

# cluster actions of the engine in place of the replica set's: clusterAdmin and root have the first,
# clusterMonitor and those two the second
_CHANGE_SET = rbac.A_FSYNC
_SEE_SET = rbac.A_SERVER_STATUS
SET_COMMANDS = {
    "replSetInitiate": _CHANGE_SET,
    "replSetReconfig": _CHANGE_SET,
    "replSetStepDown": _CHANGE_SET,
    "replSetFreeze": _CHANGE_SET,
    "replSetGetConfig": _SEE_SET,
    "replSetGetStatus": _SEE_SET,
}
_BULK_ACTIONS = {"insert": rbac.A_INSERT, "update": rbac.A_UPDATE, "delete": rbac.A_REMOVE}


def refusal(message: str, code: int, name: str) -> Document:
    """An error reply."""
    return {"ok": 0.0, "errmsg": message, "code": code, "codeName": name}


def _unauthorized_reply(name: str, database: str) -> Document:
    return refusal(f"not authorized on {database} to execute command {{ {name}: ... }}", 13, "Unauthorized")


def _has_privilege(context: Any, action: str, **scope: Any) -> bool:
    return bool(
        rbac.check_privilege(
            context.connection_auth.effective_roles, action, role_resolver=context.storage.get_role, **scope
        )
    )


def is_authenticated(context: Any) -> bool:
    """Whether the connection is authenticated, or need not be."""
    return not context.require_auth or (
        context.connection_auth is not None and context.connection_auth.is_authenticated
    )


def check(name: str, document: Mapping[str, Any], context: Any) -> Document | None:
    """Rejection that the engine lacks, or None."""
    if name in SET_COMMANDS and context.db_name != "admin":
        return refusal(f"{name} may only be run against the admin database.", 13, "Unauthorized")
    if not context.require_auth:
        return None
    if name in SET_COMMANDS:
        if not is_authenticated(context):
            return refusal(f"Command {name} requires authentication", 13, "Unauthorized")
        if not _has_privilege(context, SET_COMMANDS[name], cluster=True):
            return _unauthorized_reply(name, "admin")
    if name == "bulkWrite" and is_authenticated(context):
        return _check_bulk(document, context)
    return None


def _check_bulk(document: Mapping[str, Any], context: Any) -> Document | None:
    """Check bulkWrite: the engine's table lacks it, and the engine allows commands without an entry."""
    namespaces = [entry.get("ns", "") for entry in document.get("nsInfo", []) if isinstance(entry, Mapping)]
    for operation in document.get("ops", []):
        for kind, action in _BULK_ACTIONS.items():
            if not isinstance(operation, Mapping) or kind not in operation:
                continue
            index = operation[kind]
            if not isinstance(index, int) or not 0 <= index < len(namespaces):
                continue  # the engine reports the fault
            database = namespaces[index].partition(".")[0]
            if not _has_privilege(context, action, target_db=database):
                return _unauthorized_reply("bulkWrite", database)
    return None


def list_databases(engine: Any, document: Document, context: Any) -> Document:
    """List databases as mongod does: without the privilege for all, only the readable ones."""
    if (
        not context.require_auth
        or not is_authenticated(context)
        or _has_privilege(context, rbac.A_LIST_DATABASES, cluster=True)
        or _has_privilege(context, rbac.A_LIST_COLLECTIONS, target_db="\0any")  # the ...AnyDatabase roles
    ):
        full_context = replace(context, require_auth=False) if is_authenticated(context) else context
        reply: Document = engine(document, full_context)
        return reply
    reply = engine(document, replace(context, require_auth=False))
    if reply.get("ok"):
        databases = [
            d for d in reply["databases"] if _has_privilege(context, rbac.A_FIND, target_db=d["name"])
        ]
        reply["databases"] = databases
        reply["totalSize"] = sum(d.get("sizeOnDisk", 0) for d in databases)
    return reply
