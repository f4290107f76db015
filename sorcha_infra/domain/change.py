"""Change of one stack as plain data, from a preview or from two rendered plans."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sorcha_infra.domain.promises import Promise
from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.domain.verdict import Reason

Spec = Mapping[str, Any]
"""A resolved `Deployment`, dumped, because the base may come from code with other models."""


class Op(StrEnum):
    """Operation of an engine on a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"


class Source(StrEnum):
    """Origin of a change."""

    PREVIEW = "preview"
    """`pulumi preview --json`, compared with the deployed state."""

    OFFLINE = "offline"
    """Two plans rendered without an engine, compared with the base branch."""


class Presence(StrEnum):
    """Change of the stack itself."""

    KEPT = "kept"
    NEW = "new"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One resource that changes; at least one of `old` and `new` is present.

    Inputs are masked and contain no secret.
    """

    op: Op
    old: Resource | None
    new: Resource | None
    component: str
    """Name of its component; empty for shared resources."""

    keys: tuple[str, ...] = ()
    """Inputs that differ, at the top level, sorted."""

    causes: tuple[str, ...] = ()
    """Inputs that force the replacement; empty where another resource's replacement forces it."""

    @property
    def resource(self) -> Resource:
        """The resource after the change, or before its deletion."""
        resource = self.new or self.old
        if resource is None:
            raise ValueError("a step without a resource")
        return resource

    @property
    def name(self) -> str:
        """Logical name."""
        return self.resource.name

    @property
    def role(self) -> str:
        """The name without its ordinal, such as `tenant` of `tenant-1`."""
        return self.resource.role

    @property
    def kind(self) -> Kind | None:
        """Purpose of the resource."""
        return self.resource.kind

    @property
    def before(self) -> Mapping[str, Any]:
        """Inputs before the change; empty for a new resource."""
        return {} if self.old is None else self.old.inputs

    @property
    def after(self) -> Mapping[str, Any]:
        """Inputs after the change; empty for a deleted resource."""
        return {} if self.new is None else self.new.inputs

    @property
    def protected(self) -> bool:
        """Whether the resource is protected before the change."""
        return self.old is not None and self.old.protect

    @property
    def retained(self) -> bool:
        """Whether the resource is kept when it is removed from the state, before the change."""
        return self.old is not None and bool(self.old.retain)

    @property
    def is_kept_after(self) -> bool:
        """Whether the resource is protected or retained after the change."""
        return self.new is not None and (self.new.protect or bool(self.new.retain))

    @property
    def label(self) -> str:
        """The name, with the kind where a member may have the same name."""
        prefix = {Kind.VOLUME: "volume ", Kind.PASSWORD: "secret "}.get(self.kind or Kind.MEMBER, "")
        return f"{prefix}{self.name}"

    @property
    def removes(self) -> bool:
        """Whether the old resource is removed, also where a new one replaces it."""
        return self.op in (Op.REPLACE, Op.DELETE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ProgramWarning:
    """A warning of the program: its key and its text."""

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
    promises_before: Mapping[str, Promise] = field(default_factory=dict)
    """Role → promise; empty where the deployment is unknown."""

    promises_after: Mapping[str, Promise] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)
    """Role → members that run before the change, where known."""

    refusal: str = ""
    """Refusal by the program or the engine, in place of a plan."""

    refusal_before: str = ""
    failure_before: str = ""
    """Reason for a missing plan of the base."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    """Key of a given secret → `given`, `removed` or `set again`."""

    warnings: tuple[ProgramWarning, ...] = ()
    warnings_before: tuple[ProgramWarning, ...] | None = None
    """None if unknown."""

    identities: tuple[tuple[str, str, str], ...] = ()
    """Identities after the change: member, variable, identity."""

    namesakes: tuple[str, ...] = ()
    """Stacks that share the installation as of this change."""

    unknown_ops: tuple[str, ...] = ()
    """Kinds of steps that this version does not support."""

    @property
    def is_refused_as_before(self) -> bool:
        """Whether the refusal has the same text as before; the CLI changes its indentation."""
        first, second = (
            [line.strip() for line in text.splitlines() if line.strip()]
            for text in (self.refusal_before, self.refusal)
        )
        return first == second

    @property
    def tier(self) -> str:
        """The tier, or the stack's name where the tier is unknown."""
        return str((self.after or self.before or {}).get("tier", self.stack))

    @property
    def leaves(self) -> tuple[Step, ...]:
        """Steps of resources that a provider creates."""
        return tuple(step for step in self.steps if step.resource.custom)

    def removals(self, role: str) -> list[Step]:
        """Members of a role that are removed or replaced.

        Empty where the network itself is replaced: one reason covers all members.
        """
        if any(step.kind is Kind.NETWORK and step.removes for step in self.leaves):
            return []
        return [
            step for step in self.leaves if step.kind is Kind.MEMBER and step.removes and step.role == role
        ]

    def members_before(self, role: str) -> int:
        """Members of a role that run before the change: counted, from the promise, or the minimum."""
        if role in self.members:
            return self.members[role]
        steps = self._steps_of(role)
        deletions = sum(step.op is Op.DELETE for step in steps)
        creations = sum(step.op is Op.CREATE for step in steps)
        minimum = sum(step.op is not Op.CREATE for step in steps)
        promise = self.promises_after.get(role)
        if promise is None or not promise.members:
            return minimum
        return max(len(promise.members) - creations + deletions, minimum)

    def members_after(self, role: str) -> int:
        """Members of a role that run after the change."""
        steps = self._steps_of(role)
        creations = sum(step.op is Op.CREATE for step in steps)
        return self.members_before(role) + creations - sum(step.op is Op.DELETE for step in steps)

    def _steps_of(self, role: str) -> list[Step]:
        return [step for step in self.leaves if step.kind is Kind.MEMBER and step.role == role]


ChangeRule = Callable[[Change], Iterator[Reason]]
"""A pure function from a change to its consequences."""
