"""Rules over a stack as a whole: refusals, its file, its platform, deviations, warnings."""

from collections.abc import Iterator, Mapping
from typing import Any

from sorcha_infra.domain.change import Change, Op, Presence, Source, Spec
from sorcha_infra.domain.verdict import Reason, Topic, Verdict, quoted
from sorcha_infra.profiles import platform_of
from sorcha_infra.review.mask import in_text

_MOST_PROBLEMS = 3


def refusals(change: Change) -> Iterator[Reason]:
    """A refused stack cannot be deployed; its running processes do not change."""
    if not change.refusal:
        return
    as_before = change.is_refused_as_before
    yield Reason(
        topic=Topic.REFUSED,
        text=f"{_problems(change.refusal)}{' (as before)' if as_before else ''}",
        verdict=Verdict.REFUSED,
        approval=not as_before,
    )


def _problems(report: str) -> str:
    """Problems in the program's report, without their fixes."""
    lines = report.splitlines()
    problems = [
        line.strip() for line in lines if line.startswith("  sorcha:") or line.startswith("  stacks/")
    ]
    problems = problems or [line.strip() for line in lines if line.strip()]
    texts = [quoted(in_text(line), 400) for line in problems[:_MOST_PROBLEMS]]
    return "; ".join(texts) + (
        f"; and {len(problems) - _MOST_PROBLEMS} more" if len(problems) > _MOST_PROBLEMS else ""
    )


def new_and_deleted_stacks(change: Change) -> Iterator[Reason]:
    """A stack file is new or deleted."""
    if change.presence is Presence.DELETED:
        yield Reason(
            topic=Topic.STACK,
            text="the stack file is deleted. Its deployment keeps running unmanaged. Run `make down` with "
            "the old file first",
            verdict=Verdict.DATA,
            approval=True,
        )
    elif change.presence is Presence.NEW and not change.refusal:
        count = sum(step.op is Op.CREATE for step in change.leaves)
        noun = "resource" if count == 1 else "resources"
        cause = (
            "the stack is not deployed yet" if change.source is Source.PREVIEW else "the stack file is new"
        )
        if change.refusal_before:
            cause = "the base is refused, and this change can be deployed"
        yield Reason(
            topic=Topic.STACK,
            text=f"{cause}. `up` creates {count} {noun} and changes no running process",
            verdict=Verdict.ROLLS,
        )


def base_without_a_plan(change: Change) -> Iterator[Reason]:
    """The changes are unknown without a plan of the base."""
    if change.failure_before:
        yield Reason(
            topic=Topic.UNKNOWN,
            text=f"the base has no plan to compare with ({quoted(in_text(change.failure_before))}), so the "
            "changes are unknown",
            verdict=Verdict.DATA,
            approval=True,
        )


def fixed_settings(change: Change) -> Iterator[Reason]:
    """The platform and the installation are fixed for the life of a stack."""
    if change.before is None or change.after is None:
        return
    before, after = (
        {"platform": platform_of(spec), "installation": spec.get("installation")}
        for spec in (change.before, change.after)
    )
    for key, costs in (
        ("platform", "The data stay on the old platform"),
        ("installation", "Volumes and secrets keep the old name, and the new volumes are empty"),
    ):
        old, new = before[key], after[key]
        if old != new:
            yield Reason(
                topic=Topic.VOLUME,
                text=f"{key} {quoted(old)} → {quoted(new)}, but it is fixed for the life of a stack. {costs}",
                verdict=Verdict.DATA,
                approval=True,
            )


def accepted_deviations(change: Change) -> Iterator[Reason]:
    """An operator accepted a deviation; a reviewer sees the reason."""
    before = None if change.before is None else _acceptances(change.before)
    for key, reason in sorted(_acceptances(change.after or {}).items()):
        is_new = before is not None and before.get(key) != reason
        yield Reason(
            topic=Topic.DEVIATION,
            text=f"{quoted(key)} is {'newly ' if is_new else ''}accepted ({quoted(in_text(reason))})",
            verdict=Verdict.NO_CHANGE,
            approval=is_new,
        )


def _acceptances(spec: Spec) -> dict[str, str]:
    entries: Any = spec.get("accept") or ()
    return {str(entry["key"]): str(entry["reason"]) for entry in entries if isinstance(entry, Mapping)}


def new_warnings(change: Change) -> Iterator[Reason]:
    """The program has warnings that it did not have before."""
    warnings_before = set(change.warnings_before or ())
    if change.warnings_before is None and change.presence is not Presence.NEW:
        return
    for warning in change.warnings:
        if warning not in warnings_before and not warning.message.startswith("accepted ("):
            yield Reason(
                topic=Topic.WARNING,
                text=quoted(f"{warning.path}: {in_text(warning.message)}", 240)
                if warning.path
                else quoted(in_text(warning.message)),
            )


def unknown_steps(change: Change) -> Iterator[Reason]:
    """A newer CLI can have steps that this review cannot judge."""
    for op in change.unknown_ops:
        yield Reason(
            topic=Topic.UNKNOWN,
            text=f"the preview has steps {quoted(op)}, which this review does not support. "
            "Check them manually",
            verdict=Verdict.DATA,
            approval=True,
        )
