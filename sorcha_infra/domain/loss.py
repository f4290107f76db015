"""`lose`: what still works when members, volumes, a host or a zone are lost.

Of each member that is lost the worse is taken: that it led. Seconds are those of the promises.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from sorcha_infra.domain.inventory import Inventory, Part, Purpose, Volume
from sorcha_infra.domain.names import physical

VOLUME = "volume:"


class UnknownNodeError(Exception):
    """Nothing of that name is part of the inventory."""

    def __init__(self, name: str, inventory: Inventory) -> None:
        known = [*inventory.members, *_volume_names(inventory), *(one.name for one in inventory.domains)]
        near = get_close_matches(name, known, n=1)
        super().__init__(name)
        self.name = name
        self.near = near[0] if near else None
        self.known = tuple(known)


class State(StrEnum):
    """How a part stands."""

    WHOLE = "whole"
    RIGID = "works, cannot fail over"
    FEWER = "works with fewer"
    READABLE = "can be read only"
    IDLE = "runs, can do nothing"
    DOWN = "down"

    @property
    def works(self) -> bool:
        """Whether it does what it is for."""
        return self in (State.WHOLE, State.RIGID, State.FEWER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One part afterwards."""

    part: Part
    state: State
    lost: tuple[str, ...]
    """Its members that are lost."""

    why: str
    pause: int | None = None
    """Longest time in seconds until it works again by itself; none where none passes or nobody knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gone:
    """A volume that is lost."""

    volume: Volume
    copies: int
    """Volumes of the same part that hold the same and are left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """Everything afterwards."""

    lost: tuple[str, ...]
    """Members."""

    standings: tuple[Standing, ...]
    gone: tuple[Gone, ...]

    @property
    def reachable(self) -> bool:
        """Whether a request of a user comes in at all."""
        way = [
            standing
            for standing in self.standings
            if standing.part.purpose in (Purpose.DOOR, Purpose.GATEWAY)
        ]
        return all(standing.state.works for standing in way)

    @property
    def data_lost(self) -> tuple[str, ...]:
        """What no copy is left of, and no job writes again."""
        holds = (one.volume.holds for one in self.gone if one.copies == 0 and one.volume.holds)
        return tuple(dict.fromkeys(holds))


def lose(inventory: Inventory, names: Iterable[str]) -> Outcome:
    """What is left without these.

    Args:
        inventory: the installation.
        names: members (`tenant-0`), volumes (`volume:postgres-0`), hosts or zones.

    Raises:
        UnknownNodeError: where a name is none of them.
    """
    members: set[str] = set()
    volumes: set[str] = set()
    for name in names:
        found = _found(inventory, name)
        members |= found[0]
        volumes |= found[1]
    for volume in inventory.volumes:
        if volume.name in volumes:
            members |= set(volume.members)  # a member without its volume begins anew, or not at all
    return Outcome(
        lost=tuple(member for member in inventory.members if member in members),
        standings=tuple(_standings(inventory, members)),
        gone=tuple(_gone(inventory, volumes)),
    )


def _found(inventory: Inventory, name: str) -> tuple[set[str], set[str]]:
    plain = name.removeprefix(physical(inventory.installation, ""))
    for domain in inventory.domains:
        if name == domain.name:
            return set(domain.members), set(domain.volumes)
    if plain in inventory.members:
        return {plain}, set()
    wanted = plain.removeprefix(VOLUME).removeprefix(physical(inventory.installation, ""))
    if wanted in {volume.name for volume in inventory.volumes}:
        return set(), {wanted}
    raise UnknownNodeError(name, inventory)


def _volume_names(inventory: Inventory) -> Iterator[str]:
    members = set(inventory.members)
    return (
        f"{VOLUME}{volume.name}" if volume.name in members else volume.name for volume in inventory.volumes
    )


def _gone(inventory: Inventory, names: set[str]) -> Iterator[Gone]:
    for volume in inventory.volumes:
        if volume.name in names:
            yield Gone(
                volume=volume,
                copies=sum(one.name not in names and _same(one, volume) for one in inventory.volumes),
            )


def _same(one: Volume, other: Volume) -> bool:
    """Whether they hold the same, each for a member of its own."""
    return (one.part, one.holds, len(one.members)) == (other.part, other.holds, len(other.members))


def _standings(inventory: Inventory, lost: set[str]) -> Iterator[Standing]:
    own = {part.name: _own(inventory, part, lost) for part in inventory.parts}
    for part in inventory.parts:
        yield _with_needs(part, own)


def _own(inventory: Inventory, part: Part, lost: set[str]) -> Standing:
    """Without looking at what it needs."""
    gone = tuple(member for member in part.members if member in lost)
    left = len(part.members) - len(gone)
    electors = next((one for one in inventory.parts if one.name == part.electors), None)
    can_elect = electors is None or sum(one not in lost for one in electors.members) >= electors.quorum
    state, why = State.WHOLE, ""
    if not part.members:
        why = "somebody else runs it"
    elif left < part.quorum:
        readable = part.readable and left > 0
        state = State.READABLE if readable else State.DOWN
        why = f"{left} of {len(part.members)} left, {part.quorum} needed"
    elif gone and part.by_hand:
        state, why = State.DOWN, "if the lost one led, it waits for an operator to promote another"
    elif gone and not can_elect:
        state, why = State.DOWN, f"if the lost one led, {part.electors} cannot choose another"
    elif gone:
        state, why = State.FEWER, f"{left} of {len(part.members)} left"
    elif not can_elect:
        state, why = State.RIGID, f"too few of {part.electors} are left to choose another leader"
    pause = part.promise.faults[0].seconds if state is State.FEWER and part.promise.faults else None
    return Standing(part=part, state=state, lost=gone, why=why, pause=pause)


def _with_needs(part: Part, own: dict[str, Standing]) -> Standing:
    """Also looking at what it needs, however indirectly."""
    standing = own[part.name]
    if not standing.state.works:
        return standing
    missing = _missing(part, own, frozenset())
    if missing is None:
        return standing
    return Standing(part=part, state=State.IDLE, lost=standing.lost, why=f"needs {missing}")


def _missing(part: Part, own: dict[str, Standing], seen: frozenset[str]) -> str | None:
    for need in part.needs:
        if need in seen:
            continue
        if not own[need].state.works:
            return need
        deeper = _missing(own[need].part, own, seen | {need})
        if deeper is not None:
            return deeper
    return None
