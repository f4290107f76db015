"""The schema that editors complete stack files with."""

import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sorcha_infra.config.schema import FILE, stack_schema, text
from sorcha_infra.config.stack_file import stack_names
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.profiles import profiles

from .stacks import FOLDER, TIERS, Raw, dev, examine_stack, stack_file, violations
from .test_tiers import FULL_DEPLOYMENT

VALIDATOR = jsonschema.Draft202012Validator(stack_schema())


def test_the_committed_schema_is_that_of_the_models() -> None:
    assert FILE.read_text() == text(), "run: venv/bin/python -m sorcha_infra.config.schema"


def test_the_command_writes_it_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`venv/bin/python -m sorcha_infra.config.schema`."""
    monkeypatch.setattr("sorcha_infra.paths.STACKS", tmp_path)
    monkeypatch.delitem(sys.modules, "sorcha_infra.config.schema")
    runpy.run_module("sorcha_infra.config.schema", run_name="__main__")
    assert (tmp_path / FILE.name).read_text() == FILE.read_text()


def test_a_reader_meets_first_what_every_stack_must_say() -> None:
    deployment = stack_schema()["properties"]["config"]["properties"]["sorcha:deployment"]
    assert list(deployment["properties"])[:2] == deployment["required"] == ["tier", "platform"]


def test_each_platform_has_its_keys_in_the_schema() -> None:
    deployment = stack_schema()["properties"]["config"]["properties"]["sorcha:deployment"]
    for profile in profiles():
        assert profile.name in deployment["properties"]["platform"]["enum"]
        keys = {field.alias or name for name, field in profile.settings.model_fields.items()}
        assert keys <= deployment["properties"].keys()


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(stack_schema())


@pytest.mark.parametrize("stack", stack_names(FOLDER))
def test_a_stack_file_of_this_repository_is_valid(stack: str) -> None:
    """For the schema, and for the program, which may refuse only parts that are not built."""
    VALIDATOR.validate(stack_file(stack))
    examination = examine_stack(stack_file(stack)["config"]["sorcha:deployment"], stack=stack)
    assert examination.deployment is not None
    assert violations(examination) == []


def test_there_is_a_stack_file_for_each_tier() -> None:
    assert set(TIERS) <= set(stack_names(FOLDER))


@pytest.mark.parametrize(
    "deployment",
    [
        FULL_DEPLOYMENT,
        dev(redis={"image": "a/redis:1"}),  # fits several topologies; the tier says which
        dev(edge={"port": 1}),
        dev(peer={"port": 5001}),
        dev(platform="kubernetes", kubernetes={"context": "production", "storageClass": "standard"}),
    ],
)
def test_what_the_program_takes_is_valid(deployment: Raw) -> None:
    """An editor with false errors would be ignored."""
    VALIDATOR.validate(
        {
            "config": {
                "sorcha:deployment": deployment,
                "sorcha:redisPassword": {"secure": "v1:abc"},
                "pulumi:disable-default-providers": ["*"],
            },
            "encryptionsalt": "v1:abc",
        }
    )


@pytest.mark.parametrize(
    "config",
    [
        {"sorcha:deployment": dev(services={"gatway": {}})},
        {"sorcha:deployment": dev(services={"gateway": {"replica": 1}})},
        {"sorcha:deployment": dev(services={"gateway": {"replicas": "1"}})},
        {"sorcha:deployment": dev(services={"gateway": {"replicas": 0}})},
        {"sorcha:deployment": dev(redis={"topology": "single", "sentinels": 3})},
        {"sorcha:deployment": dev(redis={"topology": "sentinels"})},
        {"sorcha:deployment": dev(tier="prod")},
        {"sorcha:deployment": dev(platform="podman")},
        {"sorcha:deployment": dev(kubernetes={"contxt": "production"})},
        {"sorcha:deployment": {"tier": "dev"}},
        {"sorcha:deployment": dev(), "sorcha:redisPasword": {"secure": "v1:abc"}},
        {"sorcha:deployment": dev(), "sorcha:redisPassword": "in plain text"},
        {},
    ],
)
def test_a_slip_is_marked_in_the_editor(config: Raw) -> None:
    assert list(VALIDATOR.iter_errors({"config": config}))


def _properties(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _properties(item, f"{path}[{index}]")
    elif isinstance(node, dict):
        for key, value in node.items():
            if key in ("properties", "$defs"):
                for name, child in value.items():
                    yield f"{path}/{name}", child
                    yield from _properties(child, f"{path}/{name}")
            else:
                yield from _properties(value, f"{path}/{key}")


PROPERTIES = dict(_properties(stack_schema()))


@pytest.mark.parametrize("path", PROPERTIES)
def test_each_property_is_described(path: str) -> None:
    """The description is the help that an editor shows."""
    assert len(PROPERTIES[path]["description"]) > 5


def test_each_secret_is_in_the_schema() -> None:
    assert {f"sorcha:{name}" for name in SecretName} <= {path.rsplit("/", 1)[1] for path in PROPERTIES}
