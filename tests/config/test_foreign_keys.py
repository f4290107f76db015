"""A key of another platform is refused, because it has no effect."""

from __future__ import annotations

from functools import reduce
from typing import Any

import pytest

from sorcha_infra.domain.services import Severity
from sorcha_infra.profiles import profiles

from .pulumi_config import applied, commands
from .stacks import Raw, dev, examine_stack, refusal_text, refusals

PLATFORM_KEYS: dict[str, dict[str, Any]] = {
    "docker": {"network": {"subnet": "10.9.0.0/16"}, "docker": {"hosts": ["ssh://a"]}},
    "kubernetes": {"kubernetes": {"context": "production", "namespace": "here", "storageClass": "fast"}},
}
"""Platform → all its keys, as an operator writes them."""

FOREIGN = [
    ("kubernetes", {"docker": {"hosts": ["ssh://a"]}}, "docker"),
    ("kubernetes", {"network": {"subnet": "10.9.0.0/16"}}, "network"),
    ("docker", {"kubernetes": {"context": "production"}}, "kubernetes"),
    # Empty, and still a sign that the operator means another platform.
    ("kubernetes", {"docker": {"hosts": []}}, "docker"),
    ("docker", {"kubernetes": {}}, "kubernetes"),
]


@pytest.mark.parametrize(("platform", "differs", "key"), FOREIGN)
def test_it_is_refused_by_its_name_and_the_command_takes_it_out(
    platform: str, differs: Raw, key: str
) -> None:
    deployment = dev(platform=platform, **differs)
    [problem] = [
        problem for problem in refusals(examine_stack(deployment)) if "is a key of" in problem.message
    ]
    assert problem.path == f"sorcha:deployment.{key}"
    assert problem.severity is Severity.REFUSE
    assert problem.message.endswith(f", but the platform is {platform}.")
    text = refusal_text(deployment)
    assert f"Fix: pulumi config rm --stack dev --path sorcha:deployment.{key}" in text
    result = reduce(applied, commands(text), deployment)
    assert result == dev(platform=platform)
    assert not any("is a key of" in problem.message for problem in refusals(examine_stack(result)))


@pytest.mark.parametrize(("platform", "differs", "key"), FOREIGN)
def test_it_cannot_be_accepted(platform: str, differs: Raw, key: str) -> None:
    accept = [{"key": key, "reason": "0123456789"}]
    assert "is a key of platform" in refusal_text(dev(platform=platform, accept=accept, **differs))


@pytest.mark.parametrize("platform", PLATFORM_KEYS)
def test_the_keys_of_the_platform_itself_are_taken(platform: str) -> None:
    problems = refusals(examine_stack(dev(platform=platform, **PLATFORM_KEYS[platform])))
    assert [problem for problem in problems if "is a key of" in problem.message] == []


def test_every_key_of_every_platform_is_looked_at() -> None:
    assert {profile.name: list(profile.settings.model_fields) for profile in profiles()} == {
        name: list(keys) for name, keys in PLATFORM_KEYS.items()
    }


def test_a_wrong_value_below_such_a_key_does_not_hide_that_it_is_foreign() -> None:
    """Else a fixed value would be refused a second time."""
    text = refusal_text(dev(platform="kubernetes", docker={"hosts": ["engine-1"]}))
    assert "sorcha:deployment.docker.hosts[0]: is a string of 8 characters" in text
    assert "sorcha:deployment.docker: is a key of platform docker" in text
