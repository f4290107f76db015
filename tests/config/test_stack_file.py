"""A stack file, read without Pulumi, as `make up` does before any change."""

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


def test_invalid_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  sorcha:deployment: {tier: dev\n")
    with pytest.raises(
        UserError, match=r"stacks/Pulumi\.dev\.yaml: is not valid YAML: .+ \(line \d\)\."
    ) as error:
        stack_file(tmp_path, "dev")
    [fix] = error.value.message.fixes
    assert fix.startswith("edit stacks/Pulumi.dev.yaml")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("config:\n  ? [a]\n  : 1\n", "found unhashable key (line 2)"),
        ("config: \x01\n", "control characters are not allowed (character 8)"),
        ("config: !!int top-secret\n", "a value does not match its type"),
        ("config: 2020-13-45\n", "a value does not match its type"),
    ],
)
def test_a_value_that_yaml_cannot_represent_is_refused(tmp_path: Path, text: str, finding: str) -> None:
    """A traceback does not help an operator, and may quote a secret."""
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(UserError, match="is not valid YAML: ") as error:
        stack_file(tmp_path, "dev")
    assert finding in str(error.value)
    assert "top-secret" not in str(error.value)


def test_a_key_that_is_written_twice_is_refused(tmp_path: Path) -> None:
    """Pulumi takes the last one silently."""
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  sorcha:a: 1\n  sorcha:a: 2\n")
    with pytest.raises(UserError) as error:
        stack_file(tmp_path, "dev")
    assert error.value.message.text == "is not valid YAML: the key sorcha:a occurs twice (line 3)."


def test_a_missing_file_is_reported_with_the_existing_ones(tmp_path: Path) -> None:
    for stack in ("b", "a"):
        (tmp_path / f"Pulumi.{stack}.yaml").write_text("")
    assert stack_names(tmp_path) == ["a", "b"]
    with pytest.raises(UserError, match=r"^stacks/Pulumi\.dev\.yaml: does not exist; ") as error:
        stack_file(tmp_path, "dev")
    assert error.value.message.text == f"does not exist; stacks in {tmp_path.name}/ are a, b."
    assert "stacks/Pulumi.dev.yaml" in error.value.message.fixes[0]
