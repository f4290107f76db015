"""A stack file, read without Pulumi: what `make up` judges before it does anything."""

import json
from pathlib import Path

import pytest

from sorcha_infra.config.stack_file import stack_file, stack_names
from sorcha_infra.console import UserError


def test_values_are_what_pulumi_hands_over_and_encrypted_ones_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(
        "config:\n  sorcha:deployment: {tier: dev, services: {ui: {replicas: 2}}}\n"
        "  sorcha:redisPassword: {secure: abc}\n  sorcha:adminPassword: plain\nencryptionsalt: v1\n"
    )
    file = stack_file(tmp_path, "dev")
    assert (file.stack, file.name) == ("dev", "stacks/Pulumi.dev.yaml")
    values = dict(file.plain)
    assert json.loads(values.pop("sorcha:deployment")) == {"tier": "dev", "services": {"ui": {"replicas": 2}}}
    assert values == {"sorcha:adminPassword": "plain"}
    assert file.encrypted == {"sorcha:redisPassword"}


@pytest.mark.parametrize("text", ["", "config:\n", "[]\n", "config: []\n"])
def test_a_file_without_configuration_has_no_values(tmp_path: Path, text: str) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    assert stack_file(tmp_path, "dev").plain == {}


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  sorcha:deployment: {tier: dev\n")
    with pytest.raises(UserError, match=r"stacks/Pulumi\.dev\.yaml cannot be read") as error:
        stack_file(tmp_path, "dev")
    assert "stacks/Pulumi.dev.yaml: is no YAML: line" in error.value.finding
    assert error.value.next_step.startswith("correct the file")


def test_a_key_that_is_written_twice_is_refused(tmp_path: Path) -> None:
    """Pulumi takes the last one silently."""
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  sorcha:a: 1\n  sorcha:a: 2\n")
    with pytest.raises(UserError) as error:
        stack_file(tmp_path, "dev")
    assert "line 3: the key sorcha:a is written twice" in error.value.finding


def test_a_file_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    for stack in ("b", "a"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text("")
    assert stack_names(tmp_path) == ["a", "b"]
    with pytest.raises(UserError, match="there is no stack file for dev") as error:
        stack_file(tmp_path, "dev")
    assert error.value.finding == f"no Pulumi.dev.yaml in {tmp_path.name}/, which holds a, b"
    assert "stacks/Pulumi.dev.yaml" in error.value.next_step
