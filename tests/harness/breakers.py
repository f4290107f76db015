"""Plans with one fault, which a contract must detect."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tests.harness.plan import CONTAINER, Plan, Resource, in_start_order

Breaker = Callable[[Plan], Plan]


def inputs(name: str, kind: str = CONTAINER, /, **values: Any) -> Breaker:
    """Replace inputs of one resource; None removes one."""

    def change(resource: Resource) -> Resource:
        all_values = {**resource.raw, **values}
        return replace(resource, raw={key: value for key, value in all_values.items() if value is not None})

    return _resource_change(name, kind, change)


def options(name: str, kind: str = CONTAINER, /, **values: Any) -> Breaker:
    """Replace other parts of one request: protect, hooks, parent, ..."""
    return _resource_change(name, kind, lambda resource: replace(resource, **values))


def no_longer_waits(name: str, for_: str) -> Breaker:
    """Remove the edges from one container to others of a name, direct or through jobs."""

    def break_plan(plan: Plan) -> Plan:
        urns = {resource.urn for resource in plan.containers if resource.name == for_}
        return _with_resources(
            plan,
            (
                replace(resource, dependencies=resource.dependencies - urns)
                if for_ in plan.before(name) | {name}
                else resource
                for resource in plan.resources
            ),
        )

    return break_plan


def addition(resource: Callable[[Plan], Resource]) -> Breaker:
    """Add a resource."""
    return lambda plan: _with_resources(plan, (*plan.resources, resource(plan)))


def removal(name: str, kind: str) -> Breaker:
    """Remove a resource."""
    return lambda plan: _with_resources(
        plan, (resource for resource in plan.resources if (resource.name, resource.type) != (name, kind))
    )


def stack_output(name: str, value: Any) -> Breaker:
    """Change the exports."""
    return lambda plan: replace(plan, outputs={**plan.outputs, name: value})


def _resource_change(name: str, kind: str, change: Callable[[Resource], Resource]) -> Breaker:
    def break_plan(plan: Plan) -> Plan:
        target = plan.named(name, kind)
        return _with_resources(
            plan, (change(resource) if resource is target else resource for resource in plan.resources)
        )

    return break_plan


def _with_resources(plan: Plan, resources: Iterable[Resource]) -> Plan:
    return replace(plan, resources=in_start_order(list(resources)))
