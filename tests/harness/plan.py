"""Rendered plan for tests of the Docker platform."""

from __future__ import annotations

from dataclasses import dataclass

from sorcha_infra.profiles.credentials import CERTIFICATE, PASSWORD
from sorcha_infra.profiles.docker.kinds import CONTAINER, IMAGE, NETWORK, VOLUME
from sorcha_infra.render import plan
from sorcha_infra.render.plan import STACK, Resource, in_start_order

__all__ = [
    "CERTIFICATE",
    "CONTAINER",
    "IMAGE",
    "NETWORK",
    "PASSWORD",
    "STACK",
    "VOLUME",
    "Plan",
    "Resource",
    "in_start_order",
    "short_type",
    "waits_for",
]


def short_type(resource: Resource) -> str:
    """Short type without its package: `Container`, `app:ServicePool`."""
    if resource.custom:
        return resource.type.rsplit(":", 1)[-1]
    return resource.type.removeprefix("sorcha:")


def waits_for(resource: Resource) -> frozenset[str]:
    """URNs that it depends on without use of a value."""
    inputs = frozenset[str]().union(*resource.property_dependencies.values())
    return resource.dependencies - inputs


@dataclass(frozen=True, kw_only=True)
class Plan(plan.Plan):
    """All resources of one stack, with containers by purpose."""

    @property
    def containers(self) -> tuple[Resource, ...]:
        """All containers."""
        return self.of(CONTAINER)

    @property
    def jobs(self) -> tuple[Resource, ...]:
        """Containers that end by themselves."""
        return tuple(container for container in self.containers if not container.inputs["mustRun"])

    @property
    def members(self) -> tuple[Resource, ...]:
        """Containers that must keep running."""
        return tuple(container for container in self.containers if container.inputs["mustRun"])

    def pool(self, role: str) -> tuple[Resource, ...]:
        """The members of a pool, by ordinal."""
        prefix = f"{role}-"
        members = [member for member in self.members if member.name.removeprefix(prefix).isdecimal()]
        return tuple(sorted(members, key=lambda member: int(member.name.removeprefix(prefix))))

    def before(self, name: str) -> frozenset[str]:
        """Names of all containers that must run before this one starts, also indirectly."""
        urns: set[str] = set()
        queue = list(self.named(name, CONTAINER).dependencies)
        while queue:
            urn = queue.pop()
            if urn not in urns and urn in self.by_urn:
                urns.add(urn)
                queue.extend(self.by_urn[urn].dependencies)
        return frozenset(self.by_urn[urn].name for urn in urns if self.by_urn[urn].type == CONTAINER)
