"""The random plugin knows every property that its wheel sends and reads, and keeps its secrets."""

from __future__ import annotations

from collections.abc import Callable

import pulumi
import pulumi_random as random
import pytest

from tests.toolchain.plugin import Plugin, secret
from tests.toolchain.samples import Samples, outputs

SAMPLES = Samples(
    known={
        "RandomPasswordArgs.length": 24,
        "RandomStringArgs.length": 24,
        "RandomIntegerArgs.max": 2,
    },
    left_out={},
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
    running = plugin("random")
    running.configure()
    return running


@pytest.mark.parametrize(("resource", "args"), RESOURCES, ids=lambda each: each.__name__)
def test_arguments_are_known_and_outputs_returned(plugin_random: Plugin, resource: type, args: type) -> None:
    kind = f"random:index/r{resource.__name__[1:]}:{resource.__name__}"
    # This plugin drops an unknown argument silently; but what it knows comes back.
    created = plugin_random.create(kind, {**SAMPLES.arguments(args), "lenght": 1})
    assert outputs(resource) - set(created) == set()
    assert "lenght" not in created


def test_a_password_is_a_secret_of_the_asked_form(plugin_random: Plugin) -> None:
    created = plugin_random.create(
        "random:index/randomPassword:RandomPassword", {"length": 32, "special": False}
    )
    password = secret(created["result"])
    assert len(password) == 32
    assert password.isalnum()
    assert password not in str({**created, "result": None})
