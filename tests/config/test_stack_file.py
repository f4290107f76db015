"""A stack file, read without Pulumi: what `make up` judges before it does anything."""

import json
from pathlib import Path

import pytest

from sorcha_infra.config.files import UnreadableError, plain_values


def test_values_are_what_pulumi_hands_over_and_encrypted_ones_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(
        "config:\n  sorcha:deployment: {tier: dev, services: {ui: {replicas: 2}}}\n"
        "  sorcha:redisPassword: {secure: abc}\n  sorcha:adminPassword: plain\nencryptionsalt: v1\n"
    )
    values = plain_values(file)
    assert json.loads(values.pop("sorcha:deployment")) == {"tier": "dev", "services": {"ui": {"replicas": 2}}}
    assert values == {"sorcha:adminPassword": "plain"}


@pytest.mark.parametrize("text", ["", "config:\n", "[]\n"])
def test_a_file_without_configuration_has_no_values(tmp_path: Path, text: str) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text(text)
    assert plain_values(file) == {}


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "Pulumi.dev.yaml"
    file.write_text("config:\n  sorcha:deployment: {tier: dev\n")
    with pytest.raises(UnreadableError, match=r"stacks/Pulumi\.dev\.yaml: is no YAML: line"):
        plain_values(file)
