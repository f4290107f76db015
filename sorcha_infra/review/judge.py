"""Judgement of one stack: its verdict, reasons, counts and changed values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sorcha_infra.domain.change import Change, Op, Presence, Step
from sorcha_infra.domain.verdict import Reason, Topic, Verdict
from sorcha_infra.domain.vocabulary import Tier
from sorcha_infra.review.rules import reasons
from sorcha_infra.review.words import Difference, differences

SHARED = "shared"
"""Component of resources that all components share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """Judgement of one stack."""

    change: Change
    verdict: Verdict
    reasons: tuple[Reason, ...]
    differences: tuple[Difference, ...]

    @property
    def needs_approval(self) -> bool:
        """Whether a reviewer must approve a reason explicitly."""
        return any(reason.approval for reason in self.reasons)

    @property
    def is_news(self) -> bool:
        """Whether there is anything to report; the same refusal as before is not news."""
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
        """Component → operation → steps of its resources."""
        counts: dict[str, dict[Op, tuple[Step, ...]]] = {}
        for step in self.change.leaves:
            ops = counts.setdefault(step.component or SHARED, {})
            ops[step.op] = (*ops.get(step.op, ()), step)
        return {component: counts[component] for component in sorted(counts)}


def judge(change: Change) -> Judgement:
    """Judge one stack."""
    consequences = reasons(change)
    least = Verdict.ROLLS if change.leaves else Verdict.NO_CHANGE
    worst = max((least, *(reason.verdict for reason in consequences)), key=lambda verdict: verdict.rank)
    return Judgement(change=change, verdict=worst, reasons=consequences, differences=differences(change))


def in_order(stacks: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The worst first, equal verdicts by tier and name, then unchanged refusals, then stacks without news."""
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
