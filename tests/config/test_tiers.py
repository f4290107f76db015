"""Every tier of this repository resolves, and each of its values knows who settled it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sorcha_infra.config.load import load
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.vocabulary import ServiceName, StoreName

from .stacks import FOLDER, TIERS, Raw, dev, examined, refused, small, stack_file, violations


def _resolved(tier: str) -> Deployment:
    found = examined(stack_file(tier)["config"]["sorcha:deployment"], stack=tier)
    assert violations(found) == []
    assert found.deployment is not None
    return found.deployment


@pytest.mark.parametrize("tier", TIERS)
def test_a_stack_file_resolves_to_its_tier_without_a_violation(tier: str) -> None:
    deployment = _resolved(tier)
    assert deployment.tier == tier
    assert deployment.installation == tier


def test_the_development_tier_is_built() -> None:
    loaded = load(
        stack="dev",
        values={"sorcha:deployment": json.dumps(stack_file("dev")["config"]["sorcha:deployment"])},
        encrypted=(),
        folder=FOLDER,
    )
    assert {service.name: service.replicas for service in loaded.deployment.services.all()} == dict.fromkeys(
        ServiceName, 1
    )
    assert loaded.warnings == ()


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("prod-small", set()),
        ("prod-large", {"platform: kubernetes is not built yet"}),
    ],
)
def test_what_is_not_built_is_refused_by_its_path_and_nothing_else_is(tier: str, expected: set[str]) -> None:
    found = refused(examined(stack_file(tier)["config"]["sorcha:deployment"], stack=tier))
    assert {
        f"{problem.path.removeprefix('sorcha:deployment.')}: {problem.message}" for problem in found
    } == expected


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({"platform": "kubernetes"}, "platform: kubernetes"),
        ({"redis": {"topology": "managed"}}, "redis.topology: managed on docker"),
        ({"docker": {"hosts": ["ssh://a"]}}, "docker.hosts: more than the one engine of DOCKER_HOST"),
    ],
)
def test_an_unbuilt_part_of_dev_is_refused_by_its_path(differs: Raw, expected: str) -> None:
    [problem] = refused(examined(dev(**differs)))
    assert f"{problem.path}: {problem.message}" == f"sorcha:deployment.{expected} is not built yet"


def test_the_large_tier_names_where_it_leaves_the_guide() -> None:
    found = examined(stack_file("prod-large")["config"]["sorcha:deployment"], stack="prod-large")
    told = {problem.path: problem.message for problem in found.problems}
    for service, guide in (
        ("blueprint", "3+ instances"),
        ("wallet", "2 (with shared key vault)"),
        ("validator", "2+ instances"),
    ):
        assert told[f"sorcha:deployment.services.{service}.replicas"].startswith(
            f"the guide says '{guide}': "
        )


def _leaves(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path


def _configured(path: str) -> str:
    """Where the stack file says what the deployment holds at a path."""
    moved = {"subnet": "network.subnet", "imageSource": "images.source", "dockerHosts": "docker.hosts"}
    if path.startswith("storeImages."):
        return f"{path.removeprefix('storeImages.')}.image"
    if path.startswith("supportImages."):
        return "images.support"
    return moved.get(path, path)


EVERYTHING = dev(
    installation="here",
    publicUrl="http://localhost:9000",
    services={"tenant": {"replicas": 2, "image": "a/tenant:1", "resources": {"cpus": 1.0, "memoryMib": 600}}},
    postgres={"topology": "primaryReplica", "replicas": 2, "failover": "manual"},
    mongo={"image": "a/mongo:1"},
    redis={"topology": "sentinel", "members": 4, "resources": {"cpus": 1.0, "memoryMib": 600}},
    edge={"port": 9000},
    network={"subnet": "10.9.0.0/16"},
    images={"source": "lab"},
    docker={"hosts": ["ssh://a"]},
    peer={"externalAddress": "a.example", "seeds": [{"nodeId": "b", "host": "b.example"}]},
    accept=[{"key": "services.blueprint.replicas", "reason": "tried out for a week"}],
)


@pytest.mark.parametrize(
    "deployment",
    [*(stack_file(tier)["config"]["sorcha:deployment"] for tier in TIERS), EVERYTHING],
    ids=[*TIERS, "everything"],
)
def test_each_value_knows_who_settled_it(deployment: Raw) -> None:
    """A preview that cannot say why a value is what it is cannot be reviewed."""
    found = examined(deployment, stack="any").deployment
    assert found is not None
    told = {"origins", "deviations", "published_secrets"}  # of values, no values
    dumped = found.model_dump(mode="json", by_alias=True, exclude=told)
    for service in dumped["services"].values():
        del service["name"]
    without = [
        leaf
        for leaf in map(_configured, _leaves(dumped, ""))
        if not any(leaf == path or leaf.startswith(f"{path}.") for path in found.origins)
    ]
    assert without == []


def _said(node: Any, path: str = "") -> Iterator[str]:
    """Paths of what a stack file says, lists and resources as wholes."""
    for key, value in node.items():
        inner = f"{path}.{key}" if path else key
        if isinstance(value, dict) and key != "resources":
            yield from _said(value, inner)
        else:
            yield inner


def test_exactly_what_the_stack_file_says_comes_from_it() -> None:
    found = examined(EVERYTHING, stack="any").deployment
    assert found is not None
    from_file = {path for path, origin in found.origins.items() if origin.kind is OriginKind.STACK_FILE}
    assert from_file == set(_said(EVERYTHING))


def test_what_a_tier_says_comes_from_its_cell() -> None:
    found = _resolved("prod-small")
    from_table = {path for path, origin in found.origins.items() if origin.kind is OriginKind.TABLE}
    assert from_table == {
        *(f"services.{name}.replicas" for name in ServiceName if name is not ServiceName.UI),
        "postgres.topology",
        "postgres.replicas",
        "mongo.topology",
        "mongo.members",
        "redis.topology",
        "redis.members",
        "redis.sentinels",
    }
    assert found.origins["redis.topology"].detail == (
        "'Sentinel (3 nodes)' (guide, Production Deployment Recommendations: Redis, Small Production)"
    )


def test_a_store_that_says_nothing_of_its_layout_keeps_its_tiers() -> None:
    found = examined(small(postgres={"failover": "manual"}), stack="prod-small").deployment
    assert found is not None
    assert found.postgres.model_dump(include={"topology", "replicas", "failover"}) == {
        "topology": "primaryReplica",
        "replicas": 1,
        "failover": "manual",
    }
    assert found.origins["postgres.topology"].kind is OriginKind.TABLE


@pytest.mark.parametrize(
    ("differs", "path", "expected"),
    [
        (
            {"services": {"tenant": {"replicas": 1}}},
            "services.tenant.replicas",
            "1 where the guide recommends '2 instances': the loss of one leaves 0; with it goes sign-ins "
            "under way (OIDC, passkey and social challenges are in memory)",
        ),
        (
            {"services": {"register": {"replicas": 3}}},
            "services.register.replicas",
            "3 where the guide recommends '1-2 instances': more than it was asked for",
        ),
        (
            {"redis": {"topology": "single"}},
            "redis.topology",
            "single where the guide recommends 'Sentinel (3 nodes)' and survives no loss of a server",
        ),
    ],
)
def test_what_differs_from_the_guide_works_and_is_named(differs: Raw, path: str, expected: str) -> None:
    found = examined(small(**differs), stack="prod-small")
    assert violations(found) == []
    assert expected in [
        problem.message for problem in found.problems if problem.path == f"sorcha:deployment.{path}"
    ]


def test_the_ui_follows_the_gateways() -> None:
    """`/` and `/app` are only as available as the UI is."""
    found = examined(small(services={"gateway": {"replicas": 4}}), stack="prod-small").deployment
    assert found is not None
    assert found.services.ui.replicas == 4


def test_what_the_stack_file_says_is_no_deviation_of_the_table() -> None:
    """The reason that the table gives for its own default is not the operator's."""
    found = examined(
        {
            **stack_file("prod-large")["config"]["sorcha:deployment"],
            "services": {"validator": {"replicas": 1}},
        },
        stack="prod-large",
    )
    assert found.deployment is not None
    assert set(found.deployment.deviations) == {"services.blueprint.replicas", "services.wallet.replicas"}
    [told] = [problem for problem in found.problems if problem.path.endswith("validator.replicas")]
    assert told.message.startswith("1 where the guide recommends '2+ instances': the loss of one leaves 0")


