"""The random plugin supports every property that its wheel sends and reads, and keeps its secrets."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pulumi_random as random
import pytest

from tests.toolchain.plugin import Plugin, secret
from tests.toolchain.samples import Samples, outputs

SAMPLES = Samples(
    values={
        "RandomPasswordArgs.length": 24,
        "RandomStringArgs.length": 24,
        "RandomIntegerArgs.max": 2,
    },
    omissions={},
)

RESOURCES: list[tuple[type[pulumi.Resource], type]] = [
    (random.RandomPassword, random.RandomPasswordArgs),
    (random.RandomString, random.RandomStringArgs),
    (random.RandomId, random.RandomIdArgs),
    (random.RandomBytes, random.RandomBytesArgs),
    (random.RandomInteger, random.RandomIntegerArgs),
    (random.RandomPet, random.RandomPetArgs),
    (random.RandomShuffle, random.RandomShuffleArgs),
    (random.RandomUuid, random.RandomUuidArgs),
]


@pytest.fixture(scope="module")
def plugin_random(plugin: Callable[[str], Plugin]) -> Plugin:
    instance = plugin("random")
    instance.configure()
    return instance


@pytest.mark.parametrize(("resource", "args"), RESOURCES, ids=lambda type_: type_.__name__)
def test_arguments_are_known_and_outputs_returned(plugin_random: Plugin, resource: type, args: type) -> None:
    kind = f"random:index/r{resource.__name__[1:]}:{resource.__name__}"
    # This plugin silently drops unknown arguments, but returns known ones.
    properties = plugin_random.create(kind, {**SAMPLES.arguments(args), "lenght": 1})
    assert outputs(resource) - set(properties) == set()
    assert "lenght" not in properties


def test_a_password_is_a_secret_of_the_requested_form(plugin_random: Plugin) -> None:
    properties = plugin_random.create(
        "random:index/randomPassword:RandomPassword", {"length": 32, "special": False}
    )
    password = secret(properties["result"])
    assert len(password) == 32
    assert password.isalnum()
    assert password not in str({**properties, "result": None})
