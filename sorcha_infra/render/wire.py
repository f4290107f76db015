"""Conversion of the messages between a Pulumi program and its engine to plain Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from google.protobuf.struct_pb2 import ListValue, Struct, Value
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

SECRET = "<secret>"
"""Marker instead of the value of a secret."""


@dataclass(frozen=True)
class Secret:
    """A value that the engine encrypts in the state; its repr does not show it."""

    value: Any = field(repr=False)


def decoded(value: Value | Struct | ListValue) -> Any:
    """Decode to dictionaries, lists, strings, numbers (integers if whole) and `Secret`s."""
    match value:
        case Struct():
            fields = {key: decoded(value.fields[key]) for key in sorted(value.fields)}
            return _special(fields) if _special_sig_key in fields else fields
        case ListValue():
            return [decoded(entry) for entry in value.values]
    kind = value.WhichOneof("kind")
    if kind is None or kind == "null_value":
        return None
    content = getattr(value, kind)
    if kind == "number_value" and content.is_integer():
        return int(content)
    return decoded(content) if kind in ("struct_value", "list_value") else content


def _special(fields: dict[str, Any]) -> Any:
    if fields[_special_sig_key] == _special_secret_sig:
        return Secret(fields["value"])
    raise NotImplementedError(
        f"special value {fields[_special_sig_key]}: sorcha_infra/render/wire.py supports only secrets"
    )


def revealed(value: Any) -> Any:
    """Reveal the secrets in a value."""
    match value:
        case Secret():
            return revealed(value.value)
        case dict():
            return {key: revealed(entry) for key, entry in value.items()}
        case list():
            return [revealed(entry) for entry in value]
    return value


def masked(value: Any) -> Any:
    """Replace each secret in a value by a marker."""
    match value:
        case Secret():
            return SECRET
        case dict():
            return {key: masked(entry) for key, entry in value.items()}
        case list():
            return [masked(entry) for entry in value]
    return value
