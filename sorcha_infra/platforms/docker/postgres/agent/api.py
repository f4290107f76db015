"""Patroni's API, as a member's own programs use it."""

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

PORT = 8008

SETTINGS = Path("/run/secrets/patroni.yaml")
"""Written as JSON, which YAML contains."""

_direct = build_opener(ProxyHandler({}))


def settings() -> dict[str, Any]:
    """This member's, passwords and all."""
    found: dict[str, Any] = json.loads(SETTINGS.read_text())
    return found


def get(path: str, host: str = "127.0.0.1", seconds: float = 5) -> dict[str, Any]:
    """What a member says.

    Raises:
        OSError: where it does not answer, or with another status than 200.
    """
    with _direct.open(f"http://{host}:{PORT}{path}", timeout=seconds) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def post(path: str, body: Mapping[str, Any], seconds: float) -> None:
    """Asks this member to change something.

    Raises:
        HTTPError: where it refuses; the body says why.
        OSError: where it does not answer.
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
