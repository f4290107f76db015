"""The parts of an installation, as data; each profile fills it from a rendered plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Promise, by_role
from sorcha_infra.domain.vocabulary import ServiceName


class Purpose(StrEnum):
    """Purpose of a part; the order is the path of a request."""

    DOOR = "door"
    GATEWAY = "gateway"
    SERVICE = "service"
    RESIDENT = "resident"
    PROXY = "proxy"
    STORE = "store"
    VOTERS = "voters"


@dataclass(frozen=True, kw_only=True, slots=True)
class Port:
    """A port of a part that is reached from outside the installation."""

    address: str
    number: int
    use: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Members with one function."""

    name: str
    """The role of its members."""

    purpose: Purpose
    members: tuple[str, ...]
    """Names without the installation's; empty for a managed store and before the platform is built."""

    copies: int | None
    """Copies of its process or of its data; None for a managed store."""

    quorum: int
    """Minimum members for its function."""

    promise: Promise
    needs: tuple[str, ...] = ()
    """Parts that it depends on: without them it runs, but has no function."""

    electors: str | None = None
    """The part that elects a new leader when a member is lost; without it there is no fail-over."""

    by_hand: bool = False
    """Whether an operator must choose the new leader."""

    readable: bool = False
    """Whether the members below the quorum can still be read."""

    addresses: tuple[str, ...] = ()
    """Fixed addresses of its members; empty where the platform assigns them."""

    ports: tuple[Port, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """Data that outlives processes."""

    name: str
    part: str
    members: tuple[str, ...]
    """Members that mount it."""

    holds: str
    """Content that is lost with the last copy; empty where it is recreated."""

    again: str = ""
    """Origin of its content, where it is recreated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """A unit that fails as a whole: a host or a zone."""

    name: str
    kind: str
    members: tuple[str, ...]
    volumes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Sum of the limits of every long-running process."""

    cpus: float
    memory_mib: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventory:
    """A whole installation."""

    installation: str
    parts: tuple[Part, ...]
    volumes: tuple[Volume, ...]
    domains: tuple[Domain, ...]
    """Failure domains; empty where the place of a member is unknown."""

    place: str
    """Location of the installation in a few words: the title of the frame in a drawing."""

    limits: Limits | None = None
    """None where the plan is unknown."""

    member_noun: str = "members"
    """The platform's word for members."""

    port_title: str = "Ports"
    """The platform's word for published ports."""

    port_note: str = "all other ports are private to the installation"

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(part for part in self.parts if part.name == name)

    def of(self, *purposes: Purpose) -> Iterator[Part]:
        """All parts of these purposes, in the path of a request."""
        return (part for part in self.parts if part.purpose in purposes)

    @property
    def members(self) -> tuple[str, ...]:
        """Every long-running process."""
        return tuple(member for part in self.parts for member in part.members)


def unbuilt_inventory(deployment: Deployment, promises: Sequence[Promise]) -> Inventory:
    """The pools of the services: all that is known about a deployment that cannot be built yet."""
    roles = by_role(promises)
    order = sorted(deployment.services, key=lambda name: name is not ServiceName.GATEWAY)
    return Inventory(
        installation=deployment.installation,
        parts=tuple(
            Part(
                name=name,
                purpose=Purpose.GATEWAY if name is ServiceName.GATEWAY else Purpose.SERVICE,
                members=(),
                copies=deployment.services[name].replicas,
                quorum=0,
                promise=roles[name],
            )
            for name in order
        ),
        volumes=(),
        domains=(),
        place="not built yet: the place of each part is unknown",
    )
