"""Details of a step: a YAML diff of the inputs that differ; values are masked already."""

import re
import sys
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from typing import Any

import yaml

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.domain.resources import Kind
from sorcha_infra.profiles import reader
from sorcha_infra.review.mask import SECRET

_LONGEST = 240
"""Maximum characters of a line."""

_SIGNS = {Op.CREATE: "+", Op.DELETE: "-", Op.REPLACE: "!", Op.UPDATE: "~"}

_SETTING = re.compile(r"([A-Za-z_][\w.:-]*)=(.*)", re.DOTALL)


class _Dumper(yaml.SafeDumper):
    """Writes a string of several lines as a block."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def details(step: Step, *, whole: bool) -> list[str]:
    """Lines of a `diff` block; `whole` includes the inputs of a created resource."""
    causes = f" ({', '.join(step.causes)} changed)" if step.causes else ""
    if step.op is Op.REPLACE and not step.causes:
        causes = " (a resource that it uses is replaced)"
    lines = [f"{_SIGNS[step.op]} {step.op} {step.resource.type.rpartition(':')[2]} {step.name}{causes}"]
    after = step.new is not None and step.new.protect
    if step.op in (Op.UPDATE, Op.REPLACE) and step.protected != after:
        lines.append(f"!   protected: {str(step.protected).lower()} → {str(after).lower()}")
    if step.op is not Op.DELETE and (whole or step.op is not Op.CREATE):
        entry_keys = reader(step.resource).entry_keys
        for key in _keys(step):
            lines += _difference(key, step.before.get(key), step.after.get(key), entry_keys)
    return [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in lines]


def _keys(step: Step) -> tuple[str, ...]:
    if step.op is not Op.CREATE:
        return step.keys
    distinctions = reader(step.resource).distinctions if step.kind in (Kind.MEMBER, Kind.JOB) else ()
    keys = distinctions or sorted(step.after.keys() - {"labels"})
    return tuple(key for key in keys if step.after.get(key) not in (None, [], {}))


def _difference(key: str, before: Any, after: Any, entry_keys: Sequence[str]) -> list[str]:  # noqa: ANN401 - any input of a resource
    """Changed lines, and as context only the keys above them."""
    old, new = (_by_name(value, entry_keys) for value in (before, after))
    diff = unified_diff(_yaml(key, old), _yaml(key, new, old), lineterm="", n=sys.maxsize)
    lines: list[str] = []
    depth = 0
    for line in reversed(list(diff)[3:]):
        text = line[1:].lstrip(" -")
        indent = len(line) - len(text) if text else sys.maxsize
        if line[0] != " " or indent < depth:
            lines.insert(0, f"{line[0]}   {line[1:]}")
            depth = indent
    # No line if both sides are secrets that only the engine compared, or YAML omits the difference.
    reason = f"{SECRET}, changed" if before == after else "same values in a different order, or white space"
    return lines or [f"~   {key}: {reason}"]


def _yaml(key: str, value: Any, counterpart: Any = None) -> list[str]:  # noqa: ANN401 - the same
    if value is None:
        return []
    content = {key: _plain(value, counterpart)}
    return yaml.dump(content, Dumper=_Dumper, allow_unicode=True, width=sys.maxsize).splitlines()


def _plain(value: Any, counterpart: Any) -> Any:  # noqa: ANN401 - the same
    """The value for YAML; a secret is marked as changed where the other side has a different one."""
    match value:
        case Mapping():
            entries = counterpart if isinstance(counterpart, Mapping) else {}
            return {key: _plain(entry, entries.get(key)) for key, entry in value.items() if entry is not None}
        case list():
            is_like = isinstance(counterpart, list) and len(counterpart) == len(value)
            pairs = zip(value, counterpart if is_like else [None] * len(value), strict=True)
            return [_plain(*pair) for pair in pairs]
        case str() if value.startswith(SECRET):
            is_different = value != counterpart and str(counterpart).startswith(SECRET)
            return f"{SECRET}, changed" if is_different else SECRET
        case str():  # YAML has no block style for tabs and trailing blanks
            return "\n".join(line.rstrip() for line in value.expandtabs(4).splitlines())
    return value


def _by_name(value: Any, entry_keys: Sequence[str]) -> Any:  # noqa: ANN401 - the same
    """Lists as mappings where each entry has a name, so that an added entry does not move the rest."""
    if isinstance(value, list):
        entries = dict(_entry(entry, entry_keys) for entry in value)
        value = entries if None not in entries and len(entries) == len(value) > 0 else value
    match value:
        case Mapping():
            return {key: _by_name(entry, entry_keys) for key, entry in value.items()}
        case list():
            return [_by_name(entry, entry_keys) for entry in value]
    return value


def _entry(entry: Any, entry_keys: Sequence[str]) -> tuple[str | None, Any]:  # noqa: ANN401 - the same
    if isinstance(entry, str) and (setting := _SETTING.fullmatch(entry)):
        return setting[1], setting[2]
    if isinstance(entry, Mapping) and (key := next((key for key in entry_keys if key in entry), None)):
        return str(entry[key]), {name: value for name, value in entry.items() if name != key}
    return None, entry
