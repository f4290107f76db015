"""A rendered stack as plain data, in a possible order of creation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .wire import masked, revealed

STACK = "pulumi:pulumi:Stack"


@dataclass(frozen=True, kw_only=True)
class Resource:
    """Request to register a resource, with its options."""

    urn: str
    type: str
    name: str
    parent: str
    custom: bool
    raw: Mapping[str, Any]
    """Inputs; secrets are `Secret`s."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    """Outputs that a component registered."""

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
        """Inputs with a marker instead of each secret."""
        return masked(self.raw)

    @property
    def revealed(self) -> Any:
        """Inputs with their secrets, as for the provider."""
        return revealed(self.raw)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """All resources of one stack."""

    stack: str
    resources: tuple[Resource, ...]
    """In a possible order of creation: dependencies first, then by name."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    """Outputs of the stack; secrets are `Secret`s."""

    warnings: tuple[str, ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    """Name → value of each secret, generated or from the operator."""

    hooks: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    """Name → function of each hook."""

    configuration: Mapping[str, str] = field(default_factory=dict)
    """Configuration by full key, without secrets."""

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """URN → resource."""
        return {resource.urn: resource for resource in self.resources}

    def named(self, name: str, kind: str | None = None) -> Resource:
        """Resource of a logical name; the leaf, if a component has the same name."""
        matches = [
            resource
            for resource in self.resources
            if resource.name == name and (kind is None or resource.type == kind)
        ]
        leaves = [resource for resource in matches if resource.custom]
        candidates = leaves if len(matches) > 1 else matches
        if len(candidates) != 1:
            raise LookupError(
                f"{name}: {len(candidates)} resources in the plan of {self.stack} instead of one"
            )
        return candidates[0]

    def of(self, kind: str) -> tuple[Resource, ...]:
        """All resources of a type."""
        return tuple(resource for resource in self.resources if resource.type == kind)

    @property
    def leaves(self) -> tuple[Resource, ...]:
        """Resources that a provider creates."""
        return tuple(resource for resource in self.resources if resource.custom)

    @property
    def components(self) -> tuple[Resource, ...]:
        """Resources that only group, without the stack."""
        return tuple(
            resource for resource in self.resources if not resource.custom and resource.type != STACK
        )

    def children(self, urn: str) -> tuple[Resource, ...]:
        """Direct children of a component."""
        return tuple(resource for resource in self.resources if resource.parent == urn)

    def below(self, urn: str) -> Iterator[Resource]:
        """All resources below a component."""
        for child in self.children(urn):
            yield child
            yield from self.below(child.urn)


def in_start_order(resources: list[Resource]) -> tuple[Resource, ...]:
    """Sort by depth of dependencies, then by name, because registration is concurrent."""
    by_urn = {resource.urn: resource for resource in resources}
    depths: dict[str, int] = {}

    def depth(urn: str, ancestors: frozenset[str] = frozenset()) -> int:
        if urn in ancestors:
            raise ValueError(f"{urn} depends on itself")
        if urn not in by_urn:
            return 0
        if urn not in depths:
            dependencies = by_urn[urn].dependencies
            depths[urn] = 1 + max(
                (depth(dependency, ancestors | {urn}) for dependency in dependencies), default=0
            )
        return depths[urn]

    return tuple(sorted(resources, key=lambda resource: (depth(resource.urn), resource.name, resource.type)))
