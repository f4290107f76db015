"""Client of etcd's JSON API, which unlike etcdctl needs no password in arguments or environment."""

import base64
import contextlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

CLIENT_PORT = 2379
PEER_PORT = 2380
SECONDS = 2.0
"""Maximum time of one answer; etcd answers within milliseconds or has no quorum."""

_direct = build_opener(ProxyHandler({}))


class EtcdError(Exception):
    """An error of etcd, with its message."""


def cluster() -> dict[str, str]:
    """Return name → address of every member, from `MEMBERS` (`etcd-0=10.0.0.16,…`)."""
    return dict(entry.split("=", 1) for entry in os.environ["MEMBERS"].split(","))


@dataclass(frozen=True)
class Etcd:
    """Client of the cluster, by addresses of members and as one user."""

    addresses: Sequence[str]
    user: str = "root"
    password_file: str = "/run/secrets/etcd"

    def call(self, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Send one call to the first member that answers.

        Raises:
            EtcdError: if none answers, or the first that answers refuses.
        """
        silent: list[str] = []
        for address in self.addresses:
            try:
                return self._ask(address, path, body or {})
            except OSError as error:
                silent.append(f"{address}: {error}")
        raise EtcdError("; ".join(silent) or "no member is known")

    def members(self) -> list[dict[str, Any]]:
        """Return the members of the cluster, confirmed by a majority.

        Raises:
            EtcdError: if there is no majority.
        """
        found: list[dict[str, Any]] = self.call("/v3/cluster/member/list", {"linearizable": True})["members"]
        return found

    def put(self, key: str, value: str) -> None:
        """Set a key."""
        self.call("/v3/kv/put", {"key": encoded(key), "value": encoded(value)})

    def healthy(self) -> Iterator[str]:
        """Return addresses of members that are up and have a leader."""
        for address in self.addresses:
            try:
                with _direct.open(f"http://{address}:{CLIENT_PORT}/health", timeout=SECONDS) as answer:
                    if json.load(answer).get("health") == "true":
                        yield address
            except OSError:
                continue

    def _ask(self, address: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        token = self._token(address)
        return _post(address, path, body, {} if token is None else {"Authorization": token})

    def _token(self, address: str) -> str | None:
        """Return a token, or None before authentication is enabled."""
        password = Path(self.password_file).read_text()
        try:
            answer = _post(address, "/v3/auth/authenticate", {"name": self.user, "password": password})
        except EtcdError as error:
            if "not enabled" in str(error):
                return None
            raise
        return str(answer["token"])


def encoded(text: str) -> str:
    """Encode bytes for etcd's JSON."""
    return base64.b64encode(text.encode()).decode()


def _post(
    address: str, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    request = Request(
        f"http://{address}:{CLIENT_PORT}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    try:
        with _direct.open(request, timeout=SECONDS) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
    except HTTPError as error:
        said = error.read().decode(errors="replace")
        with contextlib.suppress(ValueError):
            said = str(json.loads(said).get("message", said))
        raise EtcdError(said.strip()) from None
