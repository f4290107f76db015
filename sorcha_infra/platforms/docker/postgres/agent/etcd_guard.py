"""Check before the deletion of a member of etcd: a majority must remain."""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from .etcd import Etcd, EtcdError, cluster

_SECONDS = 40.0
_PAUSE_SECONDS = 1.0


def needed(members: int) -> int:
    """Return the number of members that form a majority."""
    return members // 2 + 1


def rest(members: Sequence[Mapping[str, Any]], member: str) -> dict[str, str]:
    """Return name → address of the other members; a member that never started has no name."""
    return {
        str(one.get("name", "?")): str(urlsplit(one["peerURLs"][0]).hostname)
        for one in members
        if one.get("name") != member
    }


def verdict(members: Sequence[Mapping[str, Any]], member: str, healthy: Sequence[str]) -> str | None:
    """Return the reason why the member must stay, with the fix on a second line, or None."""
    others = rest(members, member)
    up = [name for name, address in others.items() if address in healthy]
    if len(up) >= needed(len(members)):
        return None
    down = ", ".join(name for name in others if name not in up)
    return (
        f"without {member} only {len(up)} of {len(members)} members of etcd would be up with a leader, and "
        f"PostgreSQL would lose its lease. {needed(len(members))} are needed; down: {down or 'none'}.\n"
        "fix: start them (pulumi up --refresh), then run the same command again"
    )


def main(member: str, action: str) -> None:
    """Return if the member may be deleted, otherwise exit with the reason."""
    etcd = Etcd(list(cluster().values()))
    until = time.monotonic() + _SECONDS
    while True:
        try:
            members = etcd.members()
            why = verdict(members, member, list(Etcd(list(rest(members, member).values())).healthy()))
        except EtcdError as error:
            why = f"etcd has no majority ({error}).\nfix: start its members (pulumi up --refresh)"
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
                sys.exit(f"etcd does not remove {member} from its members: {error}")
            print(f"{member} was removed from the members of etcd")


if __name__ == "__main__":
    main(*sys.argv[1:])
