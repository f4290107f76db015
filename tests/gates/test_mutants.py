"""The mutation run itself: it changes decisions, restores them, and reports unnoticed changes."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gates.mutants import Mutant, mutants
from tests.gates.mutate import Count, survives, unguarded

_SOURCE = '''
def rule(number):
    """Numbers above 3 are wrong."""
    if number > 3 and not number == 7:
        yield Finding(number, f"{number + 1} is wrong", expected=f"{2 * 2}")


def Finding(number, text, expected):
    return text
'''


@pytest.fixture
def module(tmp_path: Path) -> Iterator[types.ModuleType]:
    path = tmp_path / "some_rules.py"
    path.write_text(_SOURCE)
    sys.path.insert(0, str(tmp_path))
    try:
        import some_rules  # type: ignore[import-not-found]  # noqa: PLC0415

        yield some_rules
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("some_rules", None)


def _of_rule(module: types.ModuleType) -> list[Mutant]:
    return [mutant for mutant in mutants(module) if mutant.function.__name__ == "rule"]


def test_decisions_are_changed_and_texts_are_not(module: types.ModuleType) -> None:
    descriptions = [mutant.description for mutant in _of_rule(module)]
    assert "rule: number > 3: the comparison turned" in descriptions
    assert "rule: 3 made 4" in descriptions
    assert "rule: not number == 7: not left out" in descriptions
    assert "rule: a finding left out" in descriptions
    assert any("and" in description for description in descriptions)
    assert not any("number + 1" in description or "2 * 2" in description for description in descriptions)
    assert "rule: 2 made 3" not in descriptions
    assert len(descriptions) == len(set(descriptions))


def test_each_change_differs_and_is_undone(module: types.ModuleType) -> None:
    usual = module.rule.__code__
    for mutant in _of_rule(module):
        with mutant.alive():
            assert module.rule.__code__ is not usual
        assert module.rule.__code__ is usual


def test_a_guard_notices_and_a_missing_one_is_reported(module: types.ModuleType) -> None:
    guards = [
        lambda: bool(list(module.rule(4))),
        lambda: not list(module.rule(3)),
        lambda: not list(module.rule(7)),
        lambda: not list(module.rule(1)),
    ]
    all_mutants = _of_rule(module)
    assert [mutant.description for mutant in all_mutants if survives(mutant, guards)] == []
    assert "rule: 3 made 4" in [mutant.description for mutant in all_mutants if survives(mutant, guards[1:])]
    survivors = [mutant for mutant in all_mutants if survives(mutant, [])]
    assert unguarded({"rule": Count(len(all_mutants), survivors), "other": Count(2, [])}) == ["rule"]
