"""Simulation of a loss of members, volumes, a host or a zone.

The worst case counts: the lost member was the leader. Seconds are those of the promises.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from sorcha_infra.domain.inventory import Inventory, Part, Purpose, Volume
from sorcha_infra.domain.names import physical

VOLUME = "volume:"


class UnknownNodeError(Exception):
    """A name that the inventory does not have."""

    def __init__(self, name: str, inventory: Inventory) -> None:
        names = [
            *inventory.members,
            *_volume_names(inventory),
            *(domain.name for domain in inventory.domains),
        ]
        matches = get_close_matches(name, names, n=1)
        super().__init__(name)
        self.name = name
        self.suggestion = matches[0] if matches else None
        self.known_names = tuple(names)


class State(StrEnum):
    """State of a part after the loss."""

    WHOLE = "whole"
    RIGID = "works, cannot fail over"
    FEWER = "works with fewer"
    READABLE = "can be read only"
    IDLE = "runs without function"
    DOWN = "down"

    @property
    def works(self) -> bool:
        """Whether it fulfils its function."""
        return self in (State.WHOLE, State.RIGID, State.FEWER)


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """One part after the loss."""

    part: Part
    state: State
    lost_members: tuple[str, ...]
    """Its lost members."""

    reason: str
    pause: int | None = None
    """Maximum seconds until it recovers unattended; None if unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VolumeLoss:
    """A lost volume."""

    volume: Volume
    copies: int
    """Remaining volumes of the same part with the same content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The installation after the loss."""

    lost_members: tuple[str, ...]
    """Names of the lost members."""

    standings: tuple[Standing, ...]
    volume_losses: tuple[VolumeLoss, ...]

    @property
    def reachable(self) -> bool:
        """Whether a request of a user reaches a gateway."""
        way = [
            standing
            for standing in self.standings
            if standing.part.purpose in (Purpose.DOOR, Purpose.GATEWAY)
        ]
        return all(standing.state.works for standing in way)

    @property
    def lost_data(self) -> tuple[str, ...]:
        """Content without a remaining copy that is not recreated."""
        holds = (loss.volume.holds for loss in self.volume_losses if loss.copies == 0 and loss.volume.holds)
        return tuple(dict.fromkeys(holds))


def lose(inventory: Inventory, names: Iterable[str]) -> Outcome:
    """Simulate the loss of these.

    Args:
        inventory: the installation.
        names: members (`tenant-0`), volumes (`volume:postgres-0`), hosts or zones.

    Raises:
        UnknownNodeError: where a name is none of them.
    """
    members: set[str] = set()
    volumes: set[str] = set()
    for name in names:
        node_members, node_volumes = _node(inventory, name)
        members |= node_members
        volumes |= node_volumes
    for volume in inventory.volumes:
        if volume.name in volumes:
            members |= set(volume.members)  # a member without its volume begins anew, or not at all
    return Outcome(
        lost_members=tuple(member for member in inventory.members if member in members),
        standings=tuple(_standings(inventory, members)),
        volume_losses=tuple(_volume_losses(inventory, volumes)),
    )


def _node(inventory: Inventory, name: str) -> tuple[set[str], set[str]]:
    plain = name.removeprefix(physical(inventory.installation, ""))
    for domain in inventory.domains:
        if name == domain.name:
            return set(domain.members), set(domain.volumes)
    if plain in inventory.members:
        return {plain}, set()
    volume_name = plain.removeprefix(VOLUME).removeprefix(physical(inventory.installation, ""))
    if volume_name in {volume.name for volume in inventory.volumes}:
        return set(), {volume_name}
    raise UnknownNodeError(name, inventory)


def _volume_names(inventory: Inventory) -> Iterator[str]:
    members = set(inventory.members)
    return (
        f"{VOLUME}{volume.name}" if volume.name in members else volume.name for volume in inventory.volumes
    )


def _volume_losses(inventory: Inventory, names: set[str]) -> Iterator[VolumeLoss]:
    for volume in inventory.volumes:
        if volume.name in names:
            yield VolumeLoss(
                volume=volume,
                copies=sum(
                    candidate.name not in names and _has_same_content(candidate, volume)
                    for candidate in inventory.volumes
                ),
            )


def _has_same_content(volume: Volume, candidate: Volume) -> bool:
    """Whether they hold the same content, one volume per member."""
    return (volume.part, volume.holds, len(volume.members)) == (
        candidate.part,
        candidate.holds,
        len(candidate.members),
    )


def _standings(inventory: Inventory, lost_members: set[str]) -> Iterator[Standing]:
    own_standings = {part.name: _own(inventory, part, lost_members) for part in inventory.parts}
    for part in inventory.parts:
        yield _with_needs(part, own_standings)


def _own(inventory: Inventory, part: Part, lost_names: set[str]) -> Standing:
    """State of a part, its dependencies aside."""
    lost_members = tuple(member for member in part.members if member in lost_names)
    survivor_count = len(part.members) - len(lost_members)
    electors = next((entry for entry in inventory.parts if entry.name == part.electors), None)
    can_elect = (
        electors is None or sum(member not in lost_names for member in electors.members) >= electors.quorum
    )
    state, reason = State.WHOLE, ""
    if not part.members:
        reason = "run by a provider" if part.copies is None else "not built yet"
    elif survivor_count < part.quorum:
        readable = part.readable and survivor_count > 0
        state = State.READABLE if readable else State.DOWN
        reason = f"{survivor_count} of {len(part.members)} left, {part.quorum} needed"
    elif lost_members and part.by_hand:
        state, reason = State.DOWN, "if the lost member led, an operator must promote another"
    elif lost_members and not can_elect:
        state, reason = State.DOWN, f"if the lost member led, {part.electors} cannot elect another"
    elif lost_members:
        state, reason = State.FEWER, f"{survivor_count} of {len(part.members)} left"
    elif not can_elect:
        state, reason = State.RIGID, f"too few members of {part.electors} to elect another leader"
    pause = part.promise.faults[0].seconds if state is State.FEWER and part.promise.faults else None
    return Standing(part=part, state=state, lost_members=lost_members, reason=reason, pause=pause)


def _with_needs(part: Part, own_standings: dict[str, Standing]) -> Standing:
    """State of a part, with its direct and indirect dependencies."""
    standing = own_standings[part.name]
    if not standing.state.works:
        return standing
    absent_need = _absent_need(part, own_standings, frozenset())
    if absent_need is None:
        return standing
    return Standing(
        part=part, state=State.IDLE, lost_members=standing.lost_members, reason=f"needs {absent_need}"
    )


def _absent_need(part: Part, own_standings: dict[str, Standing], visited: frozenset[str]) -> str | None:
    for need in part.needs:
        if need in visited:
            continue
        if not own_standings[need].state.works:
            return need
        absent_need = _absent_need(own_standings[need].part, own_standings, visited | {need})
        if absent_need is not None:
            return absent_need
    return None
