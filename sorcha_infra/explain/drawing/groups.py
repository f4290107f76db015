"""Services in groups with the same stores, and an order of both in which no line crosses another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from sorcha_infra.domain.inventory import Inventory, Part, Purpose

_MOST_PERMUTATIONS = 6
"""Stores of which every order is tried; beyond, the order of the inventory is taken."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A store, the proxy before it and the members that vote for its leader."""

    store: Part
    proxy: Part | None = None
    voters: Part | None = None

    @property
    def entry(self) -> Part:
        """The part that services connect to."""
        return self.proxy or self.store

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of it."""
        return tuple(part for part in (self.proxy, self.store, self.voters) if part is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Services with the same targets."""

    parts: tuple[Part, ...]
    targets: tuple[int, ...]
    """Numbers of the columns that a line leads to."""

    @property
    def is_behind_gateway(self) -> bool:
        """Whether requests reach it."""
        return self.parts[0].purpose is Purpose.SERVICE


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrangement:
    """Groups and columns, each in the order of the drawing."""

    groups: tuple[Group, ...]
    columns: tuple[Column, ...]


def arrangement(inventory: Inventory) -> Arrangement:
    """Return the order with the fewest needs that no line can show."""
    columns = tuple(_columns(inventory))
    orders = permutations(columns) if len(columns) <= _MOST_PERMUTATIONS else iter((columns,))
    candidates = [Arrangement(groups=_groups(inventory, order), columns=order) for order in orders]
    return max(candidates, key=_connections)


def _connections(candidate: Arrangement) -> int:
    return sum(len(group.targets) * len(group.parts) for group in candidate.groups)


def _columns(inventory: Inventory) -> Iterator[Column]:
    """A column for each store, then one for each proxy and each voter of no store."""
    parts: set[str] = set()
    for store in inventory.of(Purpose.STORE):
        proxies = (part for part in inventory.of(Purpose.PROXY) if store.name in part.needs)
        proxy = next((part for part in proxies if part.name not in parts), None)
        voters = (part for part in inventory.of(Purpose.VOTERS) if part.name == store.electors)
        column = Column(store=store, proxy=proxy, voters=next(voters, None))
        parts |= {part.name for part in column.parts}
        yield column
    for part in inventory.of(Purpose.PROXY, Purpose.VOTERS):
        if part.name not in parts:
            yield Column(store=part)


def _groups(inventory: Inventory, columns: Sequence[Column]) -> tuple[Group, ...]:
    """Groups without a target at the two ends, the others in the order of their targets."""
    numbers = {column.entry.name: number for number, column in enumerate(columns)}
    members: dict[tuple[bool, tuple[int, ...]], list[Part]] = {}
    for part in inventory.of(Purpose.SERVICE, Purpose.RESIDENT):
        targets = tuple(sorted({numbers[need] for need in part.needs if need in numbers}))
        members.setdefault((part.purpose is Purpose.RESIDENT, targets), []).append(part)
    groups = [Group(parts=tuple(parts), targets=targets) for (_, targets), parts in members.items()]
    linked = sorted((group for group in groups if group.targets), key=lambda group: group.targets)
    free = [group for group in groups if not group.targets]
    return (
        *(group for group in free if group.is_behind_gateway),
        *_without_crossings(linked),
        *(group for group in free if not group.is_behind_gateway),
    )


def _without_crossings(groups: Sequence[Group]) -> Iterator[Group]:
    """Drop the targets of each group that begin before those of a group ahead of it end."""
    end = 0
    for group in groups:
        targets = tuple(number for number in group.targets if number >= end)
        end = max((end, *targets))
        yield replace(group, targets=targets)
