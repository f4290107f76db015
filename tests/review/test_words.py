"""Requested changes, by the keys of the stack file."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.domain.change import Source
from sorcha_infra.profiles import profiles
from sorcha_infra.profiles.docker.addresses import default_subnet
from sorcha_infra.profiles.profile import Profile
from sorcha_infra.review.preview import read
from sorcha_infra.review.words import differences
from tests.review.samples import before_targets, change, deployment, preview, small, spec


def sentences(before: Any, after: Any) -> list[str]:
    return [difference.text for difference in differences(change(before=before, after=after))]


@pytest.mark.parametrize(
    ("settings", "words"),
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
            ["accepted deviations change (see the reasons)"],
        ),
    ],
)
def test_a_changed_value_is_a_phrase(settings: dict[str, Any], words: list[str]) -> None:
    """A reviewer reads `tenant 2 → 3 replicas`, not a diff of keys."""
    assert sentences(small(), small(**settings)) == words


def test_equal_deployments_have_no_differences() -> None:
    assert sentences(small(), small()) == []


def test_growth_has_the_topology_and_its_numbers() -> None:
    words = sentences(deployment({}), small())
    assert {"MongoDB single → replicaSet", "MongoDB with 3 members"} <= set(words)
    assert "PostgreSQL with 1 streaming replicas" in words


def test_each_difference_has_its_origin() -> None:
    [by_file] = differences(change(before=small(), after=small(services={"tenant": {"replicas": 3}})))
    assert by_file.origin == "stack file"
    by_tier = differences(change(before=deployment({}), after=small()))
    origins = {difference.path: difference.origin for difference in by_tier}
    assert origins["services.tenant.replicas"].startswith("table: '2 instances' (guide")
    assert origins["services.peer.resources.memoryMib"] == "default: contract §6.2"


def test_a_preview_alone_has_the_differences_of_its_components() -> None:
    """Their inputs are their part of the deployment (components/base.py)."""
    preview_change, _ = read(preview("tenants"))
    assert [difference.text for difference in differences(preview_change)] == ["tenant 1 → 2 replicas"]
    assert preview_change.source is Source.PREVIEW


def test_a_base_with_other_models_is_compared() -> None:
    """The base is resolved by its own code, which can have fewer or more fields."""
    older = {key: value for key, value in spec(small()).items() if key not in ("supportImages", "peer")}
    assert any(
        text.startswith("`images.support.haproxy` none → `haproxy:") for text in sentences(older, small())
    )
    assert sentences({**spec(small()), "gone": {"x": 1}}, small()) == ["`gone.x` 1 → none"]


ENGINES = ["ssh://operator@first.example.com", "ssh://operator@second.example.com"]


@pytest.mark.parametrize(
    "settings", [{}, {"network": {"subnet": "10.9.0.0/24"}, "docker": {"hosts": ENGINES[:1]}}]
)
def test_a_base_without_targets_is_equal(settings: dict[str, Any]) -> None:
    """`platform`, `subnet` and `dockerHosts` were fields of the deployment itself."""
    assert sentences(before_targets(small(**settings)), small(**settings)) == []


def test_a_difference_from_a_base_without_targets_has_its_key() -> None:
    base = small(network={"subnet": "10.8.0.0/24"}, docker={"hosts": ENGINES[:1]})
    new = small(network={"subnet": "10.9.0.0/24"}, docker={"hosts": ENGINES[1:]})
    words = [
        f'`docker.hosts` `["{ENGINES[0]}"]` → `["{ENGINES[1]}"]`',
        "`network.subnet` `10.8.0.0/24` → `10.9.0.0/24`",
    ]
    assert sentences(before_targets(base), new) == words
    assert sentences(base, new) == words


def test_a_changed_platform_is_reported_for_both_formats_of_the_base() -> None:
    new = deployment({"platform": "kubernetes"})
    for base in (deployment({}), before_targets(deployment({}))):
        assert "`platform` docker → kubernetes" in sentences(base, new)


def test_a_target_on_kubernetes_has_the_keys_of_the_stack_file() -> None:
    base, new = (
        deployment({"platform": "kubernetes", "kubernetes": keys})
        for keys in (
            {"context": "staging", "storageClass": "standard"},
            {"context": "production", "namespace": "ledger"},
        )
    )
    changes = differences(change(before=base, after=new))
    assert [(difference.text, difference.origin) for difference in changes] == [
        ("`kubernetes.context` staging → production", "stack file"),
        ("`kubernetes.namespace` dev → ledger", "stack file"),
        ("`kubernetes.storageClass` standard → none", "default: the cluster's default class"),
    ]


@pytest.mark.parametrize("platform", profiles(), ids=lambda platform: platform.name)
def test_every_field_of_a_target_has_a_key_of_the_stack_file(platform: Profile) -> None:
    target = spec(deployment({"platform": platform.name}))["target"]
    assert platform.keys.keys() == target.keys() - {"platform"}


def test_a_target_of_another_version_is_reported() -> None:
    new = spec(small())
    base = {**new, "target": {**new["target"], "mtu": 1400}}
    assert sentences(base, new) == ["`target.mtu` 1400 → none"]
    foreign_spec = {**new, "target": {"platform": "nomad", "region": "north"}}
    words = sentences(foreign_spec, new)
    assert {"`platform` nomad → docker", "`target.region` north → none"} <= set(words)