def _limits(deployment: Deployment) -> dict[str, tuple[float, int]]:
    limits = {str(service.name): service.resources for service in deployment.services.all()}
    limits |= {str(name): found for name in StoreName if (found := deployment.store_resources(name))}
    return {name: (found.cpus, found.memory_mib) for name, found in limits.items()}


def test_development_gets_the_least_memory_and_a_core_to_start_with() -> None:
    """contract §6.2; below a core .NET starts several times as long. The register takes all it gets."""
    assert _limits(_resolved("dev")) == {
        "gateway": (1.0, 256),
        "blueprint": (1.0, 512),
        "tenant": (1.0, 512),
        "wallet": (1.0, 512),
        "register": (0.5, 512),
        "validator": (1.0, 512),
        "peer": (1.0, 256),
        "ui": (1.0, 256),
        "postgres": (1.0, 1024),
        "mongo": (1.0, 1024),
        "redis": (1.0, 256),
    }


def test_production_gets_twice_the_memory() -> None:
    """contract §6.2: two to three times the minimum."""
    dev_limits, small_limits = _limits(_resolved("dev")), _limits(_resolved("prod-small"))
    assert {name: memory for name, (_, memory) in small_limits.items()} == {
        name: 2 * memory for name, (_, memory) in dev_limits.items()
    }
    assert small_limits["register"] == (1.0, 1024)


def test_limits_that_a_stack_file_gives_are_taken() -> None:
    given = {"cpus": 3.5, "memoryMib": 700}
    found = examined(dev(services={"ui": {"resources": given}}, redis={"resources": given})).deployment
    assert found is not None
    assert (_limits(found)["ui"], _limits(found)["redis"]) == ((3.5, 700), (3.5, 700))
