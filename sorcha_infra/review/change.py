"""What happens to one stack, as plain data, wherever it was found out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Spec = Mapping[str, Any]
"""A resolved `Deployment`, dumped: the base may come from code with other models."""

CONTAINER = "docker:index/container:Container"
NETWORK = "docker:index/network:Network"
PASSWORD = "random:index/randomPassword:RandomPassword"
VOLUMES = ("docker:index/volume:Volume", "kubernetes:core/v1:PersistentVolumeClaim")


class Op(StrEnum):
    """What an engine would do to a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"


class Source(StrEnum):
    """How a change was found out."""

    PREVIEW = "preview"
    """`pulumi preview --json`: against what is deployed."""

    OFFLINE = "offline"
    """Two plans, rendered without an engine: against the base branch."""


class Presence(StrEnum):
    """What becomes of the stack itself."""

    KEPT = "kept"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One resource that does not stay as it is."""

    op: Op
    urn: str
    type: str
    name: str
    component: str
    """Name of the component that it is part of; empty for what all share."""

    custom: bool = True
    """Whether an engine makes it; a component only groups."""

    protected: bool = False
    """Whether what is there now may not be deleted."""

    protected_after: bool = False
    retained: bool = False
    """Whether the engine keeps what is there now when the state forgets it."""

    retained_after: bool = False
    keys: tuple[str, ...] = ()
    """Inputs that differ, top level, sorted."""

    causes: tuple[str, ...] = ()
    """Those of them that force the replacement; none where it follows from another resource's."""

    before: Mapping[str, Any] = field(default_factory=dict)
    """Inputs, secrets masked."""

    after: Mapping[str, Any] = field(default_factory=dict)

    @property
    def inputs(self) -> Mapping[str, Any]:
        """What it is to be, or was."""
        return self.after or self.before

    @property
    def label(self) -> str:
        """The name, with the kind where a container may have the same."""
        kind = "volume" if self.type in VOLUMES else "secret" if self.type == PASSWORD else ""
        return f"{kind} {self.name}".strip()

    @property
    def is_server(self) -> bool:
        """Whether it is a container that must go on running; a job ends by itself."""
        return self.type == CONTAINER and self.inputs.get("mustRun", True) is not False

    @property
    def role(self) -> str:
        """The name without its ordinal: `tenant-1` is one of `tenant`."""
        stem, _, ordinal = self.name.rpartition("-")
        return stem if stem and ordinal.isdecimal() else self.name

    @property
    def goes(self) -> bool:
        """Whether what is there now is taken away, if only for a moment."""
        return self.op in (Op.REPLACE, Op.DELETE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Warned:
    """A warning that the program gives: its key and what it says."""

    path: str
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One stack before and after."""

    stack: str
    source: Source
    presence: Presence = Presence.KEPT
    steps: tuple[Step, ...] = ()
    before: Spec | None = None
    after: Spec | None = None
    members: Mapping[str, int] = field(default_factory=dict)
    """Role → containers that run before the change, as far as that is known."""

    refused: str = ""
    """What the program, or the engine, says instead of a plan."""

    refused_before: str = ""
    unreadable_before: str = ""
    """Why there is no plan of the base to compare with."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    """Key of a given secret → `given`, `taken away` or `set again`."""

    warnings: tuple[Warned, ...] = ()
    warnings_before: tuple[Warned, ...] | None = None
    """None where nobody knows."""

    identities: tuple[tuple[str, str, str], ...] = ()
    """Who says to be who after the change: container, what it is called, the identity."""

    namesakes: tuple[str, ...] = ()
    """Other stacks that have the same installation since this change."""

    unknown: tuple[str, ...] = ()
    """Steps of a kind that this version does not know."""

    @property
    def is_refused_as_before(self) -> bool:
        """Whether it is refused with the same words; the CLI changes their indentation."""
        first, second = (
            [line.strip() for line in text.splitlines() if line.strip()]
            for text in (self.refused_before, self.refused)
        )
        return first == second

    @property
    def tier(self) -> str:
        """The tier, as far as it is known."""
        return str((self.after or self.before or {}).get("tier", self.stack))

    @property
    def leaves(self) -> tuple[Step, ...]:
        """Steps of what an engine makes."""
        return tuple(step for step in self.steps if step.custom)
