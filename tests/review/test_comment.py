"""The comment: the verdict first, complete or cut at the limit, and deterministic."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sorcha_infra.console import coloured
from sorcha_infra.domain.change import Change, Op, Presence, ProgramWarning
from sorcha_infra.domain.verdict import Verdict
from sorcha_infra.review.cut import LIMIT, MARKER, Block, fit, size
from sorcha_infra.review.judge import Judgement, in_order, judge
from sorcha_infra.review.markdown import comment
from sorcha_infra.review.preview import read
from tests.review.samples import change, preview, small, spec, step


def stacks(*names: str) -> tuple[Judgement, ...]:
    return in_order(judge(read(preview(name))[0]) for name in names)


def fences(text: str) -> list[str]:
    return re.findall(r"^`{3,}.*$", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("name", "verdict", "approval"),
    [
        ("same", Verdict.NO_CHANGE, False),
        ("memory", Verdict.ROLLS, False),
        ("tenants", Verdict.DOWNTIME, False),
        ("subnet", Verdict.DOWNTIME, False),
        ("wallet", Verdict.DATA, True),
        ("renamed", Verdict.REFUSED, True),
        ("refused", Verdict.REFUSED, True),
        ("new", Verdict.ROLLS, False),
    ],
)
def test_each_captured_preview_has_its_verdict(name: str, verdict: Verdict, approval: bool) -> None:
    [judgement] = stacks(name)
    assert (judgement.verdict, judgement.needs_approval) == (verdict, approval)


def test_the_verdict_and_the_required_approvals_are_in_the_first_lines() -> None:
    """A reviewer must see them in ten seconds."""
    lines = comment(stacks("wallet")).splitlines()
    assert lines[0] == MARKER
    assert lines[1] == "### 🔴 data at risk · needs an explicit approval: `dev`"
    assert "**wallet key material** (approve)" in "\n".join(lines[:10])


def test_the_whole_of_a_small_change() -> None:
    text = comment(stacks("tenants"))
    assert "- `dev` tenant 1 → 2 replicas" in text
    assert "| `dev` | `tenant` | 1: `tenant-1` |  |  |  |" in text
    assert "| `dev` | `gateway` |  |  | 1: `gateway-0` |  |" in text
    assert (
        "It is the only replica, so the service is down until the new one is healthy (at most 60 s). "
        "Unavailable meanwhile: every request"
    ) in text
    setting = "tenant-cluster__Destinations__destination2__Address: http://tenant-1:8080"
    heading = "! replace Container gateway-0 (envs changed)\n    envs:\n"
    assert f"{heading}+     ReverseProxy__Clusters__{setting}\n" in text


def test_without_news_there_is_no_comment() -> None:
    assert comment(stacks("same")) == ""


def test_an_unchanged_refusal_is_not_news_and_comes_after_news() -> None:
    """The third tier is refused in every pull request until its platform exists."""
    as_before = judge(change(refusal="not built", refusal_before="not built", stack="prod-large"))
    assert comment([as_before]) == ""
    news = judge(change(step(Op.UPDATE, "tenant-0"), stack="dev", before=small(), after=small()))
    order = in_order([as_before, news])
    assert [judgement.change.stack for judgement in order] == ["dev", "prod-large"]
    assert "### 🟢 rolls, no downtime\n" in comment(order)
    assert "**refused**: `not built` (as before)" in comment(order)


def test_an_unchanged_refusal_is_not_the_headline_where_the_table_changes() -> None:
    """A cell in a row that all tiers share is news of the refused tier, too."""
    growth = small(services={"tenant": {"replicas": 3}})
    as_before = judge(change(refusal="no", refusal_before="no", before=small(), after=growth, stack="large"))
    news = judge(change(step(Op.UPDATE, "tenant-0"), stack="small", before=small(), after=growth))
    text = comment(in_order([as_before, news]))
    assert "### 🟢 rolls, no downtime\n" in text
    assert "`large`, `small` tenant 2 → 3" in text or "`small`, `large` tenant 2 → 3" in text


def test_a_new_warning_is_news() -> None:
    warning_change = change(
        warnings=(ProgramWarning(path="sorcha:deployment.services.tenant", message="less than the guide"),)
    )
    assert "**warning**: `sorcha:deployment.services.tenant: less than the guide`" in comment(
        [judge(warning_change)]
    )


def test_a_refusal_is_recognized_with_the_indentation_of_the_cli() -> None:
    """The text of a preview comes from the CLI, the text of the base from the program."""
    before = "a file: 1 problem\n  sorcha:deployment.x: not built\n      fix: y"
    as_before = change(
        refusal="a file: 1 problem\nsorcha:deployment.x: not built\n\n fix: y\n", refusal_before=before
    )
    assert comment([judge(as_before)]) == ""


def test_tiers_are_in_the_order_of_their_verdicts() -> None:
    def removal(stack: str, *removals: str) -> Change:
        steps = [step(Op.REPLACE, name) for name in removals]
        return change(*steps, stack=stack, members={"tenant": 2, "gateway": 1})

    changes = [
        removal("dev", "tenant-0"),
        removal("prod-small", "gateway-0"),
        removal("prod-large", "tenant-0"),
    ]
    judgements = in_order(map(judge, changes))
    assert [stack.change.stack for stack in judgements] == ["prod-small", "dev", "prod-large"]


def test_the_same_input_gives_the_same_text() -> None:
    assert comment(stacks("renamed")) == comment(stacks("renamed"))
    raw = json.loads(preview("renamed").read_text())
    assert str(raw["duration"] + 1) not in comment(stacks("renamed")).splitlines()


def large(resources: int, text: str = "x" * 200) -> Judgement:
    steps = [
        step(
            Op.REPLACE,
            f"tenant-{number}",
            keys=("envs",),
            before={"envs": [f"A={text}"]},
            after={"envs": ["A=y"]},
        )
        for number in range(resources)
    ]
    return judge(change(*steps, members={"tenant": resources}))


def test_a_comment_beyond_the_limit_is_cut_with_a_note() -> None:
    text = comment([large(2000)])
    assert len(text.encode()) <= LIMIT
    assert len(text.encode()) > LIMIT * 0.9, "more is cut than necessary"
    assert len(fences(text)) == 2
    last = text.rstrip().splitlines()[-4:]
    assert re.fullmatch(r"… \d+ more lines cut \(a comment holds 65536 characters\)", last[0])
    assert last[1:] == ["```", "", "</details>"]
    cut, rest = int(last[0].split()[1]), len(re.findall(r"^[!+-] ", text, re.MULTILINE))
    assert cut + rest >= 2000 * 3
    assert "2000 of 2000 replicas of tenant are replaced" in text


@pytest.mark.parametrize("limit", [2_000, 3_000, 5_000, 20_000])
@pytest.mark.parametrize("resources", [10, 100])
def test_at_every_limit_the_text_is_whole_markdown(limit: int, resources: int) -> None:
    """A cut inside a fence turns the rest of the page into code."""
    text = comment([large(resources), large(resources)], limit)
    assert len(text.encode()) <= limit
    assert len(fences(text)) % 2 == 0
    assert text.count("<details>") == text.count("</details>")
    assert text.startswith(MARKER)


def test_characters_of_many_bytes_do_not_break_the_limit() -> None:
    text = comment([large(300, "🦊" * 200)])
    assert len(text.encode()) <= LIMIT


def test_the_note_about_cut_rows_is_below_the_table() -> None:
    block = Block(head="| a |\n|---|", items=[f"| {number} |" for number in range(9)], noun="rows")
    text = fit([block], 120)
    table, _, note = text.rstrip().rpartition("\n")
    assert table.endswith("|\n"), "an empty line, or the note is a row"
    assert note.startswith("… ")
    assert len(text.encode()) <= 120
    assert size("é") == 3


def test_a_fence_in_a_value_does_not_end_the_fence() -> None:
    sides: dict[str, Any] = {
        "before": {"command": ["a"]},
        "after": {"command": ["```\n````\n# not a heading"]},
    }
    text = comment([judge(change(step(Op.REPLACE, "tenant-0", keys=("command",), **sides)))])
    opening, closing = fences(text)[0], fences(text)[-1]
    assert opening == "`````diff"
    assert closing == "`````"


@pytest.mark.parametrize(
    "hostile", ["@everyone", "[x](https://evil.example)", "<img src=x>", "a`b` @all", "|x|"]
)
def test_text_of_a_pull_request_is_not_markup(hostile: str) -> None:
    """A fork chooses the names and the reasons in the comment."""
    acceptances = [{"key": "services.blueprint.replicas", "reason": f"because {hostile} says so"}]
    judgement = judge(
        change(
            step(Op.REPLACE, hostile, component=hostile),
            stack=hostile,
            presence=Presence.NEW,
            before=small(),
            after={**spec(small()), "accept": acceptances, "publicUrl": f"https://x/{hostile}"},
            refusal=f"  sorcha:deployment.x: {hostile}",
        )
    )
    outside = re.sub(r"^(`{3,})diff$.*?^\1$", "", comment([judgement]), flags=re.MULTILINE | re.DOTALL)
    outside = re.sub(r"`[^`\n]*`", "", outside)
    assert hostile not in outside
    assert "@e" not in outside
    assert "@all" not in outside
    assert "<img" not in outside


def test_a_judged_stack_names_its_steps_and_its_reasons() -> None:
    wallet = stacks("wallet", "tenants")[0]
    assert {step.name for step in wallet.change.leaves} == {"wallet-0", "wallet-keys"}
    assert {op: len(steps) for op, steps in wallet.counts["wallet"].items()} == {Op.REPLACE: 2}
    assert [reason.topic.value for reason in wallet.reasons] == ["wallet key material", "service"]


def test_on_a_terminal_only_colours_are_added() -> None:
    text = comment(stacks("tenants"))
    output = coloured(text)
    assert "\033[1m### 🟠 downtime\033[0m" in output
    assert "\033[32m+     ReverseProxy__Clusters__" in output
    assert re.sub(r"\033\[\d+m", "", output) == text
    assert "\033]0;title" not in coloured("a\033]0;title\007b")
