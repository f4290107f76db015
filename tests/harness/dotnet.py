"""Configuration of a service as .NET reads it: appsettings, overridden by the environment."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sorcha_infra.domain.environment import APPSETTINGS
from tests.harness.plan import Resource


def environment(container: Resource) -> dict[str, str]:
    """Environment in sections of .NET, `A__B` as `A:B`."""
    pairs = (entry.split("=", 1) for entry in container.revealed.get("envs", []))
    return {key.replace("__", ":"): value for key, value in pairs}


def appsettings(container: Resource) -> dict[str, str]:
    """Uploaded file, flattened; empty if there is none."""
    texts = [file["content"] for file in container.revealed.get("uploads", []) if file["file"] == APPSETTINGS]
    return dict(_flat(json.loads(texts[0]), "")) if texts else {}


def configuration(container: Resource) -> dict[str, str]:
    """Both, in .NET's order."""
    return appsettings(container) | environment(container)


def _flat(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}:")
        else:
            assert isinstance(value, str), (
                f"{prefix}{key} is not a string; .NET would parse it by its culture"
            )
            yield f"{prefix}{key}", value
