"""The stack as a whole: refused, new, gone, elsewhere; and what somebody answers for."""

from collections.abc import Iterator, Mapping
from typing import Any

from sorcha_infra.domain.change import Change, Op, Presence, Source, Spec
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.profiles import platform_of
from sorcha_infra.review.mask import in_text

_MOST_PROBLEMS = 3


def what_is_refused(change: Change) -> Iterator[Reason]:
    """A stack that the program refuses cannot be deployed; what runs is not touched."""
    if not change.refusal:
        return
    as_before = change.is_refused_as_before
    yield Reason(
        topic=Topic.REFUSED,
        text=f"{'as before: ' if as_before else ''}{_problems(change.refusal)}",
        verdict=Verdict.REFUSED,
        approval=not as_before,
    )


def _problems(report: str) -> str:
    """The problems in the program's report, without their mending commands."""
    lines = report.splitlines()
    problems = [
        line.strip() for line in lines if line.startswith("  sorcha:") or line.startswith("  stacks/")
    ]
    problems = problems or [line.strip() for line in lines if line.strip()]
    texts = [quoted(in_text(line), 400) for line in problems[:_MOST_PROBLEMS]]
    return "; ".join(texts) + (
        f"; and {len(problems) - _MOST_PROBLEMS} more" if len(problems) > _MOST_PROBLEMS else ""
    )


def stacks_that_come_and_go(change: Change) -> Iterator[Reason]:
    """A stack file that is new or gone."""
    if change.presence is Presence.DELETED:
        yield Reason(
            topic=Topic.STACK,
            text="the stack file is deleted: what is deployed by it keeps running and nobody manages it; "
            "`make down` first, with the file that was",
            verdict=Verdict.DATA,
            approval=True,
        )
    elif change.presence is Presence.NEW and not change.refusal:
        count = sum(step.op is Op.CREATE for step in change.leaves)
        cause = "never deployed" if change.source is Source.PREVIEW else "the stack file is new"
        if change.refusal_before:
            cause = "the base refuses it, and from now on it can be deployed"
        yield Reason(
            topic=Topic.STACK,
            text=f"{cause}: {count} resources are made, nothing that runs is touched",
            verdict=Verdict.ROLLS,
        )


def a_base_that_cannot_be_compared(change: Change) -> Iterator[Reason]:
    """Without a base nobody can say what changes."""
    if change.failure_before:
        yield Reason(
            topic=Topic.UNKNOWN,
            text=f"no plan of the base to compare with ({quoted(in_text(change.failure_before))}): what "
            "changes is not known",
            verdict=Verdict.DATA,
            approval=True,
        )


def another_platform(change: Change) -> Iterator[Reason]:
    """The platform is fixed for the life of a stack; so is the name of the installation."""
    if change.before is None or change.after is None:
        return
    before, after = (
        {"platform": platform_of(spec), "installation": spec.get("installation")}
        for spec in (change.before, change.after)
    )
    for key, costs in (
        ("platform", "the data stay on the old one"),
        ("installation", "volumes and secrets are known by the old name, and the new ones are empty"),
    ):
        old, new = before[key], after[key]
        if old != new:
            yield Reason(
                topic=Topic.VOLUME,
                text=f"{key} {quoted(old)} → {quoted(new)} is fixed for the life of a stack: {costs}",
                verdict=Verdict.DATA,
                approval=True,
            )


def deviations_that_are_accepted(change: Change) -> Iterator[Reason]:
    """Somebody took the responsibility; a reviewer sees for what."""
    before = None if change.before is None else _acceptances(change.before)
    for key, reason in sorted(_acceptances(change.after or {}).items()):
        is_new = before is not None and before.get(key) != reason
        yield Reason(
            topic=Topic.DEVIATION,
            text=f"{'new: ' if is_new else ''}{quoted(key)} is accepted, for {quoted(in_text(reason))}",
            verdict=Verdict.NO_CHANGE,
            approval=is_new,
        )


def _acceptances(spec: Spec) -> dict[str, str]:
    entries: Any = spec.get("accept") or ()
    return {str(entry["key"]): str(entry["reason"]) for entry in entries if isinstance(entry, Mapping)}


def warnings_that_are_new(change: Change) -> Iterator[Reason]:
    """What the program warns of since this change."""
    warnings_before = set(change.warnings_before or ())
    if change.warnings_before is None and change.presence is not Presence.NEW:
        return
    for warning in change.warnings:
        if warning not in warnings_before and not warning.message.startswith("accepted ("):
            yield Reason(
                topic=Topic.WARNING,
                text=f"{quoted(warning.path)}: {quoted(in_text(warning.message))}"
                if warning.path
                else quoted(in_text(warning.message)),
            )


def steps_that_nobody_knows(change: Change) -> Iterator[Reason]:
    """A newer CLI may do what this review cannot judge."""
    for op in change.unknown_ops:
        yield Reason(
            topic=Topic.UNKNOWN,
            text=f"the preview holds steps {quoted(op)}, which this review does not know: look at them by "
            "hand",
            verdict=Verdict.DATA,
            approval=True,
        )
