"""The one comment: verdicts first, then reasons, what the files say, numbers, and all of it folded."""

import re
from collections.abc import Iterator, Mapping, Sequence

from sorcha_infra.domain.change import Op, Presence, Source
from sorcha_infra.domain.verdict import Verdict, listed, quoted
from sorcha_infra.review.cut import LIMIT, MARKER, Block, fitted
from sorcha_infra.review.details import details
from sorcha_infra.review.judge import Judged

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
_NAMED = 3
"""Resources that a cell of the table names; of more it says how many."""


def comment(stacks: Sequence[Judged], limit: int = LIMIT) -> str:
    """The comment; nothing where there is nothing to tell."""
    if not any(one.is_news for one in stacks):
        return ""
    parts = (_head, _reasons, _files, _table, _details)
    return fitted([block for part in parts for block in part(stacks)], limit)


def _head(stacks: Sequence[Judged]) -> Iterator[Block]:
    worst = stacks[0]
    asked = [one.change.stack for one in stacks if one.needs_approval]
    title = f"### {_SIGNS[worst.verdict]} {worst.verdict.value}"
    if asked:
        title += f" · needs an explicit approval: {listed(asked)}"
    rows = [
        f"| {quoted(one.change.stack)} | {_SIGNS[one.verdict]} **{one.verdict.value}** | {_numbers(one)} "
        f"| {_compared(one)} |"
        for one in stacks
    ]
    yield Block(
        head=f"{MARKER}\n{title}\n\n| tier | verdict | create | update | replace | delete | compared with |\n"
        "|---|---|---:|---:|---:|---:|---|",
        items=rows,
        noun="tiers",
    )


def _numbers(one: Judged) -> str:
    counts = [sum(step.op is op for step in one.change.leaves) for op in _OPS]
    return " | ".join(str(count) if count else "" for count in counts)


def _compared(one: Judged) -> str:
    if one.change.presence is Presence.DELETED:
        return "–"
    return "what is deployed" if one.change.source is Source.PREVIEW else "the base's plan, offline"


def _reasons(stacks: Sequence[Judged]) -> Iterator[Block]:
    items = [
        f"- {quoted(one.change.stack)} **{reason.topic}**{_APPROVE if reason.approval else ''}: {reason.text}"
        for one in stacks
        for reason in one.reasons
    ]
    if items:
        yield Block(head="\n**Why**\n", items=items, noun="reasons")


def _files(stacks: Sequence[Judged]) -> Iterator[Block]:
    """What the stack files and the table say differently, once for all tiers that it holds for."""
    said: dict[tuple[str, str], list[str]] = {}
    for one in stacks:
        for difference in one.differences:
            said.setdefault((difference.text, difference.origin), []).append(one.change.stack)
    if said:
        items = [
            f"- {listed(names)} {text}{f' ({_prose(origin)})' if origin else ''}"
            for (text, origin), names in said.items()
        ]
        yield Block(head="\n**What is asked for**\n", items=items, noun="values")


def _table(stacks: Sequence[Judged]) -> Iterator[Block]:
    rows = [
        f"| {quoted(one.change.stack)} | {quoted(component)} | "
        + " | ".join(_cell([step.label for step in ops.get(op, ())]) for op in _OPS)
        + " |"
        for one in stacks
        for component, ops in one.counts.items()
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
    return f"{len(names)}: {listed(names, _NAMED)}" if len(names) <= _NAMED else str(len(names))


def _details(stacks: Sequence[Judged]) -> Iterator[Block]:
    for one in stacks:
        whole = one.change.presence is Presence.KEPT
        lines = [line for step in one.change.leaves for line in details(step, whole=whole)]
        if not lines:
            continue
        longest = max((len(run) for line in lines for run in re.findall(r"`+", line)), default=0)
        fence = "`" * max(3, longest + 1)
        summary = f"All of {one.change.stack}: {len(one.change.leaves)} resources"
        yield Block(
            head=f"\n<details><summary>{_prose(summary)}</summary>\n\n{fence}diff",
            items=lines,
            foot=f"{fence}\n\n</details>",
            noun="lines",
            inside=True,
        )


def _prose(text: str) -> str:
    """Words from elsewhere that stand in a sentence: no markup, no mention."""
    for sign in "\\`*_[]<>|#":
        text = text.replace(sign, f"&#{ord(sign)};")
    return text.replace("@", "@\u200b")
