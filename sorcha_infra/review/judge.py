"""One stack, judged: its verdict, the reasons, the numbers, what its file means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sorcha_infra.domain.change import Change, Op, Presence, Step
from sorcha_infra.domain.verdict import Reason, Topic, Verdict
from sorcha_infra.domain.vocabulary import Tier
from sorcha_infra.review.rules import reasons
from sorcha_infra.review.words import Difference, differences

SHARED = "shared"
"""Stands for the component of what all components share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What is told of one stack."""

    change: Change
    verdict: Verdict
    reasons: tuple[Reason, ...]
    differences: tuple[Difference, ...]

    @property
    def needs_approval(self) -> bool:
        """Whether somebody must say explicitly that this is meant."""
        return any(reason.approval for reason in self.reasons)

    @property
    def is_news(self) -> bool:
        """Whether there is anything to tell: a refusal as before is none."""
        change = self.change
        return bool(
            change.leaves
            or self.differences
            or self.needs_approval
            or any(reason.topic is Topic.WARNING for reason in self.reasons)
            or change.presence is not Presence.KEPT
            or not change.is_refused_as_before
        )

    @property
    def counts(self) -> Mapping[str, Mapping[Op, tuple[Step, ...]]]:
        """Component → what happens to what an engine makes of it."""
        found: dict[str, dict[Op, tuple[Step, ...]]] = {}
        for step in self.change.leaves:
            ops = found.setdefault(step.component or SHARED, {})
            ops[step.op] = (*ops.get(step.op, ()), step)
        return {component: found[component] for component in sorted(found)}


def judged(change: Change) -> Judged:
    """The judgement of one stack."""
    found = reasons(change)
    least = Verdict.ROLLS if change.leaves else Verdict.NO_CHANGE
    worst = max((least, *(reason.verdict for reason in found)), key=lambda verdict: verdict.rank)
    return Judged(change=change, verdict=worst, reasons=found, differences=differences(change))


def in_order(stacks: Iterable[Judged]) -> tuple[Judged, ...]:
    """The worst first, equals by tier and name; what is refused as before comes after, no news last."""
    tiers = [tier.value for tier in Tier]

    def place(one: Judged) -> tuple[bool, bool, int, int, str]:
        tier = one.change.tier
        return (
            not one.is_news,
            bool(one.change.refused) and one.change.is_refused_as_before,
            -one.verdict.rank,
            tiers.index(tier) if tier in tiers else len(tiers),
            one.change.stack,
        )

    return tuple(sorted(stacks, key=place))
