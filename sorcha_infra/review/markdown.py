"""The comment: verdicts, reasons, requested changes, a table of resources, folded details."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sorcha_infra.domain.change import Op, Presence, Source
from sorcha_infra.domain.verdict import Verdict, listed, quoted
from sorcha_infra.review.cut import LIMIT, MARKER, Block, fit
from sorcha_infra.review.details import details
from sorcha_infra.review.judge import Judgement

_SIGNS: Mapping[Verdict, str] = {
    Verdict.NO_CHANGE: "⚪",
    Verdict.ROLLS: "🟢",
    Verdict.FAIL_OVER: "🟡",
    Verdict.DOWNTIME: "🟠",
    Verdict.DATA: "🔴",
    Verdict.REFUSED: "⛔",
}
_APPROVE = " (approve)"
_OPS = (Op.CREATE, Op.UPDATE, Op.REPLACE, Op.DELETE)
_MOST_NAMES = 3
"""Maximum resources that a cell of the table names; above it has their number only."""


def comment(stacks: Sequence[Judgement], limit: int = LIMIT) -> str:
    """The comment; empty without news."""
    if not any(judgement.is_news for judgement in stacks):
        return ""
    parts = (_head, _reasons, _files, _table, _details)
    return fit([block for part in parts for block in part(stacks)], limit)


def _head(stacks: Sequence[Judgement]) -> Iterator[Block]:
    worst = stacks[0]
    names = [judgement.change.stack for judgement in stacks if judgement.needs_approval]
    title = f"### {_SIGNS[worst.verdict]} {worst.verdict.value}"
    if names:
        title += f" · needs an explicit approval: {listed(names)}"
    rows = [
        f"| {quoted(judgement.change.stack)} | {_SIGNS[judgement.verdict]} **{judgement.verdict.value}** "
        f"| {_numbers(judgement)} | {_basis(judgement)} |"
        for judgement in stacks
    ]
    yield Block(
        head=f"{MARKER}\n{title}\n\n| tier | verdict | create | update | replace | delete | compared with |\n"
        "|---|---|---:|---:|---:|---:|---|",
        items=rows,
        noun="tiers",
    )


def _numbers(judgement: Judgement) -> str:
    counts = [sum(step.op is op for step in judgement.change.leaves) for op in _OPS]
    return " | ".join(str(count) if count else "" for count in counts)


def _basis(judgement: Judgement) -> str:
    if judgement.change.presence is Presence.DELETED:
        return "–"
    return "deployed state" if judgement.change.source is Source.PREVIEW else "base branch, offline"


def _reasons(stacks: Sequence[Judgement]) -> Iterator[Block]:
    items = [
        f"- {quoted(judgement.change.stack)} **{reason.topic}**{_APPROVE if reason.approval else ''}: "
        f"{reason.text}"
        for judgement in stacks
        for reason in judgement.reasons
    ]
    if items:
        yield Block(head="\n**Reasons**\n", items=items, noun="reasons")


def _files(stacks: Sequence[Judgement]) -> Iterator[Block]:
    """Changed values of the stack files and the table, each once for all its tiers."""
    stacks_by_text: dict[tuple[str, str], list[str]] = {}
    for judgement in stacks:
        for difference in judgement.differences:
            stacks_by_text.setdefault((difference.text, difference.origin), []).append(judgement.change.stack)
    if stacks_by_text:
        items = [
            f"- {listed(names)} {text}{f' ({_prose(origin)})' if origin else ''}"
            for (text, origin), names in stacks_by_text.items()
        ]
        yield Block(head="\n**Requested changes**\n", items=items, noun="values")


def _table(stacks: Sequence[Judgement]) -> Iterator[Block]:
    rows = [
        f"| {quoted(judgement.change.stack)} | {quoted(component)} | "
        + " | ".join(_cell([step.label for step in ops.get(op, ())]) for op in _OPS)
        + " |"
        for judgement in stacks
        for component, ops in judgement.counts.items()
    ]
    if rows:
        yield Block(
            head="\n| tier | component | create | update | replace | delete |\n|---|---|---|---|---|---|",
            items=rows,
            noun="rows",
        )


def _cell(names: list[str]) -> str:
    if not names:
        return ""
    return f"{len(names)}: {listed(names, _MOST_NAMES)}" if len(names) <= _MOST_NAMES else str(len(names))


def _details(stacks: Sequence[Judgement]) -> Iterator[Block]:
    for judgement in stacks:
        whole = judgement.change.presence is Presence.KEPT
        lines = [line for step in judgement.change.leaves for line in details(step, whole=whole)]
        if not lines:
            continue
        longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        summary = f"Details of {judgement.change.stack}, {len(judgement.change.leaves)} resources"
        yield Block(
            head=f"\n<details><summary>{_prose(summary)}</summary>\n\n{fence}diff",
            items=lines,
            foot=f"{fence}\n\n</details>",
            noun="lines",
            note_before_foot=True,
        )


def _prose(text: str) -> str:
    """Text from outside the program for use in a sentence, without markup and mentions."""
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text.replace("@", "@\u200b")
