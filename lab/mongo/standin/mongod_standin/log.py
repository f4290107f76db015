"""Log lines in mongod's shape: one JSON document each, on standard output."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any


def write(severity: str, component: str, message: str, **attributes: Any) -> None:
    """Write a line with mongod's severity I, W, E or F."""
    line: dict[str, Any] = {
        "t": {"$date": datetime.now(UTC).isoformat(timespec="milliseconds")},
        "s": severity,
        "c": component,
        "ctx": "main",
        "msg": message,
    }
    if attributes:
        line["attr"] = attributes
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()
