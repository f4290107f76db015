"""The parts of an installation, as data."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sorcha_infra.domain.promises import Promise


class Kind(StrEnum):
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
    """A port of the machine that leads to a part."""

    address: str
    number: int
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Members that do one thing together."""

    name: str
    """The role of its members."""

    kind: Kind
    members: tuple[str, ...]
    """Containers, without the installation's name; empty where somebody else runs it."""

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
    """Of its members, for life; empty where the engine chooses them."""

    ports: tuple[Port, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Volume:
    """What outlives its containers."""

    name: str
    part: str
    members: tuple[str, ...]
    """Containers that mount it."""

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
class Layout:
    """A whole installation."""

    installation: str
    parts: tuple[Part, ...]
    volumes: tuple[Volume, ...]
    domains: tuple[Domain, ...]
    """Empty where nobody can say where a member runs."""

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(part for part in self.parts if part.name == name)

    def of(self, *kinds: Kind) -> Iterator[Part]:
        """All parts of these kinds, in the way of a request."""
        return (part for part in self.parts if part.kind in kinds)

    @property
    def members(self) -> tuple[str, ...]:
        """Every container that must go on running."""
        return tuple(member for part in self.parts for member in part.members)
