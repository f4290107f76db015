"""Idempotent job that enables authentication of etcd and writes Patroni's settings into it.

Patroni's members watch these settings, so a change is a reload and replaces no container
(ha-recipes §2.3).
"""

import os
import sys
from pathlib import Path
from typing import Any

from .etcd import Etcd, EtcdError, cluster, encoded

REFUSED = 65
"""Exit status that ends a job at once (job/run.sh)."""

PATRONI = "patroni"
_SETTINGS_FILE = "/sorcha/settings.json"
_PASSWORD_FILE = "/run/secrets/patroni"
_PREFIX = "/service/"


def close(etcd: Etcd, password: str) -> None:
    """Create users, and a role for Patroni's keys only, then require passwords."""
    _there(etcd, "/v3/auth/user/add", name="root", password=Path(etcd.password_file).read_text())
    _there(etcd, "/v3/auth/role/add", name="root")
    _there(etcd, "/v3/auth/user/grant", user="root", role="root")
    _there(etcd, "/v3/auth/role/add", name=PATRONI)
    reach = {"permType": "READWRITE", "key": encoded(_PREFIX), "range_end": encoded(_after(_PREFIX))}
    _there(etcd, "/v3/auth/role/grant", name=PATRONI, perm=reach)
    _there(etcd, "/v3/auth/user/add", name=PATRONI, password=password)
    _there(etcd, "/v3/auth/user/grant", user=PATRONI, role=PATRONI)
    etcd.call("/v3/auth/enable")


def _there(etcd: Etcd, path: str, **body: Any) -> None:  # noqa: ANN401 - JSON
    try:
        etcd.call(path, body)
    except EtcdError as error:
        if "already exist" not in str(error):
            raise


def _after(prefix: str) -> str:
    """Return the end of etcd's range of all keys with a prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def main() -> None:
    """Write the settings, without waiting: the job repeats it until all members answer."""
    addresses = list(cluster().values())
    root = Etcd(addresses)
    if len(list(root.healthy())) < len(addresses):
        sys.exit("not all members of etcd are up with a leader yet")
    try:
        close(root, Path(_PASSWORD_FILE).read_text())
        Etcd(addresses, user=PATRONI, password_file=_PASSWORD_FILE).put(
            f"{_PREFIX}{os.environ['SCOPE']}/config", Path(_SETTINGS_FILE).read_text()
        )
    except EtcdError as error:
        if "authentication failed" in str(error):
            print(
                "REFUSED: sorcha:etcdPassword or sorcha:patroniPassword is not what this etcd was created "
                "with. Set the former values again; a change of them is not built yet.",
                file=sys.stderr,
            )
            sys.exit(REFUSED)
        sys.exit(f"etcd: {error}")
    Path(os.environ["RECORD"]).touch()
    print("etcd requires passwords and has Patroni's settings")


if __name__ == "__main__":
    main()
