"""The table of the tiers in README.md: contents, tolerated failures, needs."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.promises import Promise, by_role
from sorcha_infra.domain.vocabulary import ServiceName, StoreName, Tier
from sorcha_infra.explain.components import description
from sorcha_infra.profiles import profile

AT_REST: Mapping[Tier, str] = {
    Tier.DEVELOPMENT: "0.15 cores, 0.4 GiB memory, 0.1 GB disk",
    Tier.SMALL_PRODUCTION: "0.17 cores, 0.7 GiB memory, 0.7 GB disk",
}
"""Sum over all processes some minutes after `make up`, on two cores (2026-11-28). The services and MongoDB
were stand-ins: real services need more."""

_MIB_PER_GIB = 1024
_UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A stack of this repository."""

    name: str
    deployment: Deployment
    inventory: Inventory


def tiers(examples: Sequence[Example]) -> str:
    """The table, one column for each tier."""
    heads = [f"[{example.name}](docs/{example.name}.md){_gap(example.deployment)}" for example in examples]
    columns = [dict(_cells(example)) for example in examples]
    lines = [f"| | {' | '.join(heads)} |", f"|---|{'---|' * len(heads)}"]
    lines += [f"| {row} | {' | '.join(column[row] for column in columns)} |" for row in columns[0]]
    return "\n".join(lines) + "\n"


def _cells(example: Example) -> Iterator[tuple[str, str]]:
    deployment, inventory = example.deployment, example.inventory
    roles = by_role(profile(deployment.platform).promises(deployment))
    yield "runs on", _place(inventory, deployment)
    yield "services", _services(deployment)
    for store in StoreName:
        yield store.value, description(deployment, roles[store], store)
    yield "one failure of these is tolerated", _names(roles, tolerant=True)
    yield "single points", _names(roles, tolerant=False)
    yield "at rest, measured with stand-ins", AT_REST.get(deployment.tier, _UNKNOWN)
    limits = inventory.limits
    yield (
        "sum of the limits",
        _UNKNOWN
        if limits is None
        else f"{limits.cpus:g} cores, {limits.memory_mib / _MIB_PER_GIB:.0f} GiB memory",
    )


def _gap(deployment: Deployment) -> str:
    return ", not built yet" if any(True for _ in profile(deployment.platform).gaps(deployment)) else ""


def _place(inventory: Inventory, deployment: Deployment) -> str:
    platform = deployment.platform.capitalize()
    hosts = sum(domain.kind == "host" for domain in inventory.domains)
    if hosts == 0:
        return platform
    machines = f"{hosts} machine{'s' if hosts > 1 else ''}"
    return f"{platform}, {machines}, {len(inventory.members)} {inventory.member_noun}"


def _services(deployment: Deployment) -> str:
    by_count: dict[int, list[str]] = defaultdict(list)
    for name in ServiceName:
        by_count[deployment.services[name].replicas].append(name)
    several = [
        f"{count} {name}" for count in sorted(by_count, reverse=True) if count > 1 for name in by_count[count]
    ]
    ones = by_count.get(1, [])
    return ", ".join([*several, f"1 of each{' other' if several else ''}" if ones else ""])


def _names(roles: Mapping[str, Promise], *, tolerant: bool) -> str:
    names = [
        role
        for role, promise in roles.items()
        if promise.copies is not None and (promise.survives > 0) is tolerant
    ]
    if not tolerant and len(names) == len(roles):
        return "every component"
    return ", ".join(names) or "none"
