"""Start of a member of etcd, never as a new cluster beside the old one.

| data | record | other members | start |
|---|---|---|---|
| present | | list this member, or do not answer | with its data |
| present | | do not list this member | as a new member, because it was removed; its data is kept aside |
| none | none | | the very first start: all members form the cluster |
| none | present | a majority answers | as a new member after a lost volume; its old entry is removed |
| none | present | no majority | waits and logs the reason: a second cluster would split the data |

The job that runs once the cluster has a majority (etcd_settings.py) writes the record, into a separate
volume.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .etcd import CLIENT_PORT, PEER_PORT, Etcd, EtcdError, cluster

_PAUSE_SECONDS = 2.0


def peer_url(address: str) -> str:
    """Return the URL of a member for its peers, which identifies it before it has a name."""
    return f"http://{address}:{PEER_PORT}"


def entry(members: Sequence[Mapping[str, Any]], address: str) -> Mapping[str, Any] | None:
    """Return the entry of a member in the list of the cluster."""
    return next((one for one in members if peer_url(address) in one.get("peerURLs", [])), None)


def join(others: Etcd, name: str, address: str) -> str:
    """Replace the entry of this member, and return the cluster to join, as `--initial-cluster`.

    Raises:
        EtcdError: if no majority agrees.
    """
    old = entry(others.members(), address)
    if old is not None:
        others.call("/v3/cluster/member/remove", {"ID": old["ID"]})
    members = others.call("/v3/cluster/member/add", {"peerURLs": [peer_url(address)]})["members"]
    named = (
        (name if peer_url(address) in one["peerURLs"] else one.get("name", ""), one["peerURLs"][0])
        for one in members
    )
    # A member that never started has no name yet; it reads the cluster from its peers.
    return ",".join(f"{each}={url}" for each, url in named if each)


def is_removed(others: Etcd, address: str) -> bool:
    """Whether a majority answers and does not list this member."""
    try:
        return entry(others.members(), address) is None
    except EtcdError:
        return False


def main() -> None:
    """Choose the start, and exec etcd."""
    name, data = os.environ["MEMBER"], Path(os.environ["DATA"])
    record = Path(os.environ["RECORD"])
    members = cluster()
    address = members[name]
    others = Etcd([other for other in members.values() if other != address])
    initial, state = ",".join(f"{one}={peer_url(at)}" for one, at in members.items()), "new"
    if (data / "member").exists() and is_removed(others, address):
        aside = data.with_name(f"{data.name}-removed-{int(time.time())}")
        data.rename(aside)
        _say(f"this member was removed from the cluster; its data is kept as {aside}")
    if not (data / "member").exists() and record.exists():
        initial, state = _joined(others, name, address), "existing"
    os.execvp("etcd", _command(name, address, data, initial, state))  # noqa: S606, S607


def _joined(others: Etcd, name: str, address: str) -> str:
    reason = ""
    while True:
        try:
            found = join(others, name, address)
        except EtcdError as error:
            if reason != str(error):
                reason = str(error)
                _say(
                    "REFUSED for now: the volume of this member is empty, the cluster exists, and no "
                    f"majority of it adds the member ({reason}). Start the other etcd members. Only if the "
                    "volumes of all are lost permanently: remove the record (docker exec <this container> "
                    f"rm {os.environ['RECORD']}), restart all etcd members, then "
                    "pulumi up --replace '**::etcd-settings'. PostgreSQL keeps its data."
                )
            time.sleep(_PAUSE_SECONDS)
        else:
            _say("the volume of this member was empty; it joins the cluster as a new member")
            return found


def _command(name: str, address: str, data: Path, initial: str, state: str) -> list[str]:
    return [
        "etcd",
        f"--name={name}",
        f"--data-dir={data}",
        f"--listen-peer-urls={peer_url('0.0.0.0')}",  # noqa: S104 - the container's own network
        f"--listen-client-urls=http://0.0.0.0:{CLIENT_PORT}",
        f"--initial-advertise-peer-urls={peer_url(address)}",
        f"--advertise-client-urls=http://{address}:{CLIENT_PORT}",
        f"--initial-cluster={initial}",
        f"--initial-cluster-state={state}",
        f"--initial-cluster-token={os.environ['TOKEN']}",
        # For the health check; it also answers before a majority exists.
        "--listen-metrics-urls=http://127.0.0.1:2381",
        "--auto-compaction-mode=periodic",
        "--auto-compaction-retention=1h",
        # Patroni stores some kilobytes; a full etcd refuses writes until it is defragmented.
        f"--quota-backend-bytes={256 * 1024 * 1024}",
        # A busy disk or processor must not change the leader at each pause.
        "--heartbeat-interval=250",
        "--election-timeout=2500",
        # With the default cost a busy core needs longer than Patroni waits (measured). It protects short
        # passwords only, and these are long.
        "--bcrypt-cost=5",
        "--log-level=warn",
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
