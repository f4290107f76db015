"""A rendered stack as plain data: what an engine would be asked for, in the order it may start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .wire import masked, revealed

STACK = "pulumi:pulumi:Stack"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One request to register a resource, with its options."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    raw: Mapping[str, Any]
    """Inputs; what is secret stands in a `Secret`."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    """What a component registered as its outputs."""

    dependencies: frozenset[str] = frozenset()
    property_dependencies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    protect: bool = False
    retain: bool = False
    delete_before_replace: bool = False
    replace_on_changes: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    additional_secret_outputs: tuple[str, ...] = ()
    hooks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Kind, such as `on_error` → names of the hooks."""

    @property
    def inputs(self) -> Any:
        """Inputs with a marker in place of each secret."""
        return masked(self.raw)

    @property
    def revealed(self) -> Any:
        """Inputs with the secrets in them: what the provider gets."""
        return revealed(self.raw)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All resources of one stack."""

    stack: str
    resources: tuple[Resource, ...]
    """In an order in which they may start: what waits comes later; by name among equals."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    """Of the stack; what is secret stands in a `Secret`."""

    warnings: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Name → value of every secret, generated or given."""

    hooks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    """Name → function of every hook that the program registered."""

    configuration: Mapping[str, str] = field(default_factory=dict)
    """What it was rendered with, by full key; secrets left out."""

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """URN → resource."""
        return {resource.urn: resource for resource in self.resources}

    def named(self, name: str, kind: str | None = None) -> Resource:
        """The one resource of that logical name: the leaf, where a component has the same."""
        matches = [
            resource
            for resource in self.resources
            if resource.name == name and (kind is None or resource.type == kind)
        ]
        leaves = [resource for resource in matches if resource.custom]
        candidates = leaves if len(matches) > 1 else matches
        if len(candidates) != 1:
            raise LookupError(f"{name}: {len(candidates)} resources in the plan of {self.stack}, wanted one")
        return candidates[0]

    def of(self, kind: str) -> tuple[Resource, ...]:
        """All resources of a type."""
        return tuple(resource for resource in self.resources if resource.type == kind)

    @property
    def leaves(self) -> tuple[Resource, ...]:
        """What an engine makes."""
        return tuple(resource for resource in self.resources if resource.custom)

    @property
    def components(self) -> tuple[Resource, ...]:
        """What only groups others, the stack apart."""
        return tuple(
            resource for resource in self.resources if not resource.custom and resource.type != STACK
        )

    def children(self, urn: str) -> tuple[Resource, ...]:
        """What stands right below a component."""
        return tuple(resource for resource in self.resources if resource.parent == urn)

    def below(self, urn: str) -> Iterator[Resource]:
        """Everything below a component."""
        for child in self.children(urn):
            yield child
            yield from self.below(child.urn)


def in_start_order(resources: list[Resource]) -> tuple[Resource, ...]:
    """Sorted by how much must come before, then by name: registration itself is concurrent."""
    by_urn = {resource.urn: resource for resource in resources}
    depths: dict[str, int] = {}

    def depth(urn: str, ancestors: frozenset[str] = frozenset()) -> int:
        if urn in ancestors:
            raise ValueError(f"{urn} waits for itself")
        if urn not in by_urn:
            return 0
        if urn not in depths:
            dependencies = by_urn[urn].dependencies
            depths[urn] = 1 + max(
                (depth(dependency, ancestors | {urn}) for dependency in dependencies), default=0
            )
        return depths[urn]

    return tuple(sorted(resources, key=lambda resource: (depth(resource.urn), resource.name, resource.type)))
