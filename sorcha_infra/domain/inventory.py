"""The parts of an installation, as data; each profile fills it from a rendered plan."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Promise, by_role
from sorcha_infra.domain.vocabulary import ServiceName


class Purpose(StrEnum):
    """What a part is for; the order is the way of a request."""

    DOOR = "door"
    GATEWAY = "gateway"
    SERVICE = "service"
    RESIDENT = "resident"
    PROXY = "proxy"
    STORE = "store"
    VOTERS = "voters"


@dataclass(frozen=True, kw_only=True, slots=True)
class Port:
    """A port at which a part is reached from outside of the installation."""

    address: str
    number: int
    use: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Members that do one thing together."""

    name: str
    """The role of its members."""

    purpose: Purpose
    members: tuple[str, ...]
    """Names without the installation's; empty for a managed store and before the platform is built."""

    copies: int | None
    """Of its process, or of what it holds; None for a managed store."""

    quorum: int
    """Members that must be there for it to do its work."""

    promise: Promise
    needs: tuple[str, ...] = ()
    """Parts without which it runs and can do nothing."""

    electors: str | None = None
    """The part that chooses another leader when a member is lost; without it there is none."""

    by_hand: bool = False
    """Whether it takes a person to choose another leader."""

    readable: bool = False
    """Whether what is left below the quorum can still be read."""

    addresses: tuple[str, ...] = ()
    """Of its members, for life; empty where the platform assigns them."""

    ports: tuple[Port, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """What outlives its processes."""

    name: str
    part: str
    members: tuple[str, ...]
    """Members that mount it."""

    holds: str
    """What is lost with the last copy; empty where it can be made again."""

    again: str = ""
    """How it is made again, where it holds nothing else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Domain:
    """What fails as one: a host, or the zone it stands in."""

    name: str
    kind: str
    members: tuple[str, ...]
    volumes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Inventory:
    """A whole installation."""

    installation: str
    parts: tuple[Part, ...]
    volumes: tuple[Volume, ...]
    domains: tuple[Domain, ...]
    """Failure domains; empty where the place of a member is unknown."""

    place: str
    """Where all of it runs, in a few words: the title of the frame in a drawing."""

    member_noun: str = "members"
    """What the platform calls members."""

    port_title: str = "Ports"
    """What the platform calls the ports at which parts are reached."""

    port_note: str = "all else is private to the installation"

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(part for part in self.parts if part.name == name)

    def of(self, *purposes: Purpose) -> Iterator[Part]:
        """All parts of these purposes, in the way of a request."""
        return (part for part in self.parts if part.purpose in purposes)

    @property
    def members(self) -> tuple[str, ...]:
        """Every process that must go on running."""
        return tuple(member for part in self.parts for member in part.members)


def unbuilt_inventory(deployment: Deployment, promises: Sequence[Promise]) -> Inventory:
    """The pools of the services alone: what is known of a deployment that cannot be built yet."""
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
