"""Parser of `sorcha:deployment` that reports all problems at once.

After an invalid value it continues without that value, so that problems of other keys are reported too.
"""

import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sorcha_infra.config import errors
from sorcha_infra.config.expectations import nearest_name
from sorcha_infra.config.locate import Keys, locate, tags
from sorcha_infra.config.schema import settings_schema
from sorcha_infra.config.settings import Settings, settings_type
from sorcha_infra.config.table import RecommendationTable
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.vocabulary import StoreName, Tier


@dataclass(slots=True)
class ParseResult:
    """Result of parsing, as far as it was possible."""

    settings: Settings | None = None
    problems: list[Problem] = field(default_factory=list)
    implied_keys: set[str] = field(default_factory=set)
    """Keys that the parser filled in."""

    def report(self, problems: Iterable[Problem]) -> None:
        """Add problems, except those below a path that is already reported."""
        paths = [problem.path for problem in self.problems]
        self.problems += [
            problem for problem in problems if not any(_related(problem.path, path) for path in paths)
        ]


def parse(text: str | None, table: RecommendationTable | None) -> ParseResult:
    """Parse the text of `sorcha:deployment`."""
    result = ParseResult()
    document = _mapping(text)
    if document is None:
        result.problems = [
            Problem(
                path=ROOT,
                finding="is not a mapping",
                expected="tier, platform and the keys that differ from the table",
                remove=True,
            )
        ]
        return result
    result.implied_keys = _name_variants(document, table)
    while result.settings is None:
        try:
            result.settings = _validate(document)
        except ValidationError as error:
            # A missing tag follows from an invalid tier, which is reported.
            details = [detail for detail in error.errors() if detail["type"] != "union_tag_not_found"]
            result.report(errors.problems(details, ROOT, settings_schema()))
            copy = deepcopy(document)
            _remove_invalid(document, error.errors())
            if document == copy:
                break  # the rest cannot be parsed without the invalid values
    return result


def _mapping(text: str | None) -> dict[str, Any] | None:
    try:
        document = json.loads(text) if text is not None else {}
    except json.JSONDecodeError:
        return None
    return document if isinstance(document, dict) else None


def _validate(document: dict[str, Any]) -> Settings:
    return settings_type().model_validate_json(json.dumps(document), by_alias=True, by_name=False)


def _name_variants(document: dict[str, Any], table: RecommendationTable | None) -> set[str]:
    """Fill in the layout of the tier for a store or edge without one."""
    implied_keys: set[str] = set()
    tier = document.get("tier")
    if tier not in list(Tier) or table is None:
        return implied_keys
    for name in StoreName:
        store = document.get(name)
        if isinstance(store, dict) and "topology" not in store:
            store["topology"] = table.store(name, Tier(tier)).topology
            implied_keys.add(f"{name}.topology")
    edge = document.get("edge")
    if isinstance(edge, dict) and "kind" not in edge:
        edge["kind"] = "none" if tier == Tier.DEVELOPMENT else "haproxy"
        implied_keys.add("edge.kind")
    return implied_keys


def _remove_invalid(document: dict[str, Any], details: list[ErrorDetails]) -> None:
    """Remove invalid values."""
    for detail in details:
        place = locate(detail["loc"], settings_schema())
        if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
            _choose_variant(
                document, place.keys, str(place.node["discriminator"]["propertyName"]), tags(place.node)
            )
            continue
        keys = place.keys[:-1] if detail["type"] == "missing" else place.keys
        # Remove a list as a whole: without one entry, the indices of the rest would be wrong.
        keys = keys[: next((index for index, key in enumerate(keys) if isinstance(key, int)), len(keys))]
        if keys:
            _remove(document, keys)


def _remove(document: dict[str, Any], keys: Keys) -> None:
    inner: Any = document
    for key in keys[:-1]:
        inner = inner.get(key) if isinstance(inner, dict) else None
    if isinstance(inner, dict):
        inner.pop(keys[-1], None)


def _choose_variant(document: dict[str, Any], keys: Keys, tag: str, variants: Iterable[str]) -> None:
    """Choose the variant that was probably meant, so that the other keys can be checked."""
    store = document[str(keys[0])]

    def misfits(variant: str) -> int:
        attempt = {**document, str(keys[0]): {**store, tag: variant}}
        try:
            _validate(attempt)
        except ValidationError as error:
            return sum(detail["loc"][: len(keys)] == keys for detail in error.errors())
        return 0

    store[tag] = nearest_name(store.get(tag), variants) or min(variants, key=misfits)


def _related(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith((f"{prefix}.", f"{prefix}["))
