"""Every resolved value with its origin: the table, the stack file or a default."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.profiles import profile

_PLACES = {
    "platform": "target.platform",
    "images.source": "imageSource",
    "images.support": "supportImages",
    **{f"{store}.image": f"storeImages.{store}" for store in StoreName},
}
"""Path in the stack file → path in the resolved deployment, where the two differ."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value."""

    path: str
    """Path below `sorcha:deployment` in the stack file."""

    text: str
    origin: str
    detail: str


def values(deployment: Deployment) -> tuple[Value, ...]:
    """Return all values, in the order of their paths."""
    tree = deployment.model_dump(mode="json", by_alias=True, exclude={"origins"})
    keys = profile(deployment.platform).keys
    places = _PLACES | {key: f"target.{field}" for field, key in keys.items()}
    return tuple(
        Value(path, _text(_at(tree, places.get(path, path))), origin.kind.value, origin.detail)
        for path, origin in sorted(deployment.origins.items())
    )


def _at(tree: Any, path: str) -> Any:  # noqa: ANN401 - a value of any shape
    for key in path.split("."):
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree


def _text(value: Any) -> str:  # noqa: ANN401 - a value of any shape
    match value:
        case None | [] | "":
            return "–"
        case bool():
            return str(value).lower()
        case dict():
            return ", ".join(f"{key} {_text(entry)}" for key, entry in value.items())
        case list():
            return "; ".join(_text(entry) for entry in value)
    return next(_lines(str(value)), "–")


def _lines(text: str) -> Iterator[str]:
    lines = text.strip().splitlines()
    # The first line of a certificate names its kind.
    yield from ([f"{lines[0]} … ({len(lines)} lines)"] if len(lines) > 1 else lines)
