"""Changes that an engine would make between two plans."""

from __future__ import annotations

from dataclasses import fields

from tests.harness.plan import Plan, Resource

_NO_CHANGE = {"dependencies", "property_dependencies"}
"""A new edge is only recorded by the engine, without a change of resources (provider-semantics §1.2)."""


def changed_urns(before: Plan, after: Plan) -> frozenset[str]:
    """URNs of resources that are new, removed, or have changed inputs or options."""
    first, second = before.by_urn, after.by_urn
    one_sided = set(first) ^ set(second)
    return frozenset(
        one_sided | {urn for urn in set(first) & set(second) if not _same(first[urn], second[urn])}
    )


def _same(first: Resource, second: Resource) -> bool:
    return all(
        getattr(first, field.name) == getattr(second, field.name)
        for field in fields(first)
        if field.name not in _NO_CHANGE
    )
