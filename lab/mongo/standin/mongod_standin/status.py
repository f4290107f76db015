"""Status that a member reports about itself and its set."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bson import ObjectId

if TYPE_CHECKING:
    from .replica_set import ReplicaSet

Document = dict[str, Any]


def own_state(members: ReplicaSet) -> Document:
    """Status for another member."""
    return {
        "state": members.role.value,
        "stateStr": members.role.name,
        "last": members.replication.last(),
        "empty": members.replication.empty,
        "version": 0 if members.config is None else members.config["version"],
        "uptime": int(time.monotonic() - members.start_time),
        "ok": 1.0,
    }


def _row(member: Document, state: Document | None, term: int) -> Document:
    row: Document = {"_id": member["_id"], "name": member["host"]}
    if state is None:
        return row | {
            "health": 0.0,
            "state": 8,
            "stateStr": "(not reachable/healthy)",
            "uptime": 0,
            "lastHeartbeatMessage": "no answer",
        }
    return row | {
        "health": 1.0,
        "state": state["state"],
        "stateStr": state["stateStr"],
        "uptime": state["uptime"],
        "optime": {"ts": state["last"], "t": term},
        "optimeDate": datetime.fromtimestamp(state["last"].time, UTC),
        "configVersion": state["version"],
        "configTerm": 1,
    }


def of(members: ReplicaSet, *, in_step_down: bool, seconds: float) -> Document:
    """Status of the set, for replSetGetStatus; requests it from every member."""
    config = members.known_config()
    states = members.peers.ask_all(members.other_hosts, "state", seconds)
    own_document = own_state(members)
    if in_step_down:
        own_document |= {"state": 2, "stateStr": "SECONDARY"}
    rows = [
        _row(member, own_document, members.elections.term) | {"self": True}
        if member["host"] == members.host
        else _row(member, states.get(member["host"]), members.elections.term)
        for member in config["members"]
    ]
    return {
        "set": config["_id"],
        "date": datetime.now(UTC),
        "myState": own_document["state"],
        "term": members.elections.term,
        "heartbeatIntervalMillis": 2000,
        "majorityVoteCount": members.majority,
        "votingMembersCount": 1 + len(members.other_voters),
        "members": rows,
        "ok": 1.0,
    }


def hello(members: ReplicaSet, reply: Document) -> Document:
    """Adapt the engine's reply to the state of this member."""
    if not members.has_place:
        return reply | {
            "isWritablePrimary": False,
            "ismaster": False,
            "secondary": False,
            "isreplicaset": True,
            "info": "Does not have a valid replica set config",
        }
    config = members.known_config()
    leads = members.leads and reply["isWritablePrimary"]  # the engine handles a forced step-down
    document = {k: v for k, v in reply.items() if k not in ("primary", "electionId")} | {
        "setVersion": config["version"],
        "hosts": [m["host"] for m in config["members"] if m["priority"]],
        "passives": [m["host"] for m in config["members"] if not m["priority"]],
        "isWritablePrimary": leads,
        "ismaster": leads,
        "secondary": members.readable and not leads,
    }
    if members.leader is not None and (leads or not members.leads):
        document["primary"] = members.leader
    if leads:
        document["electionId"] = ObjectId(f"7fffffff{members.elections.term:016x}")
    return document
