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
class Judgement:
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
        counts: dict[str, dict[Op, tuple[Step, ...]]] = {}
        for step in self.change.leaves:
            ops = counts.setdefault(step.component or SHARED, {})
            ops[step.op] = (*ops.get(step.op, ()), step)
        return {component: counts[component] for component in sorted(counts)}


def judge(change: Change) -> Judgement:
    """The judgement of one stack."""
    consequences = reasons(change)
    least = Verdict.ROLLS if change.leaves else Verdict.NO_CHANGE
    worst = max((least, *(reason.verdict for reason in consequences)), key=lambda verdict: verdict.rank)
    return Judgement(change=change, verdict=worst, reasons=consequences, differences=differences(change))


def in_order(stacks: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The worst first, equals by tier and name; what is refused as before comes after, no news last."""
    tiers = [tier.value for tier in Tier]

    def place(judgement: Judgement) -> tuple[bool, bool, int, int, str]:
        tier = judgement.change.tier
        return (
            not judgement.is_news,
            bool(judgement.change.refusal) and judgement.change.is_refused_as_before,
            -judgement.verdict.rank,
            tiers.index(tier) if tier in tiers else len(tiers),
            judgement.change.stack,
        )

    return tuple(sorted(stacks, key=place))
