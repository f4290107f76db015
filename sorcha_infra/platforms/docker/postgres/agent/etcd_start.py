"""How a member of etcd starts: never as a new cluster beside the old one.

| data | record | the others | then |
|---|---|---|---|
| there | | know this member, or do not answer | it goes on |
| there | | do not know it | it was removed: its data is set aside, it joins anew |
| none | none | | the very first start: all members form the cluster |
| none | there | a majority answers | its volume was lost: its old entry goes, it joins anew |
| none | there | no majority | it waits and says so: a second cluster would split the data |

The record is written by the job that runs once the cluster has a majority (etcd_settings.py), into
a volume of its own.
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
    """Where a member's peers reach it; it identifies the member before it has a name."""
    return f"http://{address}:{PEER_PORT}"


def entry(members: Sequence[Mapping[str, Any]], address: str) -> Mapping[str, Any] | None:
    """The entry of a member in the cluster's own list."""
    return next((one for one in members if peer_url(address) in one.get("peerURLs", [])), None)


def join(others: Etcd, name: str, address: str) -> str:
    """Replaces this member's entry by a new one; the cluster to join, as `--initial-cluster`.

    Raises:
        EtcdError: where no majority agrees.
    """
    old = entry(others.members(), address)
    if old is not None:
        others.call("/v3/cluster/member/remove", {"ID": old["ID"]})
    members = others.call("/v3/cluster/member/add", {"peerURLs": [peer_url(address)]})["members"]
    named = (
        (name if peer_url(address) in one["peerURLs"] else one.get("name", ""), one["peerURLs"][0])
        for one in members
    )
    # One that never started has no name yet; it reads this cluster from its peers, not from here.
    return ",".join(f"{each}={url}" for each, url in named if each)


def is_removed(others: Etcd, address: str) -> bool:
    """Whether a majority answers and does not know this member."""
    try:
        return entry(others.members(), address) is None
    except EtcdError:
        return False


def main() -> None:
    """Decides, and becomes etcd."""
    name, data = os.environ["MEMBER"], Path(os.environ["DATA"])
    record = Path(os.environ["RECORD"])
    members = cluster()
    address = members[name]
    others = Etcd([other for other in members.values() if other != address])
    initial, state = ",".join(f"{one}={peer_url(at)}" for one, at in members.items()), "new"
    if (data / "member").exists() and is_removed(others, address):
        aside = data.with_name(f"{data.name}-removed-{int(time.time())}")
        data.rename(aside)
        _say(f"the cluster does not know this member any more: its data is kept as {aside}")
    if not (data / "member").exists() and record.exists():
        initial, state = _joined(others, name, address), "existing"
    os.execvp("etcd", _command(name, address, data, initial, state))  # noqa: S606, S607


def _joined(others: Etcd, name: str, address: str) -> str:
    told = ""
    while True:
        try:
            found = join(others, name, address)
        except EtcdError as error:
            if told != str(error):
                told = str(error)
                _say(
                    "REFUSED for now: this member's volume is empty, the cluster exists, and no majority "
                    f"of it takes the member in ({told}). Start the other etcd members. Only where the "
                    "volumes of all are lost for good: remove the record by docker exec <this container> "
                    f"rm {os.environ['RECORD']}, restart all etcd members, then "
                    "pulumi up --replace '**::etcd-settings'; PostgreSQL keeps its data."
                )
            time.sleep(_PAUSE_SECONDS)
        else:
            _say("this member's volume was empty: it joins the cluster anew")
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
        # The health check's; it answers also before there is a majority.
        "--listen-metrics-urls=http://127.0.0.1:2381",
        "--auto-compaction-mode=periodic",
        "--auto-compaction-retention=1h",
        # Patroni keeps some kilobytes; a full etcd takes no writes until somebody defragments it.
        f"--quota-backend-bytes={256 * 1024 * 1024}",
        # A machine whose disk or cores are busy must not change the leader at each pause.
        "--heartbeat-interval=250",
        "--election-timeout=2500",
        # The default takes a busy core longer than Patroni waits for an answer (seen), and protects
        # short passwords only; these are long.
        "--bcrypt-cost=5",
        "--log-level=warn",
    ]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
