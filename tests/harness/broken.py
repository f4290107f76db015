"""Plans with one thing wrong, to see that a contract notices it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from tests.harness.plan import CONTAINER, Plan, Resource, in_start_order

Breaker = Callable[[Plan], Plan]


def inputs(name: str, kind: str = CONTAINER, /, **changed: Any) -> Breaker:
    """Replaces inputs of one resource; None takes one away."""

    def change(resource: Resource) -> Resource:
        both = {**resource.raw, **changed}
        return replace(resource, raw={key: value for key, value in both.items() if value is not None})

    return _on(name, kind, change)


def options(name: str, kind: str = CONTAINER, /, **changed: Any) -> Breaker:
    """Replaces what else stands in one request: protect, hooks, parent, ..."""
    return _on(name, kind, lambda resource: replace(resource, **changed))


def no_longer_waits(name: str, for_: str) -> Breaker:
    """Takes away the edges from one container to others of a name, direct or through jobs."""

    def broken(plan: Plan) -> Plan:
        gone = {one.urn for one in plan.containers if one.name == for_}
        return _rebuilt(
            plan,
            (
                replace(one, dependencies=one.dependencies - gone)
                if for_ in plan.before(name) | {name}
                else one
                for one in plan.resources
            ),
        )

    return broken


def added(resource: Callable[[Plan], Resource]) -> Breaker:
    """Adds a resource."""
    return lambda plan: _rebuilt(plan, (*plan.resources, resource(plan)))


def removed(name: str, kind: str) -> Breaker:
    """Takes a resource away."""
    return lambda plan: _rebuilt(
        plan, (one for one in plan.resources if (one.name, one.type) != (name, kind))
    )


def stack_output(name: str, value: Any) -> Breaker:
    """Exports something else."""
    return lambda plan: replace(plan, outputs={**plan.outputs, name: value})


def _on(name: str, kind: str, change: Callable[[Resource], Resource]) -> Breaker:
    def broken(plan: Plan) -> Plan:
        target = plan.named(name, kind)
        return _rebuilt(plan, (change(one) if one is target else one for one in plan.resources))

    return broken


def _rebuilt(plan: Plan, resources: Iterable[Resource]) -> Plan:
    return replace(plan, resources=in_start_order(list(resources)))
