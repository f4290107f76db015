"""Gate 3: the policy pack, in its own environment and process, notices each breach."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sorcha_infra.domain.resources import Invariant
from sorcha_infra.domain.rules import Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.profiles.docker.invariants import INVARIANTS
from tests.gates.breach import Breach, StackSettings, twin
from tests.gates.configuration import CONFIGURATION
from tests.gates.pack import FOLDER, Pack, Violations
from tests.gates.resources import RESOURCES
from tests.gates.test_at_configuration import RULES
from tests.harness import Plan, Secret

Packs = Callable[[StackSettings, str], Pack]


def _name(rule: Callable[..., object]) -> str:
    return rule.__name__.replace("_", "-")


def _cases(rules: tuple[Invariant, ...]) -> list[object]:
    return [
        pytest.param(rule, breach, id=f"{rule.__name__}-{index}")
        for rule in rules
        for index, breach in enumerate(RESOURCES.get(rule, ()))
        if breach.in_pack
    ]


_CONFIGURATION_CASES = [
    # The first of each: every stack file is a process of its own, and gate 1 tries them all.
    pytest.param(rule, CONFIGURATION[rule].bad[0], id=rule.__name__)
    for rule in RULES
    if rule in CONFIGURATION
]


@pytest.fixture(scope="module")
def packs() -> Iterator[Packs]:
    """A process for each stack file and purpose, because it remembers earlier requests."""
    processes: dict[tuple[str, str], Pack] = {}

    def pack(settings: StackSettings, purpose: str) -> Pack:
        key = json.dumps(settings.values, sort_keys=True), purpose
        if key not in processes:
            processes[key] = Pack(settings)
        return processes[key]

    yield pack
    for process in processes.values():
        process.__exit__(None, None, None)


def _fires(rule: Callable[..., object], violations: Violations) -> bool:
    return any(
        policy == _name(rule) or (policy == "advice" and f"\n{_name(rule)}: " in message)
        for policy, message in violations
    )


def test_there_is_a_policy_for_each_rule(packs: Packs) -> None:
    descriptions = {
        policy.name: policy.description for policy in packs(StackSettings(), "stack").info().policies
    }
    rules: list[Callable[..., object]] = [*INVARIANTS.all, *RULES]
    assert set(descriptions) == {"configuration", "advice"} | {_name(rule) for rule in rules}
    assert all(descriptions.values())


@pytest.mark.parametrize(("rule", "breach"), _cases(INVARIANTS.resource_rules))
def test_a_rule_over_one_resource_fires_before_it_is_made(
    rule: Invariant, breach: Breach, dev: Plan, packs: Packs
) -> None:
    if all(finding.severity is Severity.WARN for finding in rule(breach.stack(dev))):
        assert _fires(rule, packs(breach.settings, "stack").analyze_stack(breach.change(dev).resources))
        return
    resources = [
        resource for resource in breach.change(dev).resources if dev.by_urn.get(resource.urn) != resource
    ]
    assert any(_fires(rule, packs(breach.settings, "each").analyze(resource)) for resource in resources)


@pytest.mark.parametrize(("rule", "breach"), _cases(INVARIANTS.stack_rules))
def test_a_rule_over_the_stack_fires(rule: Invariant, breach: Breach, dev: Plan, packs: Packs) -> None:
    assert _fires(rule, packs(breach.settings, "stack").analyze_stack(breach.change(dev).resources))


@pytest.mark.parametrize(("rule", "settings"), _CONFIGURATION_CASES)
def test_a_rule_over_configuration_fires(
    rule: Rule, settings: StackSettings, dev: Plan, packs: Packs
) -> None:
    assert _fires(rule, packs(settings, "stack").analyze_stack(dev.resources))


def test_a_second_validator_is_refused_whatever_the_stack_file_says(dev: Plan, packs: Packs) -> None:
    """Two corrupt the chain silently (contract §3.6)."""
    plan = twin("validator-0", "validator-1")(dev)
    violations = packs(StackSettings(), "stack").analyze_stack(plan.resources)
    assert ("pools-match-configuration", True) in {
        (policy, "validator-1" in message) for policy, message in violations
    }


def test_dev_breaks_nothing(dev: Plan, packs: Packs) -> None:
    pack = packs(StackSettings(), "fine")
    assert [violation for resource in dev.resources for violation in pack.analyze(resource)] == []
    assert pack.analyze_stack(dev.resources) == set()


def test_what_the_program_asked_for_counts_and_not_what_the_provider_made_of_it(
    dev: Plan, packs: Packs
) -> None:
    """Outputs of a generator are secrets outside of a file (measured with the real provider)."""
    pack = packs(StackSettings(), "fine")
    resources = tuple(
        replace(resource, raw={**resource.raw, "result": Secret("x" * 40)})
        if "length" in resource.raw
        else resource
        for resource in dev.resources
    )
    for resource in dev.resources:
        pack.analyze(resource)
    assert pack.analyze_stack(resources) == set()


def test_an_invalid_stack_file_is_reported(packs: Packs) -> None:
    settings = StackSettings({"tier": "none", "platform": "docker"})
    assert "configuration" in {policy for policy, _ in packs(settings, "stack").analyze_stack(())}


def test_no_secret_is_shown(dev: Plan, packs: Packs) -> None:
    """A violation is printed on a terminal and kept in logs."""
    pack = packs(StackSettings(), "secrets")
    text = "".join(
        message
        for rule in INVARIANTS.all
        for breach in RESOURCES[rule]
        if breach.settings == StackSettings()
        for resource in breach.change(dev).resources
        if dev.by_urn.get(resource.urn) != resource
        for _, message in pack.analyze(resource)
    )
    assert text
    assert not any(secret in text for secret in (*dev.secrets.values(), "a-secret-of-redis"))


def test_a_missing_environment_is_reported_with_its_fix(tmp_path: Path) -> None:
    """Without an error of the pack, `pulumi preview` would hang (measured with 3.259)."""
    (tmp_path / "policy").mkdir()
    shutil.copy(FOLDER / "__main__.py", tmp_path / "policy")
    result = subprocess.run(
        [sys.executable, tmp_path / "policy"], capture_output=True, text=True, check=False, timeout=60
    )
    assert result.returncode == 1
    assert result.stderr == (
        "error: policy: has no Python environment with pulumi-policy. Expected policy/venv/bin/python.\n"
        "    Fix: make policy\n"
    )
