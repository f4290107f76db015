"""Location of an error of pydantic: path as an operator writes it, and node of the schema."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
Keys = tuple[str | int, ...]

_PLAIN = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document."""

    keys: Keys
    """Keys and list indices from the root, without the tags of unions."""

    node: Schema
    """Its node of the schema; for an unknown key the node of the mapping around it."""

    required: bool
    """Whether the mapping around it requires it."""


def locate(loc: Sequence[int | str], schema: Schema) -> Place:
    """Follow a location through a JSON schema, without the tags of unions."""
    keys: list[str | int] = []
    node = resolve(schema, schema)
    required = True
    for part in loc:
        if isinstance(part, int):
            keys.append(part)
            node = resolve(node.get("items", {}), schema)
            required = False
            continue
        variants = tags(node)
        if part in variants:
            node = resolve({"$ref": variants[part]}, schema)
            continue
        keys.append(part)
        child = node.get("properties", {}).get(part)
        if child is None:
            return Place(tuple(keys), node, required=False)
        required = part in node.get("required", ())
        node = resolve(child, schema)
    return Place(tuple(keys), node, required)


def tags(node: Schema) -> Mapping[str, str]:
    """Tag → reference of the variant, if the node is a union with a discriminator."""
    mapping: Mapping[str, str] = node.get("discriminator", {}).get("mapping", {})
    return mapping


def resolve(node: Schema, schema: Schema) -> Schema:
    """Follow `$ref` and drop the null of an optional; keep their siblings."""
    while True:
        if "$ref" in node:
            siblings = {key: value for key, value in node.items() if key != "$ref"}
            node = {**schema["$defs"][node["$ref"].rsplit("/", 1)[1]], **siblings}
            continue
        options = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
        if len(options) == 1:
            siblings = {key: value for key, value in node.items() if key != "anyOf"}
            node = {**options[0], **siblings}
            continue
        return node


def full_path(root: str, keys: Keys) -> str:
    """Path in the syntax of `pulumi config set --path`, such as `root.key[0]["odd.key"]`."""
    path = root if keys else root.removesuffix(": ")
    for key in keys:
        if isinstance(key, int):
            path += f"[{key}]"
        elif not _PLAIN.fullmatch(key):
            escaped_key = key.replace("\\", "\\\\").replace('"', '\\"')
            path += f'["{escaped_key}"]'
        elif path.endswith(" "):
            path += key
        else:
            path += f".{key}"
    return path
