"""Before a member of etcd is deleted: a majority must be there without it."""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .etcd import Etcd, EtcdError, cluster

_SECONDS = 40.0
_PAUSE_SECONDS = 1.0


def needed(members: int) -> int:
    """How many make a majority."""
    return members // 2 + 1


def rest(members: Sequence[Mapping[str, Any]], member: str) -> dict[str, str]:
    """Name → address of the others; one that never started has no name."""
    return {
        str(one.get("name", "?")): str(urlsplit(one["peerURLs"][0]).hostname)
        for one in members
        if one.get("name") != member
    }


def verdict(members: Sequence[Mapping[str, Any]], member: str, healthy: Sequence[str]) -> str | None:
    """Why the member must stay, or None."""
    others = rest(members, member)
    up = [name for name, address in others.items() if address in healthy]
    if len(up) >= needed(len(members)):
        return None
    down = ", ".join(name for name in others if name not in up)
    return (
        f"without {member} only {len(up)} of {len(members)} members of etcd would be up and see a leader, "
        f"{needed(len(members))} are needed; down: {down or 'none'}. PostgreSQL would lose its lease. "
        "Start them again (pulumi up --refresh), then repeat."
    )


def main(member: str, action: str) -> None:
    """Returns where it may go, else says why not."""
    etcd = Etcd(list(cluster().values()))
    until = time.monotonic() + _SECONDS
    while True:
        try:
            members = etcd.members()
            why = verdict(members, member, list(Etcd(list(rest(members, member).values())).healthy()))
        except EtcdError as error:
            why = f"etcd has no majority ({error}). Start its members again (pulumi up --refresh)."
        if why is None:
            break
        if time.monotonic() > until:
            sys.exit(why)
        time.sleep(_PAUSE_SECONDS)
    if action == "remove":
        _forget(members, member)


def _forget(members: Sequence[Mapping[str, Any]], member: str) -> None:
    others = Etcd(list(rest(members, member).values()))
    for one in members:
        if one.get("name") == member:
            try:
                others.call("/v3/cluster/member/remove", {"ID": one["ID"]})
            except EtcdError as error:
                sys.exit(f"{member} cannot be taken out of etcd: {error}")
            print(f"{member} is no member of etcd any more")


if __name__ == "__main__":
    main(*sys.argv[1:])
