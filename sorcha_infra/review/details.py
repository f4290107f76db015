"""A step in full: the inputs that differ, as a diff of YAML; values are masked already."""

import re
import sys
from collections.abc import Mapping
from difflib import unified_diff
from typing import Any

import yaml

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.domain.resources import Kind
from sorcha_infra.profiles import reader
from sorcha_infra.review.mask import SECRET

_LONGEST = 240
"""Characters of a line."""

_SIGNS = {Op.CREATE: "+", Op.DELETE: "-", Op.REPLACE: "!", Op.UPDATE: "~"}

_SETTING = re.compile(r"([A-Za-z_][\w.:-]*)=(.*)", re.DOTALL)
_NAMED_BY = ("file", "containerPath", "label", "internal", "name", "host")
"""Keys that tell the mappings of a list apart; the first that is there counts."""


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def details(step: Step, *, whole: bool) -> list[str]:
    """Lines for a `diff` block; `whole` shows the inputs of a created resource, too."""
    causes = f", by {', '.join(step.causes)}" if step.causes else ""
    if step.op is Op.REPLACE and not step.causes:
        causes = ", because what it uses is replaced"
    lines = [f"{_SIGNS[step.op]} {step.op} {step.resource.type.rpartition(':')[2]} {step.name}{causes}"]
    after = step.new is not None and step.new.protect
    if step.op in (Op.UPDATE, Op.REPLACE) and step.protected != after:
        lines.append(f"!   protected: {str(step.protected).lower()} → {str(after).lower()}")
    if step.op is not Op.DELETE and (whole or step.op is not Op.CREATE):
        for key in _keys(step):
            lines += _difference(key, step.before.get(key), step.after.get(key))
    return [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines]


def _keys(step: Step) -> tuple[str, ...]:
    if step.op is not Op.CREATE:
        return step.keys
    described = reader(step.resource).described if step.kind in (Kind.MEMBER, Kind.JOB) else ()
    keys = described or sorted(step.after.keys() - {"labels"})
    return tuple(key for key in keys if step.after.get(key) not in (None, [], {}))


def _difference(key: str, before: Any, after: Any) -> list[str]:  # noqa: ANN401 - any input of a resource
    """Changed lines and the keys above them: no other context, and each line has its place."""
    diff = unified_diff(_yaml(key, before), _yaml(key, after, before), lineterm="", n=sys.maxsize)
    lines: list[str] = []
    depth = 0
    for line in reversed(list(diff)[3:]):
        text = line[1:].lstrip(" -")
        indent = len(line) - len(text) if text else sys.maxsize
        if line[0] != " " or indent < depth:
            lines.insert(0, f"{line[0]}   {line[1:]}")
            depth = indent
    # No line: both sides are secrets that the engine compared, or YAML leaves out what differs.
    why = f"{SECRET}, another one" if before == after else "the same in another order, or other white space"
    return lines or [f"~   {key}: {why}"]


def _yaml(key: str, value: Any, other: Any = None) -> list[str]:  # noqa: ANN401 - the same
    if value is None:
        return []
    content = {key: _plain(value, other)}
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, width=sys.maxsize).splitlines()


def _plain(value: Any, other: Any) -> Any:  # noqa: ANN401 - the same
    """Named entries as a mapping; a secret marked where the other side has a different one in its place."""
    value, other = _by_name(value), _by_name(other)
    match value:
        case Mapping():
            others = other if isinstance(other, Mapping) else {}
            return {key: _plain(entry, others.get(key)) for key, entry in value.items() if entry is not None}
        case list():
            entries = other if isinstance(other, list) and len(other) == len(value) else [None] * len(value)
            return [_plain(*pair) for pair in zip(value, entries, strict=True)]
        case str() if value.startswith(SECRET):
            is_another = value != other and str(other).startswith(SECRET)
            return f"{SECRET}, another one" if is_another else SECRET
        case str():  # YAML has no block for tabs and for blanks before the end of a line
            return "\n".join(line.rstrip() for line in value.expandtabs(4).splitlines())
    return value


def _by_name(value: Any) -> Any:  # noqa: ANN401 - the same
    """A list as a mapping, where each entry has a name: an added entry must not move the others."""
    named = dict(map(_entry, value)) if isinstance(value, list) else {}
    return named if named and None not in named and len(named) == len(value) else value


def _entry(entry: Any) -> tuple[str | None, Any]:  # noqa: ANN401 - the same
    if isinstance(entry, str) and (setting := _SETTING.fullmatch(entry)):
        return setting[1], setting[2]
    if isinstance(entry, Mapping) and (by := next((key for key in _NAMED_BY if key in entry), None)):
        return str(entry[by]), {key: value for key, value in entry.items() if key != by}
    return None, entry
