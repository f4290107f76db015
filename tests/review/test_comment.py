"""The comment: verdict first, whole, cut where it must be, the same text for the same input."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from sorcha_infra.domain.change import Change, Op, Presence, Warned
from sorcha_infra.review.cut import LIMIT, MARKER, Block, fitted, size
from sorcha_infra.review.judge import Judged, in_order, judged
from sorcha_infra.review.markdown import comment
from sorcha_infra.review.preview import read
from sorcha_infra.console import coloured
from sorcha_infra.domain.verdict import Verdict
from tests.review.samples import change, preview, small, step


def stacks(*names: str) -> tuple[Judged, ...]:
    return in_order(judged(read(preview(name))[0]) for name in names)


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
    [one] = stacks(name)
    assert (one.verdict, one.needs_approval) == (verdict, approval)


def test_the_verdict_and_what_needs_an_approval_stand_in_the_first_lines() -> None:
    """Ten seconds."""
    lines = comment(stacks("wallet")).splitlines()
    assert lines[0] == MARKER
    assert lines[1] == "### 🔴 data at risk · needs an explicit approval: `dev`"
    assert "**wallet key material** (approve)" in "\n".join(lines[:10])


def test_the_whole_of_a_small_change() -> None:
    text = comment(stacks("tenants"))
    assert "- `dev` tenant 1 → 2 replicas" in text
    assert "| `dev` | `tenant` | 1: `tenant-1` |  |  |  |" in text
    assert "| `dev` | `gateway` |  |  | 1: `gateway-0` |  |" in text
    assert "the only replica: away until the new one is healthy (60 s at most): everything" in text
    added = "tenant-cluster__Destinations__destination2__Address: http://tenant-1:8080"
    heading = "! replace Container gateway-0, by envs\n    envs:\n"
    assert f"{heading}+     ReverseProxy__Clusters__{added}\n" in text


def test_nothing_to_tell_is_no_comment() -> None:
    assert comment(stacks("same")) == ""


def test_a_refusal_as_before_is_nothing_to_tell_and_beside_news_comes_last() -> None:
    """Until it is built, the third tier is refused in every pull request."""
    as_before = judged(change(refused="not built", refused_before="not built", stack="prod-large"))
    assert comment([as_before]) == ""
    news = judged(change(step(Op.UPDATE, "tenant-0"), stack="dev", before=small(), after=small()))
    ordered = in_order([as_before, news])
    assert [one.change.stack for one in ordered] == ["dev", "prod-large"]
    assert "### 🟢 rolls, no downtime\n" in comment(ordered)
    assert "as before: `not built`" in comment(ordered)


def test_a_refusal_as_before_is_no_headline_either_where_the_table_changes() -> None:
    """A cell of a row that all tiers share is news of the refused one, too."""
    more = small(services={"tenant": {"replicas": 3}})
    as_before = judged(change(refused="no", refused_before="no", before=small(), after=more, stack="large"))
    news = judged(change(step(Op.UPDATE, "tenant-0"), stack="small", before=small(), after=more))
    text = comment(in_order([as_before, news]))
    assert "### 🟢 rolls, no downtime\n" in text
    assert "`large`, `small` tenant 2 → 3" in text or "`small`, `large` tenant 2 → 3" in text


def test_a_new_warning_is_told_where_nothing_else_changes() -> None:
    warned = change(
        warnings=(Warned(path="sorcha:deployment.services.tenant", message="less than the guide"),)
    )
    assert "less than the guide" in comment([judged(warned)])


def test_a_refusal_is_known_again_whatever_the_cli_does_to_its_lines() -> None:
    """A preview's words come by way of the CLI, the base's from the program itself."""
    before = "a file: 1 problem\n  sorcha:deployment.x: not built\n      fix: y"
    as_before = change(
        refused="a file: 1 problem\nsorcha:deployment.x: not built\n\n fix: y\n", refused_before=before
    )
    assert comment([judged(as_before)]) == ""


def test_tiers_stand_in_the_order_of_their_verdicts() -> None:
    def one(stack: str, *gone: str) -> Change:
        steps = [step(Op.REPLACE, name) for name in gone]
        return change(*steps, stack=stack, members={"tenant": 2, "gateway": 1})

    changes = [one("dev", "tenant-0"), one("prod-small", "gateway-0"), one("prod-large", "tenant-0")]
    found = in_order(map(judged, changes))
    assert [stack.change.stack for stack in found] == ["prod-small", "dev", "prod-large"]


def test_the_same_input_gives_the_same_text() -> None:
    assert comment(stacks("renamed")) == comment(stacks("renamed"))
    raw = json.loads(preview("renamed").read_text())
    assert str(raw["duration"] + 1) not in comment(stacks("renamed")).splitlines()


def large(resources: int, text: str = "x" * 200) -> Judged:
    steps = [
        step(
            Op.REPLACE,
            f"tenant-{one}",
            keys=("envs",),
            before={"envs": [f"A={text}"]},
            after={"envs": ["A=y"]},
        )
        for one in range(resources)
    ]
    return judged(change(*steps, members={"tenant": resources}))


def test_a_comment_beyond_the_limit_is_cut_and_says_so() -> None:
    text = comment([large(2000)])
    assert len(text.encode()) <= LIMIT
    assert len(text.encode()) > LIMIT * 0.9, "it is cut more than it must be"
    assert len(fences(text)) == 2
    last = text.rstrip().splitlines()[-4:]
    assert re.fullmatch(r"… \d+ more lines, cut: a comment holds 65536 characters", last[0])
    assert last[1:] == ["```", "", "</details>"]
    cut, left = int(last[0].split()[1]), len(re.findall(r"^[!+-] ", text, re.MULTILINE))
    assert cut + left >= 2000 * 3
    assert "2000 of 2000 replaced" in text


@pytest.mark.parametrize("limit", [2_000, 3_000, 5_000, 20_000])
@pytest.mark.parametrize("resources", [10, 100])
def test_at_every_limit_the_text_is_whole_markdown(limit: int, resources: int) -> None:
    """A cut inside of a fence turns the rest of the page into code."""
    found = comment([large(resources), large(resources)], limit)
    assert len(found.encode()) <= limit
    assert len(fences(found)) % 2 == 0
    assert found.count("<details>") == found.count("</details>")
    assert found.startswith(MARKER)


def test_characters_of_many_bytes_do_not_break_the_limit() -> None:
    text = comment([large(300, "🦊" * 200)])
    assert len(text.encode()) <= LIMIT


def test_what_was_left_out_of_a_table_stands_below_it() -> None:
    block = Block(head="| a |\n|---|", items=[f"| {number} |" for number in range(9)], noun="rows")
    text = fitted([block], 120)
    kept, _, note = text.rstrip().rpartition("\n")
    assert kept.endswith("|\n"), "an empty line, or the note is a row"
    assert note.startswith("… ")
    assert len(text.encode()) <= 120
    assert size("é") == 3


def test_a_fence_in_a_value_does_not_end_the_fence() -> None:
    both: dict[str, Any] = {
        "before": {"command": ["a"]},
        "after": {"command": ["```\n````\n# not a heading"]},
    }
    text = comment([judged(change(step(Op.REPLACE, "tenant-0", keys=("command",), **both)))])
    opening, closing = fences(text)[0], fences(text)[-1]
    assert opening == "`````diff"
    assert closing == "`````"


@pytest.mark.parametrize(
    "hostile", ["@everybody", "[x](https://evil.example)", "<img src=x>", "a`b` @all", "|x|"]
)
def test_words_from_a_pull_request_are_no_markup(hostile: str) -> None:
    """A fork chooses the names and reasons that the comment repeats."""
    accepted = [{"key": "services.blueprint.replicas", "reason": f"because {hostile} says so"}]
    found = judged(
        change(
            step(Op.REPLACE, hostile, component=hostile),
            stack=hostile,
            presence=Presence.NEW,
            before=small(),
            after={**small(), "accept": accepted, "publicUrl": f"https://x/{hostile}"},
            refused=f"  sorcha:deployment.x: {hostile}",
        )
    )
    outside = re.sub(r"^(`{3,})diff$.*?^\1$", "", comment([found]), flags=re.MULTILINE | re.DOTALL)
    outside = re.sub(r"`[^`\n]*`", "", outside)
    assert hostile not in outside
    assert "@e" not in outside
    assert "@all" not in outside
    assert "<img" not in outside


def test_a_judged_stack_names_its_steps_and_its_reasons() -> None:
    wallet = stacks("wallet", "tenants")[0]
    assert {step.name for step in wallet.change.leaves} == {"wallet-0", "wallet-keys"}
    assert {op: len(steps) for op, steps in wallet.counts["wallet"].items()} == {Op.REPLACE: 2}
    assert [reason.kind.value for reason in wallet.reasons] == ["wallet key material", "service"]


def test_on_a_terminal_colours_are_all_that_is_added() -> None:
    text = comment(stacks("tenants"))
    shown = coloured(text)
    assert "\033[1m### 🟠 downtime\033[0m" in shown
    assert "\033[32m+     ReverseProxy__Clusters__" in shown
    assert re.sub(r"\033\[\d+m", "", shown) == text
    assert "\033]0;title" not in coloured("a\033]0;title\007b")
