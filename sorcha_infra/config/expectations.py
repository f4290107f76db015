"""What a node of a schema allows, what was found instead, and a value that would do: in words."""

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from math import isnan

from sorcha_infra.config.locate import Schema, tags

_KINDS: dict[type, str] = {
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    list: "a list",
    tuple: "a list",
    dict: "a mapping",
    type(None): "nothing",
}

_LONGEST_NUMBER = 4
"""Digits of a quoted number that is taken for a number; a longer one may be a secret."""


def describe(value: object, node: Schema) -> str:
    """What stands there: its value only where it is a number in the place of one."""
    if isinstance(value, str):
        return f"a text of {len(value)} characters"
    kind = _KINDS.get(type(value), "something else")
    if isinstance(value, bool):
        return f"{kind} ({str(value).lower()})"
    if isinstance(value, int | float) and node.get("type") in ("integer", "number"):
        return str(value)
    return kind


def expectation(node: Schema) -> str:
    """What may stand there."""
    if "enum" in node:
        return ", ".join(str(value) for value in node["enum"])
    if "const" in node:
        return str(node["const"])
    if tags(node):
        return f"a mapping with {node['discriminator']['propertyName']}: {', '.join(tags(node))}"
    phrase = _PHRASES.get(str(node.get("type")))
    return phrase(node) if phrase else "something else"


def _number(node: Schema) -> str:
    text = "a whole number" if node["type"] == "integer" else "a number"
    low, high = node.get("minimum"), node.get("maximum")
    if low is None:
        return text
    return f"{text} from {low} to {high}" if high is not None else f"{text} from {low}"


def _text(node: Schema) -> str:
    text = "a text"
    if "pattern" in node:
        text += f" that matches {node['pattern']}"
    if node.get("minLength", 1) > 1:
        text += f", of at least {node['minLength']} characters"
    if "maxLength" in node:
        text += f", of at most {node['maxLength']} characters"
    return text


def _mapping(node: Schema) -> str:
    return f"a mapping with {', '.join(sorted(node.get('properties', {})))}"


_PHRASES: Mapping[str, Callable[[Schema], str]] = {
    "integer": _number,
    "number": _number,
    "string": _text,
    "boolean": lambda _: "true, false",
    "array": lambda _: "a list",
    "object": _mapping,
}


def example(node: Schema, value: object = None) -> str | int | float | None:
    """A value that would do; the allowed number that is nearest to what was found."""
    if node.get("type") in ("integer", "number"):
        return _nearest_number(node, value)
    if "enum" in node:
        return str(node["enum"][0])
    examples = node.get("examples", ())
    return str(examples[0]) if examples else None


def _nearest_number(node: Schema, value: object) -> int | float | None:
    if isinstance(value, str) and value.isdecimal() and len(value) <= _LONGEST_NUMBER:
        value = int(value)
    elif isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
        value = next(iter(node.get("examples", ())), node.get("default"))
    low, high = node.get("minimum"), node.get("maximum")
    numbers = [number for number in (value, low) if isinstance(number, int | float)]
    if not numbers:
        return None
    result = max(numbers) if high is None else min(max(numbers), high)
    return round(result) if node["type"] == "integer" else float(result)


def nearest_name(value: object, names: Iterable[str]) -> str | None:
    """The known name that was probably meant."""
    if not isinstance(value, str):
        return None
    lower = {option.lower(): option for option in names}
    return next((lower[match] for match in get_close_matches(value.lower(), lower, n=1, cutoff=0.6)), None)
