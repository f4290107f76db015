"""What an engine would have to do to come from one plan to another."""

from __future__ import annotations

from dataclasses import fields

from tests.harness.plan import Plan, Resource

_NO_CHANGE = {"dependencies", "property_dependencies"}
"""The engine notes a new edge and touches nothing for it (provider-semantics §1.2)."""


def changed_urns(before: Plan, after: Plan) -> frozenset[str]:
    """URNs of what is new, gone or asked for with other inputs or options."""
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
