"""The resources of a plan as plain data, and what a rule over them is.

The same model comes from a rendered plan, from a preview and from a policy pack; which resource is
what on a platform is in `profiles/<platform>/kinds.py`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.services import Severity


class Kind(StrEnum):
    """What a resource is for, whatever a platform calls it."""

    MEMBER = "member"
    """A process that must go on running, such as `tenant-0`."""

    JOB = "job"
    """A process that ends by itself."""

    VOLUME = "volume"
    NETWORK = "network"
    IMAGE = "image"
    PASSWORD = "password"
    """A generated secret."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that is marked as secret; it is absent from its own repr."""

    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is only known after the deployment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource, as the program asks for it."""

    urn: str
    type: str
    name: str
    kind: Kind | None
    """None for components, and for types that no platform of this program makes."""

    inputs: Mapping[str, Any]
    """A secret is a `Hidden`; a value that is not known yet is an `Unknown`."""

    custom: bool = True
    """Whether a provider makes it; a component only groups."""

    parent: str = ""
    protect: bool = False
    retain: bool | None = None
    """Whether it outlives its removal from the state; None where the source omits it (a policy pack)."""

    delete_before_replace: bool = False
    replace_on_changes: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Input → URNs whose outputs it takes."""

    @property
    def role(self) -> str:
        """`tenant` of `tenant-0`; the name itself without an ordinal."""
        return role_of(self.name)

    def list_at(self, key: str) -> list[Any]:
        """A list among the inputs; empty where it is absent or unknown."""
        value = self.inputs.get(key)
        return value if isinstance(value, list) else []

    def mapping_at(self, key: str) -> Mapping[str, Any]:
        """An object among the inputs; empty where it is absent or unknown."""
        value = self.inputs.get(key)
        return value if isinstance(value, Mapping) else {}


def role_of(name: str) -> str:
    """`tenant` of `tenant-0`; the name itself without an ordinal."""
    role, _, ordinal = name.rpartition("-")
    return role if role and ordinal.isdecimal() else name


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Every resource of a plan, and the configuration behind it."""

    resources: tuple[Resource, ...]
    deployment: Deployment

    def of(self, *kinds: Kind) -> Iterator[Resource]:
        """All resources of these kinds."""
        return (resource for resource in self.resources if resource.kind in kinds)

    @property
    def processes(self) -> Iterator[Resource]:
        """Members and jobs."""
        return self.of(Kind.MEMBER, Kind.JOB)

    @property
    def pools(self) -> dict[str, list[Resource]]:
        """Role → its members."""
        pools: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.of(Kind.MEMBER):
            pools[resource.role].append(resource)
        return pools


@dataclass(frozen=True, slots=True)
class Finding:
    """A breach of an invariant by one resource; holds no secret."""

    resource: Resource
    message: str
    severity: Severity = Severity.REFUSE

    def __str__(self) -> str:
        return f"{self.resource.name}: {self.message}"


Invariant = Callable[[Stack], Iterator[Finding]]
"""A rule over resources; its name says the rule and its first line the reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invariants:
    """The rules over resources of a platform."""

    resource_rules: tuple[Invariant, ...] = ()
    """Rules that need one resource only."""

    stack_rules: tuple[Invariant, ...] = ()
    """Rules that compare resources."""

    @property
    def all(self) -> tuple[Invariant, ...]:
        """Both."""
        return self.resource_rules + self.stack_rules


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - values of any shape
    """Path and value of every leaf; a `Hidden` is one leaf."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from leaves(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield from leaves(entry, f"{path}.{index}")
    else:
        yield path, value


def revealed(value: Any) -> str:  # noqa: ANN401 - values of any shape
    """A leaf as text, secret or not; never for display."""
    return revealed(value.value) if isinstance(value, Hidden) else str(value)
