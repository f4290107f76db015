"""Gate 3: the policy pack, in its own environment and process, notices what breaks a rule."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sorcha_infra.profiles.docker.invariants import EACH, INVARIANTS, WHOLE, Invariant
from sorcha_infra.domain.rules import RULES, Rule
from sorcha_infra.domain.services import Severity
from tests.gates.breach import Breach, Told
from tests.gates.configuration import CONFIGURATION
from tests.gates.pack import FOLDER, Pack, Violations
from tests.gates.resources import RESOURCES
from tests.harness import Plan, Secret

Packs = Callable[[Told, str], Pack]


def _name(rule: Callable[..., object]) -> str:
    return rule.__name__.replace("_", "-")


def _cases(rules: tuple[Invariant, ...]) -> list[object]:
    return [
        pytest.param(rule, breach, id=f"{rule.__name__}-{index}")
        for rule in rules
        for index, breach in enumerate(RESOURCES.get(rule, ()))
        if breach.in_pack
    ]


_CONFIGURED = [
    pytest.param(rule, breach, id=f"{rule.__name__}-{index}")
    for rule in RULES
    for index, breach in enumerate(CONFIGURATION[rule].planned if rule in CONFIGURATION else ())
]


@pytest.fixture(scope="module")
def packs() -> Iterator[Packs]:
    """A process for each stack file and purpose: it remembers what it was asked before."""
    running: dict[tuple[str, str], Pack] = {}

    def pack(told: Told, purpose: str) -> Pack:
        key = json.dumps(told.values, sort_keys=True), purpose
        if key not in running:
            running[key] = Pack(told)
        return running[key]

    yield pack
    for one in running.values():
        one.__exit__(None, None, None)


def _fires(rule: Callable[..., object], violations: Violations) -> bool:
    return any(
        policy == _name(rule) or (policy == "advice" and f"\n{_name(rule)}: " in message)
        for policy, message in violations
    )


def test_there_is_a_policy_for_each_rule(packs: Packs) -> None:
    told = {policy.name: policy.description for policy in packs(Told(), "stack").info().policies}
    rules: list[Callable[..., object]] = [*INVARIANTS, *RULES]
    assert set(told) == {"configuration", "advice"} | {_name(rule) for rule in rules}
    assert all(told.values())


@pytest.mark.parametrize(("rule", "breach"), _cases(EACH))
def test_a_rule_over_one_resource_fires_before_it_is_made(
    rule: Invariant, breach: Breach, dev: Plan, packs: Packs
) -> None:
    if all(finding.severity is Severity.WARN for finding in rule(breach.stack(dev))):
        assert _fires(rule, packs(breach.told, "stack").analyze_stack(breach.change(dev).resources))
        return
    changed = [one for one in breach.change(dev).resources if dev.by_urn.get(one.urn) != one]
    assert any(_fires(rule, packs(breach.told, "each").analyze(one)) for one in changed)


@pytest.mark.parametrize(("rule", "breach"), _cases(WHOLE))
def test_a_rule_over_the_stack_fires(rule: Invariant, breach: Breach, dev: Plan, packs: Packs) -> None:
    assert _fires(rule, packs(breach.told, "stack").analyze_stack(breach.change(dev).resources))


@pytest.mark.parametrize(("rule", "breach"), _CONFIGURED)
def test_a_rule_over_configuration_fires(rule: Rule, breach: Breach, dev: Plan, packs: Packs) -> None:
    assert _fires(rule, packs(breach.told, "stack").analyze_stack(breach.change(dev).resources))


def test_dev_breaks_nothing(dev: Plan, packs: Packs) -> None:
    pack = packs(Told(), "fine")
    assert [violation for one in dev.resources for violation in pack.analyze(one)] == []
    assert pack.analyze_stack(dev.resources) == set()


def test_what_the_program_asked_for_counts_and_not_what_the_provider_made_of_it(
    dev: Plan, packs: Packs
) -> None:
    """The outputs of a generator are secrets, and no file: seen with the real provider."""
    pack = packs(Told(), "fine")
    made = tuple(
        replace(one, raw={**one.raw, "result": Secret("x" * 40)}) if "length" in one.raw else one
        for one in dev.resources
    )
    for one in dev.resources:
        pack.analyze(one)
    assert pack.analyze_stack(made) == set()


def test_a_stack_file_that_cannot_be_read_is_told(packs: Packs) -> None:
    told = Told({"tier": "none", "platform": "docker"})
    assert "configuration" in {policy for policy, _ in packs(told, "stack").analyze_stack(())}


def test_no_secret_is_told(dev: Plan, packs: Packs) -> None:
    """A violation is printed on a terminal and kept in logs."""
    pack = packs(Told(), "told")
    said = "".join(
        message
        for rule in INVARIANTS
        for breach in RESOURCES[rule]
        if breach.told == Told()
        for one in breach.change(dev).resources
        if dev.by_urn.get(one.urn) != one
        for _, message in pack.analyze(one)
    )
    assert said
    assert not any(secret in said for secret in (*dev.secrets.values(), "a-secret-of-redis"))


def test_a_missing_environment_is_told_with_the_command_that_mends_it(tmp_path: Path) -> None:
    """Without a word of the pack's own, `pulumi preview` would wait for ever (seen with 3.259)."""
    (tmp_path / "policy").mkdir()
    shutil.copy(FOLDER / "__main__.py", tmp_path / "policy")
    ended = subprocess.run(
        [sys.executable, tmp_path / "policy"], capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 1
    assert "policy/venv/bin/python" in ended.stderr
    assert "make policy" in ended.stderr
