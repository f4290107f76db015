"""`pulumi config set` and `rm` on a deployment in memory, with the habits of the CLI.

`test_fixes.py` compares it with the real CLI.
"""

import json
import re
import shlex
from copy import deepcopy
from typing import Any

_SEGMENT = re.compile(r'\.?([A-Za-z0-9_-]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]')
_ROOT = "sorcha:deployment"


class CliError(Exception):
    """An operation that the CLI would refuse."""


def commands(text: str) -> list[list[str]]:
    """Fixing commands of a refusal, in order; of several, the first."""
    lines = [line.strip().removeprefix("Fix: ") for line in text.splitlines() if "Fix: pulumi" in line]
    return [shlex.split(command) for line in lines for command in line.split(" && ")]


def applied(deployment: Any, command: list[str]) -> Any:
    """The deployment after one command; a secret is not part of it."""
    words = [word for word in command if word != "--path"]
    assert words[:2] == ["pulumi", "config"]
    verb, _, _stack, *rest = words[2:]
    assert words[3] == "--stack"
    if rest[0] == "--secret":
        return deployment
    as_float = rest[:2] == ["--type", "float"]
    if as_float:
        rest = rest[2:]
    keys = path_keys(rest[0])
    copy = deepcopy(deployment)
    if verb == "rm":
        return _delete(copy, keys)
    return _set(copy, keys, rest[1], as_float)


def path_keys(path: str) -> list[str | int]:
    """The keys of a path below `sorcha:deployment`."""
    assert path.startswith(_ROOT), path
    at, keys = len(_ROOT), list[str | int]()
    while at < len(path):
        match = _SEGMENT.match(path, at)
        assert match is not None, path
        plain, index, literal = match.groups()
        if index is not None:
            keys.append(int(index))
        else:
            keys.append(plain if plain is not None else json.loads(f'"{literal}"'))
        at = match.end()
    return keys


def _delete(node: Any, keys: list[str | int]) -> Any:
    if not keys:
        return None
    inner = node
    for key in keys[:-1]:
        inner = inner[key]
    del inner[keys[-1]]
    return node


def _set(node: Any, keys: list[str | int], text: str, as_float: bool) -> Any:
    if not keys:
        return text
    key, *rest = keys
    if node is None:
        node = [] if isinstance(key, int) else {}
    if isinstance(key, int):
        if not isinstance(node, list) or key > len(node):
            raise CliError("expected an array")
        if key == len(node):
            node.append(None)
        node[key] = _set(node[key], rest, text, as_float) if rest else _value(node[key], text, as_float)
        return node
    if not isinstance(node, dict):
        raise CliError("expected a map")
    node[key] = _set(node.get(key), rest, text, as_float) if rest else _value(node.get(key), text, as_float)
    return node


def _value(before: Any, text: str, as_float: bool) -> Any:
    if isinstance(before, str):
        return text  # a quoted value stays quoted, whatever its type
    if as_float:
        return float(text)
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        return int(text)
    return {"true": True, "false": False}.get(text, text)
