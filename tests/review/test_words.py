"""What is asked for, in the words of whoever asked."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.profiles.docker.addresses import default_subnet
from sorcha_infra.domain.change import Source
from sorcha_infra.review.preview import read
from sorcha_infra.review.words import differences
from tests.review.samples import change, preview, small, spec


def told(before: Any, after: Any) -> list[str]:
    return [one.text for one in differences(change(before=before, after=after))]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"services": {"tenant": {"replicas": 3}}}, ["tenant 2 → 3 replicas"]),
        ({"services": {"gateway": {"replicas": 1}}}, ["gateway 2 → 1 replica", "ui 2 → 1 replica"]),
        (
            {"services": {"peer": {"resources": {"cpus": 2.5, "memoryMib": 700}}}},
            ["peer limited to 1.0 → 2.5 cores each", "peer limited to 512 → 700 MiB each"],
        ),
        (
            {"services": {"peer": {"image": "a/peer:1"}}},
            [
                "peer image `sorchadev/peer-service:master-61d4c7bc7e09393cb6e093b1ab5345ad7f1f008c` → "
                "`a/peer:1`"
            ],
        ),
        ({"postgres": {"replicas": 2}}, ["PostgreSQL 1 → 2 streaming replicas"]),
        (
            {"mongo": {"topology": "single"}},
            ["MongoDB replicaSet → single"],
        ),
        ({"mongo": {"members": 5}}, ["MongoDB 3 → 5 members"]),
        ({"redis": {"members": 4, "sentinels": 5}}, ["Redis 3 → 4 members", "Redis 3 → 5 Sentinels"]),
        ({"mongo": {"image": "a/mongo:9"}}, ["MongoDB image `mongo:8.0` → `a/mongo:9`"]),
        (
            {"publicUrl": "https://other.example.com"},
            ["`publicUrl` `https://sorcha.example.com` → `https://other.example.com`"],
        ),
        (
            {"network": {"subnet": "10.9.0.0/24"}},
            [f"`network.subnet` `{default_subnet('prod-small')}` → `10.9.0.0/24`"],
        ),
        ({"images": {"source": "published"}}, []),
        (
            {"accept": [{"key": "services.blueprint.replicas", "reason": "a reason of some length"}]},
            ["what is accepted changes; see the reasons"],
        ),
    ],
)
def test_a_value_is_told_in_words(said: dict[str, Any], words: list[str]) -> None:
    """`services.tenant.replicas: 2 → 3` is a diff; a reviewer wants a sentence."""
    assert told(small(), small(**said)) == words


def test_the_same_is_nothing() -> None:
    assert told(small(), small()) == []


def test_growth_tells_the_layout_and_its_numbers() -> None:
    grown = told(spec({}), small())
    assert {"MongoDB single → replicaSet", "MongoDB with 3 members"} <= set(grown)
    assert "PostgreSQL with 1 streaming replicas" in grown


def test_who_says_so_stands_with_it() -> None:
    [by_file] = differences(change(before=small(), after=small(services={"tenant": {"replicas": 3}})))
    assert by_file.origin == "stack file"
    by_tier = differences(change(before=spec({}), after=small()))
    origins = {one.path: one.origin for one in by_tier}
    assert origins["services.tenant.replicas"].startswith("table: '2 instances' (guide")
    assert origins["services.peer.resources.memoryMib"] == "default: contract §6.2"


def test_a_preview_alone_tells_what_its_components_were_and_are() -> None:
    """Their inputs are their part of the deployment, for this (components/base.py)."""
    found, _ = read(preview("tenants"))
    assert [one.text for one in differences(found)] == ["tenant 1 → 2 replicas"]
    assert found.source is Source.PREVIEW


def test_a_base_with_other_models_is_compared_as_far_as_it_goes() -> None:
    """The base is resolved by its own code, which may know less or more."""
    older = {key: value for key, value in small().items() if key not in ("supportImages", "peer")}
    assert any(
        text.startswith("`images.support.haproxy` nothing → `haproxy:") for text in told(older, small())
    )
    assert told({**small(), "gone": {"x": 1}}, small()) == ["`gone.x` 1 → nothing"]
