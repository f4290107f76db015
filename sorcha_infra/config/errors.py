"""Turns what pydantic found into problems that an operator can act on.

Values are never echoed: what stands in a wrong place may be a secret. Numbers, booleans and the
kind of a value are.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.secrets import SecretName

_KINDS = {
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    str: "a text",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    type(None): "nothing",
}


def problems(error: ValidationError, root: str, schema: Mapping[str, Any]) -> list[Problem]:
    """One problem per finding, with its full path, what is allowed and what mends it."""
    found = []
    for detail in error.errors(include_url=False):
        path, node = _walk(detail["loc"], schema)
        found.append(_problem(detail, ".".join([root, *path]) if path else root, path, node))
    return found


def _problem(detail: ErrorDetails, path: str, keys: Sequence[str], node: Mapping[str, Any]) -> Problem:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(path, keys[-1], node)
    allowed = _allowed(node)
    if kind in ("missing", "union_tag_not_found"):
        missing = f"{path}.{'topology' if 'topology' in str(node) else 'kind'}" if "tag" in kind else path
        return Problem(
            path=missing,
            message=f"is missing, allowed: {allowed or _tags(node)}",
            fix=_example(node),
        )
    if kind == "union_tag_invalid":
        tag = str(detail.get("ctx", {}).get("discriminator", "'kind'")).strip("'")
        return Problem(
            path=f"{path}.{tag}",
            message=f"found an unknown {tag}, allowed: {_tags(node)}",
            fix=_tags(node).split(", ")[0],
        )
    if kind == "value_error":
        return Problem(path=path, message=str(detail["msg"]).removeprefix("Value error, "))
    return Problem(
        path=path,
        message=f"found {_found(detail)}, allowed: {allowed or detail['msg'].lower()}",
        fix=_example(node),
    )


def _unknown_key(path: str, key: str, node: Mapping[str, Any]) -> Problem:
    known = sorted(node.get("properties", {}))
    near = get_close_matches(key, known, n=1, cutoff=0.6)
    secret = get_close_matches(key, [str(name) for name in SecretName], n=1, cutoff=0.5)
    looks_secret = any(word in key.lower() for word in ("password", "secret", "key", "token"))
    if looks_secret and not near:
        hint = f"sorcha:{secret[0]}" if secret else "sorcha:<name>"
        return Problem(
            path=path,
            message="is not a key here; secrets are keys of their own, encrypted: "
            f"pulumi config set --secret {hint} (known: {', '.join(SecretName)})",
            remove=True,
        )
    guess = f"did you mean {near[0]}? " if near else ""
    return Problem(path=path, message=f"is not a key; {guess}known here: {', '.join(known)}", remove=True)


def _found(detail: ErrorDetails) -> str:
    value = detail["input"]
    kind = _KINDS.get(type(value), "something else")
    if isinstance(value, bool):
        return f"{kind} ({str(value).lower()})"
    if isinstance(value, int | float):
        return f"{value}"
    if isinstance(value, str):
        return f"{kind} of {len(value)} characters"
    return kind


def _walk(loc: Sequence[int | str], schema: Mapping[str, Any]) -> tuple[list[str], Mapping[str, Any]]:
    """Follows a location through the JSON schema, dropping the tags of unions on the way."""
    path: list[str] = []
    node = _resolve(schema, schema)
    for part in loc:
        if isinstance(part, int):
            path[-1] = f"{path[-1]}[{part}]" if path else f"[{part}]"
            node = _resolve(node.get("items", {}), schema)
            continue
        variants = _mapping(node)
        if part in variants:
            node = _resolve({"$ref": variants[part]}, schema)
            continue
        path.append(part)
        child = node.get("properties", {}).get(part)
        if child is None:
            return path, node
        node = _resolve(child, schema)
    return path, node


def _mapping(node: Mapping[str, Any]) -> Mapping[str, str]:
    discriminator = node.get("discriminator", {})
    mapping: Mapping[str, str] = discriminator.get("mapping", {})
    return mapping


def _resolve(node: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Follows `$ref` and drops the null of an optional."""
    while True:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
            continue
        some = [option for option in node.get("anyOf", ()) if option.get("type") != "null"]
        if len(some) == 1:
            node = some[0]
            continue
        return node


def _tags(node: Mapping[str, Any]) -> str:
    return ", ".join(_mapping(node))


def _allowed(node: Mapping[str, Any]) -> str:
    if "enum" in node:
        return ", ".join(str(value) for value in node["enum"])
    if "const" in node:
        return str(node["const"])
    kind = node.get("type")
    if kind in ("integer", "number"):
        low, high = node.get("minimum"), node.get("maximum")
        what = "a whole number" if kind == "integer" else "a number"
        return f"{what} from {low} to {high}" if low is not None and high is not None else what
    if kind == "string":
        pattern = node.get("pattern")
        return f"a text that matches {pattern}" if pattern else "a text"
    if kind == "boolean":
        return "true, false"
    if kind == "array":
        return "a list"
    if kind == "object" or "properties" in node:
        return "a mapping with " + ", ".join(sorted(node.get("properties", {})))
    return _tags(node)


def _example(node: Mapping[str, Any]) -> str | None:
    if "enum" in node:
        return str(node["enum"][0])
    if node.get("type") in ("integer", "number") and "minimum" in node:
        return str(node["minimum"])
    return None
