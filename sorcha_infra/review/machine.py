"""The review for machines: the same as the comment, whole, as JSON."""

import json
from collections.abc import Sequence
from typing import Any

from sorcha_infra.review.change import Step
from sorcha_infra.review.judge import SHARED, Judged

VERSION = 1
"""Raised when a field goes or means something else."""


def document(stacks: Sequence[Judged]) -> str:
    """All stacks, the worst first."""
    found = {
        "version": VERSION,
        "news": any(one.is_news for one in stacks),
        "approval": any(one.needs_approval for one in stacks),
        "verdict": stacks[0].verdict.value,
        "stacks": [_stack(one) for one in stacks],
    }
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _stack(one: Judged) -> dict[str, Any]:
    change = one.change
    return {
        "stack": change.stack,
        "tier": change.tier,
        "verdict": one.verdict.value,
        "approval": one.needs_approval,
        "source": change.source.value,
        "presence": change.presence.value,
        "reasons": [
            {
                "kind": reason.kind.value,
                "text": reason.text,
                "verdict": reason.verdict.value,
                "approval": reason.approval,
            }
            for reason in one.reasons
        ],
        "asked": [
            {"path": difference.path, "text": difference.text, "origin": difference.origin}
            for difference in one.differences
        ],
        "counts": {
            component: {op.value: len(steps) for op, steps in sorted(ops.items())}
            for component, ops in one.counts.items()
        },
        "steps": [_step(step) for step in change.leaves],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "op": step.op.value,
        "urn": step.urn,
        "type": step.type,
        "name": step.name,
        "component": step.component or SHARED,
        "keys": list(step.keys),
        "causes": list(step.causes),
    }
