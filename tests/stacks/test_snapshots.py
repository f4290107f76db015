"""What is committed as a stack's plan is what the program asks for."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.harness import render
from tests.harness.text import text
from tests.stacks.snapshots import COMMAND, FOLDER, SNAPSHOTS, path


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_golden_plan_is_fresh(name: str) -> None:
    """A change of the program or of a table cell must show what it does to every stack."""
    plan_text = SNAPSHOTS[name]()
    golden_text = path(name).read_text() if path(name).exists() else ""
    if golden_text != plan_text:
        lines = unified_diff(
            golden_text.splitlines(), plan_text.splitlines(), "committed", "now", lineterm="", n=2
        )
        pytest.fail(f"{path(name).name} is stale; look at the change, then: {COMMAND}\n" + "\n".join(lines))


def test_no_golden_plan_is_left_over() -> None:
    """A file that nothing compares looks like a promise and is none."""
    assert {file.stem for file in FOLDER.glob("*.txt")} == set(SNAPSHOTS)


def test_two_renders_give_the_same_text() -> None:
    """Registration is concurrent; a plan that changes by itself teaches people to look away."""
    assert text(render("dev")) == text(render("dev"))


def test_no_golden_plan_shows_a_secret() -> None:
    """They are committed, and a given secret would stand in the history for good."""
    plan = render("dev", secrets={"redisPassword": "given-and-to-be-hidden"})
    plan_text = text(plan)
    assert "secret of redisPassword" in plan_text
    assert [name for name, value in plan.secrets.items() if value in plan_text] == []
