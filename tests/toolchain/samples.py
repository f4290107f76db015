"""Sample values for the arguments of a wheel's resource, from the wheel's type hints."""

from __future__ import annotations

import collections.abc
import typing
from collections.abc import Mapping
from typing import Any

# The SDK's private reflection of its classes; a copy of it would only test the copy.
from pulumi import _types as sdk

SCALARS: dict[Any, Any] = {str: "1", bool: True, int: 1, float: 1.0}


class Samples:
    """Values for every argument.

    `values` has arguments whose format a plugin validates, by `Class.name`; `omissions` has arguments
    that programs cannot set, with the reason.
    """

    def __init__(self, values: Mapping[str, Any], omissions: Mapping[str, str]) -> None:
        self._values = values
        self._omissions = omissions

    def arguments(self, args_class: type) -> dict[str, Any]:
        """Sample of every argument, including nested ones, by its name on the wire."""
        sample = {}
        for name, hint in sdk.input_type_types(args_class).items():
            place = f"{args_class.__name__}.{name}"
            if place not in self._omissions:
                sample[name] = self._values[place] if place in self._values else self._of(hint)
        return sample

    def _of(self, hint: Any) -> Any:
        hint = sdk.unwrap_type(hint)
        if typing.get_origin(hint) is typing.Union:
            hint = _most_detailed(hint)
        if sdk.is_input_type(hint):
            return self.arguments(hint)
        inner = typing.get_args(hint)
        if typing.get_origin(hint) is collections.abc.Sequence:
            return [self._of(inner[0])]
        if typing.get_origin(hint) is collections.abc.Mapping:
            return {"key": self._of(inner[1])}
        return SCALARS[hint]


def _most_detailed(union: Any) -> Any:
    """Class with named properties among plain and awaitable forms of one type."""
    choices = typing.get_args(union)
    return next((choice for choice in choices if sdk.is_input_type(choice)), choices[0])


def outputs(resource: type) -> set[str]:
    """Names on the wire that the wheel reads from the outputs of a plugin."""
    return set(sdk.resource_py_to_pulumi_names(resource).values())
