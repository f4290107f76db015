"""Resources of a plan as plain data, and the type of a rule over them.

A rendered plan, a preview and a policy pack provide the same model; `profiles/<platform>/kinds.py` maps the
types of a platform to kinds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.messages import sentence
from sorcha_infra.domain.services import Severity


class Kind(StrEnum):
    """Purpose of a resource on any platform."""

    MEMBER = "member"
    """A process that must keep running, such as `tenant-0`."""

    JOB = "job"
    """A process that ends."""

    VOLUME = "volume"
    NETWORK = "network"
    IMAGE = "image"
    PASSWORD = "password"
    """A generated secret."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that is marked as secret; its repr does not show it."""

    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is known only after the deployment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """One resource, as the program registers it."""

    urn: str
    type: str
    name: str
    kind: Kind | None
    """None for components, and for types that no platform of this program creates."""

    inputs: Mapping[str, Any]
    """A secret is a `Hidden`, a value before the deployment an `Unknown`."""

    custom: bool = True
    """Whether a provider creates it; a component only groups."""

    parent: str = ""
    protect: bool = False
    retain: bool | None = None
    """Whether it is kept when the state forgets it; None if the source omits it (a policy pack)."""

    delete_before_replace: bool = False
    replace_on_changes: tuple[str, ...] = ()
    ignore_changes: tuple[str, ...] = ()
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Input → URNs of the resources whose outputs it uses."""

    @property
    def role(self) -> str:
        """`tenant` of `tenant-0`; the name itself if it has no ordinal."""
        return role_of(self.name)

    def list_at(self, key: str) -> list[Any]:
        """A list of the inputs; empty if it is missing or unknown."""
        value = self.inputs.get(key)
        return value if isinstance(value, list) else []

    def mapping_at(self, key: str) -> Mapping[str, Any]:
        """An object of the inputs; empty if it is missing or unknown."""
        value = self.inputs.get(key)
        return value if isinstance(value, Mapping) else {}


def role_of(name: str) -> str:
    """`tenant` of `tenant-0`; the name itself if it has no ordinal."""
    role, _, ordinal = name.rpartition("-")
    return role if role and ordinal.isdecimal() else name


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Resources of a plan, and its configuration."""

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
    problem: str
    """Phrase about the resource, without a full stop at its end."""

    expected: str | None = None
    """Noun phrase: the allowed state. None where the problem leaves one answer."""

    severity: Severity = Severity.REFUSE

    @property
    def message(self) -> str:
        """Problem and expectation, without the resource."""
        return sentence(self.problem, self.expected)

    def __str__(self) -> str:
        return f"{self.resource.name}: {self.message}"


Invariant = Callable[[Stack], Iterator[Finding]]
"""Rule over resources; its name is the policy, the first line of its docstring the reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invariants:
    """Rules over the resources of a platform."""

    resource_rules: tuple[Invariant, ...] = ()
    """Rules over one resource."""

    stack_rules: tuple[Invariant, ...] = ()
    """Rules over several resources."""

    @property
    def all(self) -> tuple[Invariant, ...]:
        """Both."""
        return self.resource_rules + self.stack_rules


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - values of any shape
    """Path and value of each leaf; a `Hidden` is one leaf."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from leaves(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield from leaves(entry, f"{path}.{index}")
    else:
        yield path, value


def revealed(value: Any) -> str:  # noqa: ANN401 - values of any shape
    """A leaf as a string with its secret; never for display."""
    return revealed(value.value) if isinstance(value, Hidden) else str(value)
