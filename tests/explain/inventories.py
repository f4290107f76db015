"""Inventories that no profile of this version writes: other stores, other needs, managed stores."""

from __future__ import annotations

from hypothesis import strategies as st

from sorcha_infra.domain.inventory import Inventory, Part, Port, Purpose
from sorcha_infra.domain.promises import managed


def part(
    name: str, purpose: Purpose, copies: int | None = 1, needs: tuple[str, ...] = (), **keys: object
) -> Part:
    members = tuple(f"{name}-{ordinal}" for ordinal in range(copies or 0))
    return Part(
        name=name,
        purpose=purpose,
        members=members,
        copies=copies,
        quorum=len(members) // 2 + 1 if purpose is Purpose.VOTERS else min(1, len(members)),
        promise=managed(name, "none"),
        needs=needs,
        **keys,  # type: ignore[arg-type]
    )


def inventory(*parts: Part) -> Inventory:
    return Inventory(
        installation="example",
        parts=tuple(sorted(parts, key=lambda entry: list(Purpose).index(entry.purpose))),
        volumes=(),
        domains=(),
        place="one machine: one failure domain",
    )


def managed_stores() -> Inventory:
    """A hosted store between two that a provider runs."""
    return inventory(
        part(
            "edge",
            Purpose.DOOR,
            needs=("gateway",),
            ports=(Port(address="0.0.0.0", number=443, use="HTTPS"),),
        ),
        part("gateway", Purpose.GATEWAY, 4),
        part("tenant", Purpose.SERVICE, 2, ("postgres", "redis")),
        part("wallet", Purpose.SERVICE, 1, ("postgres", "redis")),
        part("register", Purpose.SERVICE, 3, ("mongo", "redis")),
        part("peer", Purpose.SERVICE, 1, ("redis",)),
        part("postgres", Purpose.STORE, None),
        part("mongo", Purpose.STORE, None),
        part("redis", Purpose.STORE, 1),
    )


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """Any number of stores in any form, and services with any needs, also where lines would have to cross."""
    parts = [part("gateway", Purpose.GATEWAY, draw(st.integers(1, 9)))]
    if draw(st.booleans()):
        parts.append(part("edge", Purpose.DOOR, needs=("gateway",)))
    entries = []
    for number in range(draw(st.integers(0, 4))):
        store, proxy, voters = f"store-{number}", f"store-{number}-proxy", f"voters-{number}"
        copies = draw(st.sampled_from((None, 1, 2, 5)))
        electors = voters if copies not in (None, 1) and draw(st.booleans()) else None
        parts.append(part(store, Purpose.STORE, copies, electors=electors))
        if electors:
            parts.append(part(voters, Purpose.VOTERS, draw(st.sampled_from((3, 7)))))
        has_proxy = draw(st.booleans())
        if has_proxy:
            parts.append(part(proxy, Purpose.PROXY, 1, (store,)))
        entries.append(proxy if has_proxy else store)
    names = [f"service-{number}" for number in range(draw(st.integers(1, 8)))]
    for at, name in enumerate(names):
        needs = draw(st.lists(st.sampled_from(entries), unique=True)) if entries else []
        parts.append(
            part(
                name,
                draw(st.sampled_from((Purpose.SERVICE, Purpose.SERVICE, Purpose.RESIDENT))),
                draw(st.integers(1, 12)),
                (*needs, *draw(st.sampled_from(((), (names[at - 1],))))),
            )
        )
    return inventory(*parts)
