"""A rendered plan as the rules over resources see it."""

from __future__ import annotations

from typing import Any

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.resources import Hidden, Stack
from sorcha_infra.domain.resources import Resource as Planned
from sorcha_infra.paths import STACKS
from sorcha_infra.profiles import kind
from tests.harness.plan import Plan, Resource
from tests.harness.wire import Secret

_DEFAULTS = read_defaults(STACKS)


def stack_of(plan: Plan, deployment: Deployment) -> Stack:
    """All of it, with what was configured."""
    return Stack(resources=tuple(planned(one) for one in plan.resources), deployment=deployment)


def configured(plan: Plan) -> Stack:
    """All of it, with what it was rendered with."""
    found = examine(stack=plan.stack, values=plan.configuration, encrypted=(), defaults=_DEFAULTS).deployment
    assert found is not None
    return stack_of(plan, found)


def planned(one: Resource) -> Planned:
    """One resource."""
    return Planned(
        urn=one.urn,
        type=one.type,
        name=one.name,
        kind=kind(one.type, one.raw) if one.custom else None,
        custom=one.custom,
        parent=one.parent,
        inputs=hidden(one.raw),
        protect=one.protect,
        retain=one.retain,
        delete_before_replace=one.delete_before_replace,
        ignore_changes=one.ignore_changes,
    )


def hidden(value: Any) -> Any:
    """With the rules' own mark in place of each secret."""
    match value:
        case Secret():
            return Hidden(hidden(value.value))
        case dict():
            return {key: hidden(entry) for key, entry in value.items()}
        case list():
            return [hidden(entry) for entry in value]
    return value
