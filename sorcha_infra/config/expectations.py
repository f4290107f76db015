"""Phrases about a node of a schema: allowed values, actual values, an example."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
    type(None): "empty",
}

_LONGEST_NUMBER = 4
"""Maximum digits of a quoted number that counts as a number; a longer one may be a secret."""


def describe(value: object, node: Schema) -> str:
    """Describe a value by its type, and show it only if it is a number in the place of a number."""
    if isinstance(value, str):
        return f"a string of {len(value)} characters"
    kind = _KINDS.get(type(value), "of another type")
    if isinstance(value, bool):
        return f"{kind} ({str(value).lower()})"
    if isinstance(value, int | float) and node.get("type") in ("integer", "number"):
        return str(value)
    return kind


def expectation(node: Schema) -> str:
    """Describe the allowed values."""
    if "enum" in node:
        return choice([str(value) for value in node["enum"]])
    if "const" in node:
        return str(node["const"])
    if tags(node):
        return f"a mapping whose {node['discriminator']['propertyName']} is {choice([*tags(node)])}"
    phrase = _PHRASES.get(str(node.get("type")))
    return phrase(node) if phrase else "another type"


def choice(options: Sequence[str]) -> str:
    """Describe a choice between some values."""
    match options:
        case []:
            return "none"
        case [option]:
            return option
        case [first, second]:
            return f"{first} or {second}"
    return f"one of {', '.join(options)}"


def guess(suggestion: str | None) -> str:
    """Addition to a finding: the name that was probably meant."""
    return f" (did you mean {suggestion}?)" if suggestion else ""


def _number(node: Schema) -> str:
    text = "an integer" if node["type"] == "integer" else "a number"
    low, high = node.get("minimum"), node.get("maximum")
    if low is None:
        return text
    return f"{text} from {low} to {high}" if high is not None else f"{text} of at least {low}"


def _text(node: Schema) -> str:
    bounds = []
    if node.get("minLength", 1) > 1:
        bounds.append(f"at least {node['minLength']}")
    if "maxLength" in node:
        bounds.append(f"at most {node['maxLength']}")
    text = f"a string of {' and '.join(bounds)} characters" if bounds else "a string"
    return f"{text} that matches {node['pattern']}" if "pattern" in node else text


def _mapping(node: Schema) -> str:
    return f"a mapping with {', '.join(sorted(node.get('properties', {})))}"


_PHRASES: Mapping[str, Callable[[Schema], str]] = {
    "integer": _number,
    "number": _number,
    "string": _text,
    "boolean": lambda _: "true or false",
    "array": lambda _: "a list",
    "object": _mapping,
}


def example(node: Schema, value: object = None) -> str | int | float | None:
    """An allowed value; for a number, the allowed one nearest to the actual value."""
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
    """The most similar known name, if any is similar."""
    if not isinstance(value, str):
        return None
    lower = {option.lower(): option for option in names}
    return next((lower[match] for match in get_close_matches(value.lower(), lower, n=1, cutoff=0.6)), None)
