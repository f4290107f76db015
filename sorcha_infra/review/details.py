"""One step in full: which inputs differ and how, line by line; values are masked already."""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from typing import Any

from sorcha_infra.review.change import CONTAINER, Op, Step
from sorcha_infra.review.mask import SECRET, shown

_LONGEST = 240
"""Characters of a line."""

_SIGNS = {Op.CREATE: "+", Op.DELETE: "-", Op.REPLACE: "!", Op.UPDATE: "~"}

_OF_A_NEW_CONTAINER = ("command", "cpus", "envs", "image", "memory", "networksAdvanced", "ports", "volumes")
"""What sets it apart; all else is the same for each container (platforms/docker/container.py)."""

_ENVIRONMENT = re.compile(r"([A-Za-z_][\w.:-]*)=(.*)", re.DOTALL)
_NAMED_BY = ("file", "containerPath", "label", "internal", "name", "host")
"""What tells the entries of a list apart, the first that they have."""


def details(step: Step, *, whole: bool) -> list[str]:
    """Lines for a `diff` block; `whole` shows the inputs of what is created, too."""
    kind = step.type.rpartition(":")[2]
    why = f", by {', '.join(step.causes)}" if step.causes else ""
    if step.op is Op.REPLACE and not step.causes:
        why = ", because what it uses is replaced"
    lines = [_clipped(f"{_SIGNS[step.op]} {step.op} {kind} {step.name}{why}")]
    if step.op is Op.DELETE or (step.op is Op.CREATE and not whole):
        return lines
    if step.protected != step.protected_after and step.op is not Op.CREATE:
        lines.append(f"!   protected: {str(step.protected).lower()} → {str(step.protected_after).lower()}")
    for key in _keys(step):
        told = [_clipped(line) for line in _differing(key, step.before.get(key), step.after.get(key))]
        lines += told or ([f"~   {key}: {SECRET}, another one"] if step.op is not Op.CREATE else [])
    return lines


def _keys(step: Step) -> tuple[str, ...]:
    if step.op is not Op.CREATE:
        return step.keys
    return _OF_A_NEW_CONTAINER if step.type == CONTAINER else tuple(sorted(step.after.keys() - {"labels"}))


def _differing(key: str, before: Any, after: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a resource holds
    old, new = dict(_flat(key, before)), dict(_flat(key, after))
    for path in (*old, *(path for path in new if path not in old)):
        first, second = old.get(path), new.get(path)
        if first == second:
            continue
        if first is not None and second is not None and shown(first) == shown(second) == SECRET:
            yield f"~   {path}: {SECRET}, another one"
            continue
        if first is not None and second is not None and "\n" in first + second:
            yield f"    {path}:"
            yield from _of_texts(first, second)
            continue
        if first is not None:
            yield f"-   {path}: {_line(first)}"
        if second is not None:
            yield f"+   {path}: {_line(second)}"


def _of_texts(first: str, second: str) -> Iterator[str]:
    lines = unified_diff(first.splitlines(), second.splitlines(), lineterm="", n=1)
    for line in list(lines)[2:]:
        if not line.startswith("@@"):
            yield f"{line[:1]}     {line[1:]}"


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - whatever a resource holds
    match value:
        case None:
            return
        case Mapping():
            for key in sorted(value):
                yield from _flat(f"{path}.{key}", value[key])
        case list() if value and all(isinstance(entry, str) and "=" not in entry for entry in value):
            yield path, " ".join(value)  # a command, aliases
        case list():
            for place, entry in enumerate(value):
                yield from _entry(path, place, entry)
        case str():
            yield path, value
        case _:
            yield path, json.dumps(value, ensure_ascii=False)


def _entry(path: str, place: int, entry: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - the same
    if isinstance(entry, str):
        setting = _ENVIRONMENT.fullmatch(entry)
        # Of an environment the order means nothing, and one that comes must not move all others.
        yield (f"{path} {setting[1]}", setting[2]) if setting else (f"{path}[{place}]", entry)
        return
    if isinstance(entry, Mapping):
        by = next((key for key in _NAMED_BY if key in entry), None)
        rest = {key: inner for key, inner in entry.items() if key != by}
        yield from _flat(f"{path}[{place if by is None else entry[by]}]", rest)
        return
    yield from _flat(f"{path}[{place}]", entry)


def _line(value: str) -> str:
    value = str(shown(value))
    return value if "\n" not in value else f"{value.splitlines()[0]} … ({len(value.splitlines())} lines)"


def _clipped(line: str) -> str:
    line = line.replace("\t", "    ").replace("\r", "")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
