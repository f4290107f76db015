"""The schema that editors complete stack files with."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from sorcha_infra.config.schema import FILE, stack_schema, text
from sorcha_infra.domain.secrets import SecretName

from .stacks import TIERS, Raw, dev, stack_file
from .test_tiers import EVERYTHING

VALIDATOR = jsonschema.Draft202012Validator(stack_schema())


def test_the_committed_schema_is_that_of_the_models() -> None:
    assert FILE.read_text() == text(), "renew it: venv/bin/python -m sorcha_infra.config.schema"


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(stack_schema())


@pytest.mark.parametrize("tier", TIERS)
def test_a_stack_file_of_this_repository_is_valid(tier: str) -> None:
    VALIDATOR.validate(stack_file(tier))


@pytest.mark.parametrize(
    "deployment",
    [
        EVERYTHING,
        dev(redis={"image": "a/redis:1"}),  # fits several topologies; the tier says which
        dev(edge={"port": 1}),
        dev(peer={"port": 5001}),
    ],
)
def test_what_the_program_takes_is_valid(deployment: Raw) -> None:
    """An editor that marks what is right teaches to ignore it."""
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
