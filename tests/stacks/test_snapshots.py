"""Committed plans of the stacks match the program."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.harness import render
from tests.harness.text import text
from tests.stacks.snapshots import COMMAND, FOLDER, SNAPSHOTS, path


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_golden_plan_is_fresh(name: str) -> None:
    """A change of the program or of a table cell must show its effect on every stack."""
    plan_text = SNAPSHOTS[name]()
    golden_text = path(name).read_text() if path(name).exists() else ""
    if golden_text != plan_text:
        lines = unified_diff(
            golden_text.splitlines(), plan_text.splitlines(), "committed", "now", lineterm="", n=2
        )
        pytest.fail(f"{path(name).name} is stale; review the change, then run {COMMAND}\n" + "\n".join(lines))


def test_no_golden_plan_is_left_over() -> None:
    """A file without a comparison would look like a promise."""
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(SNAPSHOTS)


def test_two_renders_give_the_same_text() -> None:
    """Registration is concurrent; a plan that varies between runs would be ignored."""
    assert text(render("dev")) == text(render("dev"))


def test_no_golden_plan_shows_a_secret() -> None:
    """They are committed, and a given secret would remain in the history."""
    plan = render("dev", secrets={"redisPassword": "given-and-to-be-hidden"})
    plan_text = text(plan)
    assert "secret of redisPassword" in plan_text
    assert [name for name, value in plan.secrets.items() if value in plan_text] == []
