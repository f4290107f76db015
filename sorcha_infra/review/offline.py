"""Change of one stack without an engine, from the renderings of two trees."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sorcha_infra.domain.change import Change, Presence, ProgramWarning, Source, Spec
from sorcha_infra.domain.promises import Promise, by_role, from_plain
from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.profiles import platform_of
from sorcha_infra.profiles.entries import resource
from sorcha_infra.review.compare import steps
from sorcha_infra.review.rules.identity import identities
from sorcha_infra.review.trees import Rendering

_REFUSALS = ("refuse", "accept")


def change(stack: str, before: Rendering | None, after: Rendering | None) -> Change:
    """Change of one stack; None for a tree without its file."""
    old, new = before or {}, after or {}
    failure = str(old.get("failed", "")) if after is not None else ""
    presence = Presence.DELETED if after is None else Presence.KEPT
    if before is None or (_refusal(old) and not _refusal(new) and not failure):
        presence = Presence.NEW if after is not None else presence
    is_comparable = not (failure or _refusal(new) or presence is Presence.DELETED)
    return Change(
        stack=stack,
        source=Source.OFFLINE,
        presence=presence,
        steps=steps(_resources(old), _resources(new)) if is_comparable else (),
        before=old.get("deployment"),
        after=new.get("deployment"),
        promises_before=_promises(old),
        promises_after=_promises(new),
        members=_members(old) if is_comparable else {},
        refusal=_refusal(new),
        refusal_before=_refusal(old),
        failure_before=failure,
        secrets=_secrets(old, new) if presence is Presence.KEPT else {},
        warnings=_warnings(new),
        warnings_before=None if presence is Presence.NEW else _warnings(old),
        identities=_identities(new),
    )


def with_namesakes(changes: Mapping[str, Change]) -> dict[str, Change]:
    """All changes, each with the stacks that newly share its platform and installation."""
    before, after = (
        {stack: _place(entry.before if old else entry.after) for stack, entry in changes.items()}
        for old in (True, False)
    )

    def namesakes(stack: str) -> tuple[str, ...]:
        return tuple(
            candidate
            for candidate in sorted(changes)
            if candidate != stack
            and after[stack] is not None
            and after[stack] == after[candidate]
            and (before[stack] is None or before[stack] != before[candidate])
        )

    return {stack: replace(entry, namesakes=namesakes(stack)) for stack, entry in changes.items()}


def _place(spec: Spec | None) -> tuple[str, str] | None:
    return None if spec is None else (platform_of(spec), str(spec.get("installation")))


def _resources(rendering: Rendering) -> list[Resource]:
    return [resource(entry) for entry in rendering.get("resources") or ()]


def _promises(rendering: Rendering) -> dict[str, Promise]:
    entries = rendering.get("promises") or ()
    # A base branch of before 2026-11-28 writes promises without `tolerates`: they count as missing.
    return by_role([from_plain(entry) for entry in entries if "tolerates" in entry])


def _refusal(rendering: Rendering) -> str:
    """Reason why the stack cannot be deployed: the program's report, or its failure."""
    failure = rendering.get("failed")
    return f"the program fails with {failure}" if failure else str(rendering.get("refused") or "")


def _servers(rendering: Rendering) -> list[Resource]:
    return [entry for entry in _resources(rendering) if entry.kind is Kind.MEMBER]


def _members(rendering: Rendering) -> dict[str, int]:
    return dict(Counter(member.role for member in _servers(rendering)))


def _secrets(old: Rendering, new: Rendering) -> dict[str, str]:
    first, second = old.get("given") or {}, new.get("given") or {}
    changes = {key: "given" for key in second.keys() - first.keys()}
    changes |= {key: "removed" for key in first.keys() - second.keys()}
    return changes | {key: "set again" for key in first.keys() & second.keys() if first[key] != second[key]}


def _warnings(rendering: Rendering) -> tuple[ProgramWarning, ...]:
    return tuple(
        ProgramWarning(path=problem["path"], message=problem["message"])
        for problem in rendering.get("problems") or ()
        if problem["severity"] not in _REFUSALS
    )


def _identities(rendering: Rendering) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (member.name, key, value)
        for member in _servers(rendering)
        for key, value in sorted(identities(member).items())
    )
