"""Profile: processes of one rack, each with a directory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import Field

from sorcha_infra.domain.change import Change
from sorcha_infra.domain.deployment import Deployment, Edge, Origin, OriginKind
from sorcha_infra.domain.inventory import Domain, Inventory, Part, Purpose, Volume
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.promises import AWAY, POOL, Promise, by_role, members
from sorcha_infra.domain.resources import Finding, Invariants, Kind, Resource, Stack
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.target import Target
from sorcha_infra.domain.verdict import Reason, Topic, Verdict
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.profiles.profile import Profile, Reader, TargetChoice

NAME = "rack"
PROCESS, TASK, DIRECTORY = "rack:index:Process", "rack:index:Task", "rack:index:Directory"
KINDS = {PROCESS: Kind.MEMBER, TASK: Kind.JOB, DIRECTORY: Kind.VOLUME}


class RackKeys(Model):
    """The rack."""

    row: Annotated[int, Field(ge=1)] = 1
    """Row of the rack in the room."""


class RackSettings(Model):
    """Keys of a stack file that only a rack reads."""

    rack: RackKeys | None = None
    """Settings of the rack."""


class RackTarget(Target):
    """A rack in a row."""

    row: int


def target(settings: Model, installation: str) -> TargetChoice:
    """Row 1 by default."""
    rack = settings.rack if isinstance(settings, RackSettings) else None
    origin = (
        Origin(kind=OriginKind.DEFAULT, detail=f"the first row, for {installation}")
        if rack is None
        else Origin(kind=OriginKind.STACK_FILE, detail="")
    )
    return TargetChoice(
        target=RackTarget(platform=NAME, row=(rack or RackKeys()).row), origins={"rack.row": origin}
    )


def gaps(deployment: Deployment) -> Iterator[Problem]:
    """A rack has one server of each store."""
    for name, store in deployment.stores.items():
        if store.topology != "single":
            yield Problem(path=f"{ROOT}.{name}.topology", finding=f"{store.topology} is not built yet")


def row_is_ours(deployment: Deployment) -> Iterator[Problem]:
    """Row 13 belongs to another team."""
    if isinstance(deployment.target, RackTarget) and deployment.target.row == 13:
        yield Problem(
            path=f"{ROOT}.rack.row", finding="is 13, the row of another team", expected="another row"
        )


def promises(deployment: Deployment) -> tuple[Promise, ...]:
    """A pool survives all replicas but one; a store survives nothing."""
    pools = (
        Promise(
            component=f"{POOL}{name}",
            members=members(name, service.replicas),
            copies=service.replicas,
            survives=service.replicas - 1,
            failure_domains=1,
            away=FACTS[name].away,
            faults=(),
        )
        for name, service in deployment.services.items()
    )
    stores = (
        Promise(
            component=name,
            members=members(name, 1),
            copies=1,
            survives=0,
            failure_domains=1,
            away=AWAY[name],
            faults=(),
        )
        for name in StoreName
    )
    return (*pools, *stores)


def inventory(deployment: Deployment, resources: Sequence[Resource]) -> Inventory:
    """A part for each role of the plan."""
    pools: dict[str, list[str]] = defaultdict(list)
    for resource in resources:
        if resource.kind is Kind.MEMBER:
            pools[resource.role].append(resource.name)
    roles = by_role(promises(deployment))
    volumes = tuple(
        Volume(name=resource.name, part=resource.role, members=(resource.name,), holds="all of its data")
        for resource in resources
        if resource.kind is Kind.VOLUME
    )
    processes = tuple(name for pool in pools.values() for name in pool)
    return Inventory(
        installation=deployment.installation,
        parts=tuple(
            Part(
                name=name,
                purpose=_purpose(name),
                members=tuple(pool),
                copies=len(pool),
                quorum=1,
                promise=roles[name],
            )
            for name, pool in pools.items()
            if name in roles
        ),
        volumes=volumes,
        domains=(
            Domain(
                name="rack",
                kind="rack",
                members=processes,
                volumes=tuple(volume.name for volume in volumes),
            ),
        ),
        place="one rack: one failure domain",
        member_noun="processes",
    )


def _purpose(name: str) -> Purpose:
    if name in list(StoreName):
        return Purpose.STORE
    return Purpose.GATEWAY if name == ServiceName.GATEWAY else Purpose.SERVICE


def data_is_protected(stack: Stack) -> Iterator[Finding]:
    """A deleted directory cannot be restored."""
    for directory in stack.of(Kind.VOLUME):
        if not directory.protect:
            yield Finding(directory, "can be deleted with its data", expected="protect")


def replacements(type_: str, keys: Any) -> tuple[str, ...] | None:
    """Every input except the environment forces a replacement."""
    if type_ not in KINDS:
        return None
    return tuple(key for key in keys if key != "environment")


def a_row_is_a_move(change: Change) -> Iterator[Reason]:
    """A new row requires a move of the disks."""
    if any("row" in step.keys for step in change.leaves):
        yield Reason(topic=Topic.SERVICE, text="the disks move to another row", verdict=Verdict.DOWNTIME)


def _kind(type_: str, _inputs: Mapping[str, Any]) -> Kind | None:
    return KINDS.get(type_)


def _local_url(_edge: Edge) -> tuple[str, str]:
    return "http://localhost", "the rack's console"


PROFILE = Profile(
    name=NAME,
    settings=RackSettings,
    target=target,
    keys={"row": "rack.row"},
    rules=(row_is_ours,),
    gaps=gaps,
    promises=promises,
    inventory=inventory,
    local_url=_local_url,
    reader=Reader(kind=_kind),
    invariants=Invariants(resource_rules=(data_is_protected,)),
    replacements=replacements,
    change_rules=(a_row_is_a_move,),
)
