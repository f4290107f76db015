"""A change found out without an engine: what two trees make of one stack, side by side."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sorcha_infra.domain.change import Change, Presence, Source, Spec, Warned
from sorcha_infra.domain.promises import Promise, by_role, from_plain
from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.profiles import platform_of
from sorcha_infra.profiles.entries import resource
from sorcha_infra.review.compare import steps
from sorcha_infra.review.rules.identity import identities
from sorcha_infra.review.trees import Looked

_REFUSING = ("refuse", "accept")


def change(stack: str, before: Looked | None, after: Looked | None) -> Change:
    """The change of one stack; None stands for a tree that has no such file."""
    old, new = before or {}, after or {}
    unreadable = str(old.get("failed", "")) if after is not None else ""
    presence = Presence.DELETED if after is None else Presence.KEPT
    if before is None or (_refused(old) and not _refused(new) and not unreadable):
        presence = Presence.NEW if after is not None else presence
    is_comparable = not (unreadable or _refused(new) or presence is Presence.DELETED)
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
        refused=_refused(new),
        refused_before=_refused(old),
        unreadable_before=unreadable,
        secrets=_secrets(old, new) if presence is Presence.KEPT else {},
        warnings=_warnings(new),
        warnings_before=None if presence is Presence.NEW else _warnings(old),
        identities=_identities(new),
    )


def with_namesakes(changes: Mapping[str, Change]) -> dict[str, Change]:
    """All changes, and in each the stacks that share its platform and installation only since then."""
    before, after = (
        {stack: _place(one.before if old else one.after) for stack, one in changes.items()}
        for old in (True, False)
    )

    def namesakes(stack: str) -> tuple[str, ...]:
        return tuple(
            other
            for other in sorted(changes)
            if other != stack
            and after[stack] is not None
            and after[stack] == after[other]
            and (before[stack] is None or before[stack] != before[other])
        )

    return {stack: replace(one, namesakes=namesakes(stack)) for stack, one in changes.items()}


def _place(spec: Spec | None) -> tuple[str, str] | None:
    return None if spec is None else (platform_of(spec), str(spec.get("installation")))


def _resources(looked: Looked) -> list[Resource]:
    return [resource(entry) for entry in looked.get("resources") or ()]


def _promises(looked: Looked) -> dict[str, Promise]:
    return by_role([from_plain(entry) for entry in looked.get("promises") or ()])


def _refused(looked: Looked) -> str:
    """Why nothing can be deployed: the program's words, or what it failed with."""
    failed = looked.get("failed")
    return f"the program ends in an error: {failed}" if failed else str(looked.get("refused") or "")


def _servers(looked: Looked) -> list[Resource]:
    return [entry for entry in _resources(looked) if entry.kind is Kind.MEMBER]


def _members(looked: Looked) -> dict[str, int]:
    return dict(Counter(member.role for member in _servers(looked)))


def _secrets(old: Looked, new: Looked) -> dict[str, str]:
    first, second = old.get("given") or {}, new.get("given") or {}
    found = {key: "given" for key in second.keys() - first.keys()}
    found |= {key: "taken away" for key in first.keys() - second.keys()}
    return found | {key: "set again" for key in first.keys() & second.keys() if first[key] != second[key]}


def _warnings(looked: Looked) -> tuple[Warned, ...]:
    return tuple(
        Warned(path=one["path"], message=one["message"])
        for one in looked.get("problems") or ()
        if one["severity"] not in _REFUSING
    )


def _identities(looked: Looked) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (member.name, key, value)
        for member in _servers(looked)
        for key, value in sorted(identities(member).items())
    )
