"""Every refusal that the table of texts provokes has the one grammar, as an operator sees it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings

from sorcha_infra.config.report import message
from tests.config.space import deployments

from .stacks import Raw, examine_stack
from .test_error_texts import TEXTS

_PATH = r"(?:sorcha:|stacks/)\S[^\n]*?"
_MESSAGE = re.compile(
    rf"{_PATH}: [^\n]+?[^.:,\n]\.(?: Expected [^\n]+[^.\n]\.)?"
    r"(?:\n    Fix: (?:pulumi config |edit )[^\n]+)?"
    r"(?:\n    Or accept the deviation: pulumi config set [^\n]+)?"
)


@pytest.mark.parametrize("deployment", [case[1] for case in TEXTS], ids=[case[0] for case in TEXTS])
def test_a_refusal_has_the_grammar(deployment: Any) -> None:
    problems = examine_stack(deployment).problems
    assert problems
    for problem in problems:
        assert _MESSAGE.fullmatch(str(message(problem, "dev"))), str(message(problem, "dev"))


@settings(max_examples=80, deadline=None)
@given(deployments("docker"))
def test_a_problem_of_any_configuration_has_the_grammar(raw: Raw) -> None:
    for problem in examine_stack(raw).problems:
        assert _MESSAGE.fullmatch(str(message(problem, "dev"))), str(message(problem, "dev"))


@pytest.mark.parametrize(
    "text",
    [
        "sorcha:deployment.tier: is missing",
        "sorcha:deployment.tier: is missing. Expected dev",
        "sorcha:deployment.tier: is missing.\n    Fix: ",
        "is missing.",
    ],
)
def test_another_form_is_noticed(text: str) -> None:
    assert not _MESSAGE.fullmatch(text)
