"""Conversion of rendered resources to the model of the domain."""

from collections.abc import Mapping
from typing import Any

from sorcha_infra.domain.resources import Resource
from sorcha_infra.profiles import kind

Entry = Mapping[str, Any]
"""Resource in the format of `sorcha_infra/render/tree.py`."""


def resource(entry: Entry) -> Resource:
    """Convert an entry; older versions write fewer fields."""
    return Resource(
        urn=entry["urn"],
        type=entry["type"],
        name=entry["name"],
        kind=kind(entry["type"], entry["inputs"]) if entry["custom"] else None,
        inputs=entry["inputs"],
        custom=entry["custom"],
        parent=entry["parent"],
        protect=entry["protect"],
        retain=bool(entry.get("retain")),
        delete_before_replace=bool(entry.get("deleteBeforeReplace")),
        replace_on_changes=tuple(entry["replaceOnChanges"]),
        ignore_changes=tuple(entry["ignoreChanges"]),
        uses={key: tuple(urns) for key, urns in entry["uses"].items()},
    )
