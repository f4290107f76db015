"""Configuration document of the replica set: validation, defaults, storage beside the data."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bson import Int64, ObjectId, decode, encode

_FIELDS = {
    "_id", "version", "term", "members", "protocolVersion", "settings", "writeConcernMajorityJournalDefault",
}  # fmt: skip
_SETTINGS = {
    "chainingAllowed": True,
    "heartbeatIntervalMillis": 2000,
    "heartbeatTimeoutSecs": 10,
    "electionTimeoutMillis": 10000,
    "catchUpTimeoutMillis": -1,
    "catchUpTakeoverDelayMillis": 30000,
    "getLastErrorModes": {},
    "getLastErrorDefaults": {"w": 1, "wtimeout": 0},
}
_MEMBER = {
    "arbiterOnly": False,
    "buildIndexes": True,
    "hidden": False,
    "priority": 1,
    "tags": {},
    "secondaryDelaySecs": Int64(0),
    "votes": 1,
}
MOST_VOTERS = 7
Config = dict[str, Any]


class ConfigError(Exception):
    """A configuration that mongod rejects; 93 is InvalidReplicaSetConfig."""

    def __init__(self, message: str, code: int = 93, name: str = "InvalidReplicaSetConfig") -> None:
        super().__init__(message)
        self.code = code
        self.name = name


def _refuse_unknown_fields(scope: str, document: Mapping[str, Any], fields: set[str]) -> None:
    for field in document:
        if field not in fields:
            raise ConfigError(f"BSON field '{scope}.{field}' is an unknown field.", 40415, "Location40415")


def _member(document: object) -> Config:
    if not isinstance(document, Mapping):
        raise ConfigError("Expected an object for each element of the members array", 14, "TypeMismatch")
    _refuse_unknown_fields("MemberConfig", document, {"_id", "host", *_MEMBER})
    number, host = document.get("_id"), document.get("host")
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 255:
        raise ConfigError(f"Member _id field value of {number} is out of range, allowed is 0 to 255")
    if not isinstance(host, str) or not host:
        raise ConfigError(
            "BSON field 'MemberConfig.host' is missing but a required field", 40414, "IDLFailedToParse"
        )
    name, colon, port = host.rpartition(":")
    if not colon:
        host = f"{host}:27017"
    elif not name or not port.isdigit():
        raise ConfigError(f"'{host}' is not host:port", 9, "FailedToParse")
    return (
        {"_id": number, "host": host}
        | _MEMBER
        | {k: v for k, v in document.items() if k not in ("_id", "host")}
    )


def complete(document: Mapping[str, Any], set_name: str, previous: Config | None = None) -> Config:
    """Add the defaults to the document, or raise ConfigError."""
    _refuse_unknown_fields("ReplSetConfig", document, _FIELDS)
    if document.get("_id") != set_name:
        raise ConfigError(
            f"Attempting to initiate a replica set with name {document.get('_id')}, "
            f"but command line reports {set_name}; rejecting"
        )
    members = document.get("members")
    if not isinstance(members, list) or not members:
        raise ConfigError("Replica set configuration must contain at least one member", 2, "BadValue")
    complete_members = [_member(member) for member in members]
    for field in ("_id", "host"):
        if len({member[field] for member in complete_members}) < len(complete_members):
            raise ConfigError(f"Found two member configurations with same {field} field")
    if any(member["arbiterOnly"] for member in complete_members):
        raise ConfigError("this stand-in for mongod does not support arbiters")
    if not any(member["priority"] and member["votes"] for member in complete_members):
        raise ConfigError("Found no electable member: one needs a priority and a vote")
    if sum(bool(member["votes"]) for member in complete_members) > MOST_VOTERS:
        raise ConfigError(f"Replica set configuration contains more than {MOST_VOTERS} voting members")
    settings = dict(document.get("settings") or {})
    _refuse_unknown_fields("ReplSetConfigSettings", settings, {*_SETTINGS, "replicaSetId"})
    kept_id = previous["settings"]["replicaSetId"] if previous else ObjectId()
    return {
        "_id": set_name,
        "version": int(document.get("version") or 1),
        "term": 1,
        "members": complete_members,
        "protocolVersion": Int64(1),
        "writeConcernMajorityJournalDefault": bool(document.get("writeConcernMajorityJournalDefault", True)),
        "settings": _SETTINGS | settings | {"replicaSetId": kept_id},
    }


def hosts(config: Config) -> list[str]:
    """Members, as `name:port`."""
    return [member["host"] for member in config.get("members", [])]


def require_step(old_config: Config, new_config: Config, *, force: bool) -> None:
    """Raise ConfigError for a change that mongod rejects, or makes only in several steps."""

    def incompatible(text: str) -> ConfigError:
        return ConfigError(text, 103, "NewReplicaSetConfigurationIncompatible")

    numbers = {member["host"]: member["_id"] for member in old_config["members"]}
    for member in new_config["members"]:
        if numbers.get(member["host"], member["_id"]) != member["_id"]:
            raise incompatible(
                f"New and old configurations both have members with host of {member['host']} but in the new "
                f"configuration the _id field is {member['_id']} and in the old configuration it is "
                f"{numbers[member['host']]}"
            )
    voters = [{m["_id"] for m in config["members"] if m["votes"]} for config in (old_config, new_config)]
    if len(voters[0] ^ voters[1]) > 1 and not force:
        raise incompatible("Non force replica set reconfig can only add or remove at most 1 voting member.")


def own_host(config: Config, own_port: int) -> str | None:
    """Member whose name resolves to this machine; mongod finds it by calling the members."""
    return next((host for host in hosts(config) if _is_self(host, own_port)), None)


def _is_self(host: str, own_port: int) -> bool:
    name, _, port = host.rpartition(":")
    if int(port) != own_port:
        return False
    try:
        addresses = socket.getaddrinfo(name, 0, type=socket.SOCK_DGRAM)
    except OSError:
        return False
    for family, kind, _, _, target in addresses:
        with socket.socket(family, kind) as probe:
            try:
                probe.bind(target)  # only an address of this machine can be bound
            except OSError:
                continue
            return True
    return False


def load(path: Path) -> Config | None:
    """Load the configuration that an earlier run saved, if any."""
    return decode(path.read_bytes()) if path.exists() else None


def save(path: Path, config: Config) -> None:
    """Save the configuration for the next start."""
    write_whole(path, encode(config))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically, also if the process is killed."""
    new_file = path.with_suffix(".new")
    with new_file.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    new_file.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
