"""Differences between two resolved deployments, by the keys of the stack file."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sorcha_infra.domain.change import Change, Spec
from sorcha_infra.domain.verdict import quoted
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles import platform_of, profile_of, profiles
from sorcha_infra.review.mask import SECRET, in_text, is_secret_name

_OPERATOR_KEYS = {"imageSource": "images.source"}
"""Field of the deployment → key of the stack file, where the two differ."""

_OMISSIONS = ("origins", "deviations", "platform", "target")
_NAMES = {"postgres": "PostgreSQL", "mongo": "MongoDB", "redis": "Redis"}
_ABSENCE = "none"

_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), phrase)
    for pattern, phrase in (
        (r"services\.(\w+)\.replicas", "{name} {old} → {new} {replicas}"),
        (r"(?:services\.)?(\w+)\.resources\.cpus", "{name} limited to {old} → {new} cores each"),
        (r"(?:services\.)?(\w+)\.resources\.memoryMib", "{name} limited to {old} → {new} MiB each"),
        (r"(?:services\.)?(\w+)\.image", "{name} image {old} → {new}"),
        (r"(postgres|mongo|redis)\.topology", "{name} {old} → {new}"),
        (r"(\w+)\.replicas", "{name} {old} → {new} streaming replicas"),
        (r"(\w+)\.members", "{name} {old} → {new} members"),
        (r"(\w+)\.sentinels", "{name} {old} → {new} Sentinels"),
    )
)


_COUNT_PATH = re.compile(r"(postgres|mongo|redis)\.(replicas|members|sentinels)")
_COUNTS = {"replicas": "streaming replicas", "members": "members", "sentinels": "Sentinels"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One changed value."""

    path: str
    """Path below `sorcha:deployment`."""

    text: str
    origin: str
    """Origin of the new value: the stack file, the table, a default; empty if unknown."""


def differences(change: Change) -> tuple[Difference, ...]:
    """Changed values, by path."""
    if change.before is not None and change.after is not None:
        old, new = _flat(change.before), _flat(change.after)
        origins = change.after.get("origins") or {}
    else:
        old, new = _of_components(change)
        origins = (change.after or {}).get("origins") or {}
    paths = sorted(
        (
            path
            for path in old.keys() | new.keys()
            if old.get(path) != new.get(path) and not _goes_with_the_layout(path, new)
        ),
        key=lambda path: ("." in path, path),  # keys of the whole stack come first
    )
    return tuple(
        Difference(path=path, text=_sentence(path, old, new), origin=_origin(path, origins)) for path in paths
    )


def _goes_with_the_layout(path: str, new: Mapping[str, str]) -> bool:
    """Whether the store's new topology does not have this number; the topology itself is reported."""
    return path not in new and re.fullmatch(r"\w+\.(replicas|failover|members|sentinels)", path) is not None


def _flat(spec: Spec) -> dict[str, str]:
    """Path in the stack file → value as a string."""
    omissions = {*_OMISSIONS, *(key for profile in profiles() for key in profile.former_keys)}
    leaves: dict[str, str] = {}
    for key, value in spec.items():
        if key == "storeImages":
            leaves |= {f"{name}.image": _text(image) for name, image in value.items()}
        elif key == "supportImages":
            leaves |= {f"images.support.{name}": _text(image) for name, image in value.items()}
        elif key not in omissions:
            leaves.update(_leaves(_OPERATOR_KEYS.get(key, key), value))
    leaves.update(_target(spec))
    return {path: text for path, text in leaves.items() if _is_own(path)}


def _target(spec: Spec) -> Iterator[tuple[str, str]]:
    """Target of the stack, by the keys of the stack file."""
    yield "platform", platform_of(spec)
    profile = profile_of(spec)
    keys = profile.keys if profile else {}
    former_keys = profile.former_keys if profile else {}
    fields = spec.get("target") or {field: spec.get(key) for key, field in former_keys.items()}
    for field, value in fields.items():
        if field != "platform":
            yield from _leaves(keys.get(field, f"target.{field}"), value)


def _is_own(path: str) -> bool:
    """Whether the path is a setting, not the name that every pool has."""
    return not re.fullmatch(r"services\.\w+\.name", path)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any value of a model
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "image" and path in list(StoreName):
                continue  # the resolved image is reported instead
            yield from _leaves(f"{path}.{key}", inner)
    elif value not in (None, [], ()):
        yield path, SECRET if is_secret_name(path.rpartition(".")[2]) else _text(value)


def _of_components(change: Change) -> tuple[dict[str, str], dict[str, str]]:
    """Values of a preview without a base: a component's inputs are its part of the deployment."""
    old: dict[str, str] = {}
    new: dict[str, str] = {}
    for step in change.steps:
        if step.resource.custom or not step.before or not step.after:
            continue
        is_pool, is_store = step.name in list(ServiceName), step.name in list(StoreName)
        if is_pool or is_store:
            path = f"services.{step.name}" if is_pool else step.name
            old.update(_leaves(path, step.before))
            new.update(_leaves(path, step.after))
    return old, new


def _sentence(path: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    before, after = (values.get(path) for values in (old, new))
    if path == "accept":
        return "accepted deviations change (see the reasons)"
    if path == "edge.certificate":
        return "the certificate of the edge changes"
    if before is None and (count := _COUNT_PATH.fullmatch(path)):
        return f"{_NAMES[count[1]]} with {after} {_COUNTS[count[2]]}"
    sides = [_ABSENCE if value is None else _plain(value) for value in (before, after)]
    for pattern, phrase in _PHRASES:
        match = pattern.fullmatch(path)
        if match:
            name = _NAMES.get(match[1], match[1])
            replicas = "replica" if after == "1" else "replicas"
            return phrase.format(name=name, old=sides[0], new=sides[1], replicas=replicas)
    return f"{quoted(path)} {sides[0]} → {sides[1]}"


def _plain(value: str) -> str:
    """Words and numbers unchanged, any other value in a code span."""
    return value if re.fullmatch(r"[A-Za-z0-9.-]{1,24}", value) else quoted(value)


def _text(value: Any) -> str:  # noqa: ANN401 - any value of a model
    text = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return in_text(text)


def _origin(path: str, origins: Mapping[str, Any]) -> str:
    while path:
        origin = origins.get(path)
        if isinstance(origin, Mapping):
            kind, detail = str(origin.get("kind", "")), str(origin.get("detail", ""))
            return f"{kind}: {detail}" if detail and kind != "stack file" else kind
        path = path.rpartition(".")[0]
    return ""
