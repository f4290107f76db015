"""Plan as text: the tree of components, and below each its requests to an engine.

Common inputs of a kind are printed once, inputs that follow from a name are omitted, and secrets are
named but never shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tests.harness.fields import fields
from tests.harness.plan import CONTAINER, STACK, Plan, Resource, short_type, waits_for

_STEP = "  "

Common = Mapping[str, Mapping[str, str]]
"""Kind → common inputs of all its resources."""


def text(plan: Plan) -> str:
    """The whole plan."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield f"stack {plan.stack}"
    for warning in plan.warnings:
        yield f"{_STEP}warning {warning}"
    outputs = Resource(urn="", type=STACK, name="", parent="", custom=False, raw=plan.outputs)
    for name, value in fields(plan, outputs).items():
        yield f"{_STEP}output {name} = {value}"
    common: dict[str, Mapping[str, str]] = {}
    for kind in sorted({_kind(leaf) for leaf in plan.leaves}):
        alike = [leaf for leaf in plan.leaves if _kind(leaf) == kind]
        if len(alike) > 1:
            common[kind] = _common([_values(plan, leaf) for leaf in alike])
            yield f"each of {len(alike)} {kind}s"
            yield from _fields(common[kind].items(), _STEP)
    for resource in _in_order(plan, [leaf for leaf in plan.resources if f"::{STACK}::" in leaf.parent]):
        yield from _tree(plan, resource, common, "")


def _tree(plan: Plan, resource: Resource, common: Common, indent: str) -> Iterator[str]:
    shared = common.get(_kind(resource), {})
    own = [item for item in _values(plan, resource).items() if shared.get(item[0]) != item[1]]
    head = f"{indent}{resource.name}  {_kind(resource)}"
    inner = indent + _STEP
    if resource.type == CONTAINER:
        yield head
        yield from _fields(own, inner)
    else:
        yield _STEP.join([head, *(f"{key}={value}" for key, value in own)])
    for child in _in_order(plan, plan.children(resource.urn)):
        yield from _tree(plan, child, common, inner)


def _kind(resource: Resource) -> str:
    if resource.type != CONTAINER:
        return short_type(resource)
    return "Container" if resource.inputs["mustRun"] else "Container (job)"


def _in_order(plan: Plan, resources: Iterable[Resource]) -> list[Resource]:
    """Sort key: start of the first container; components without one come first."""
    places = {resource.urn: place for place, resource in enumerate(plan.resources)}

    def start(resource: Resource) -> tuple[int, str]:
        subtree = [resource, *plan.below(resource.urn)]
        return min(
            (places[entry.urn] for entry in subtree if entry.type == CONTAINER), default=-1
        ), resource.name

    return sorted(resources, key=start)


def _values(plan: Plan, resource: Resource) -> dict[str, str]:
    """Inputs and options, without those that are common to its kind."""
    waits = ", ".join(sorted(plan.by_urn[urn].name for urn in waits_for(resource)))
    options = {
        "after": waits,
        "protected": "yes" if resource.protect else "",
        "retained": "yes" if resource.retain else "",
        "replaced": "after its deletion" if resource.delete_before_replace else "",
        "replaced on": ", ".join(resource.replace_on_changes),
        "ignored": ", ".join(resource.ignore_changes),
        "secret outputs": ", ".join(resource.additional_secret_outputs),
        **{kind.replace("_", " "): ", ".join(names) for kind, names in sorted(resource.hooks.items())},
    }
    return {key: value for key, value in options.items() if value} | fields(plan, resource)


def _common(values: list[dict[str, str]]) -> dict[str, str]:
    return {
        key: value for key, value in values[0].items() if all(entry.get(key) == value for entry in values)
    }


def _fields(values: Iterable[tuple[str, str]], indent: str) -> Iterator[str]:
    for key, value in values:
        if "\n" not in value:
            yield f"{indent}{key}: {value}"
            continue
        yield f"{indent}{key}:"
        for line in value.strip().splitlines():
            yield f"{indent}{_STEP}{line}"
