"""Client of Patroni's API, for the programs of a member."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

PORT = 8008

SETTINGS = Path("/run/secrets/patroni.yaml")
"""Written as JSON, a subset of YAML."""

_direct = build_opener(ProxyHandler({}))


def settings() -> dict[str, Any]:
    """Return the settings of this member, including passwords."""
    found: dict[str, Any] = json.loads(SETTINGS.read_text())
    return found


def get(path: str, host: str = "127.0.0.1", seconds: float = 5) -> dict[str, Any]:
    """Return the answer of a member.

    Raises:
        OSError: if it does not answer, or not with status 200.
    """
    with _direct.open(f"http://{host}:{PORT}{path}", timeout=seconds) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def post(path: str, body: Mapping[str, Any], seconds: float) -> None:
    """Send a change to this member.

    Raises:
        HTTPError: if it refuses; the body has the reason.
        OSError: if it does not answer.
    """
    user = settings()["restapi"]["authentication"]
    credentials = base64.b64encode(f"{user['username']}:{user['password']}".encode()).decode()
    request = Request(
        f"http://127.0.0.1:{PORT}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "Authorization": f"Basic {credentials}"},
    )
    with _direct.open(request, timeout=seconds):
        pass
