"""Rendered plan in the form that the rules over resources use."""

from __future__ import annotations

from typing import Any

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.resources import Hidden, Stack
from sorcha_infra.domain.resources import Resource as DomainResource
from sorcha_infra.paths import STACKS
from sorcha_infra.profiles import kind
from tests.harness.plan import Plan, Resource
from tests.harness.wire import Secret

_DEFAULTS = read_defaults(STACKS)


def stack_of(plan: Plan, deployment: Deployment) -> Stack:
    """All resources, with the configuration."""
    return Stack(
        resources=tuple(domain_resource(resource) for resource in plan.resources), deployment=deployment
    )


def configured_stack(plan: Plan) -> Stack:
    """All resources, with the settings of the rendering."""
    deployment = examine(
        stack=plan.stack, values=plan.configuration, encrypted=(), defaults=_DEFAULTS
    ).deployment
    assert deployment is not None
    return stack_of(plan, deployment)


def domain_resource(resource: Resource) -> DomainResource:
    """One resource."""
    return DomainResource(
        urn=resource.urn,
        type=resource.type,
        name=resource.name,
        kind=kind(resource.type, resource.raw) if resource.custom else None,
        custom=resource.custom,
        parent=resource.parent,
        inputs=hidden(resource.raw),
        protect=resource.protect,
        retain=resource.retain,
        delete_before_replace=resource.delete_before_replace,
        ignore_changes=resource.ignore_changes,
    )


def hidden(value: Any) -> Any:
    """Value with the mark of the rules in place of each secret."""
    match value:
        case Secret():
            return Hidden(hidden(value.value))
        case dict():
            return {key: hidden(entry) for key, entry in value.items()}
        case list():
            return [hidden(entry) for entry in value]
    return value
