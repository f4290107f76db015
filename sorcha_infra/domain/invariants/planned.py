"""What a plan asks of an engine, as plain data: the same from a rendered plan and from a policy pack."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.names import LABEL_COMPONENT

CONTAINER = "docker:index/container:Container"
IMAGE = "docker:index/remoteImage:RemoteImage"
NETWORK = "docker:index/network:Network"
PASSWORD = "random:index/randomPassword:RandomPassword"
VOLUME = "docker:index/volume:Volume"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that is marked as secret; says nothing of itself when it is printed."""

    value: Any = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that only the engine can know, and not yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """One resource, as the program asks for it."""

    urn: str
    type: str
    name: str
    inputs: Mapping[str, Any]
    """What is secret stands in `Hidden`; what is not yet known is `Unknown`."""

    protect: bool = False
    retain: bool | None = None
    """Whether the engine keeps it when the state forgets it; None where nobody says, as to a policy pack."""

    delete_before_replace: bool = False
    ignore_changes: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """`tenant` of `tenant-0`; the name itself where no ordinal ends it."""
        role, _, ordinal = self.name.rpartition("-")
        return role if ordinal.isdecimal() else self.name

    @property
    def serves(self) -> bool:
        """Whether it is a container that must go on running; else a job."""
        return self.type == CONTAINER and self.inputs.get("mustRun") is not False

    @property
    def component(self) -> str:
        """The component that its label names."""
        return str(self.labels.get(LABEL_COMPONENT, ""))

    @property
    def labels(self) -> dict[str, Any]:
        """Its labels."""
        return {entry.get("label"): entry.get("value") for entry in self.listed("labels")}

    @property
    def ports(self) -> list[Mapping[str, Any]]:
        """Ports of the machine that lead to it."""
        return self.listed("ports")

    def listed(self, key: str) -> list[Any]:
        """A list among the inputs; empty where nothing is said or known."""
        found = self.inputs.get(key)
        return found if isinstance(found, list) else []

    def mapped(self, key: str) -> Mapping[str, Any]:
        """An object among the inputs; empty where nothing is said or known."""
        found = self.inputs.get(key)
        return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Everything that is planned, and what was configured."""

    resources: tuple[Planned, ...]
    deployment: Deployment

    def of(self, *types: str) -> Iterator[Planned]:
        """All resources of these types."""
        return (one for one in self.resources if one.type in types)

    @property
    def containers(self) -> Iterator[Planned]:
        """All containers."""
        return self.of(CONTAINER)

    @property
    def servers(self) -> Iterator[Planned]:
        """Containers that must go on running."""
        return (one for one in self.containers if one.serves)

    @property
    def pools(self) -> dict[str, list[Planned]]:
        """Role → its containers."""
        found: dict[str, list[Planned]] = defaultdict(list)
        for one in self.servers:
            found[one.role].append(one)
        return found


def texts(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - values of any shape
    """Path and value of every leaf; `Hidden` counts as one."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from texts(entry, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for index, entry in enumerate(value):
            yield from texts(entry, f"{path}.{index}")
    else:
        yield path, value


def revealed(value: Any) -> str:  # noqa: ANN401 - values of any shape
    """A leaf as text, also where it is secret; never to be shown."""
    return revealed(value.value) if isinstance(value, Hidden) else str(value)
