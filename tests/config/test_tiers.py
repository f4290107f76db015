"""Every tier of this repository resolves, with the origin of each value."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sorcha_infra.config.load import load
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.topology import SizedStore
from sorcha_infra.domain.vocabulary import ServiceName

from .stacks import FOLDER, TIERS, Raw, dev, examine_stack, refusals, small, stack_file, violations


def _deployment(tier: str) -> Deployment:
    examination = examine_stack(stack_file(tier)["config"]["sorcha:deployment"], stack=tier)
    assert violations(examination) == []
    assert examination.deployment is not None
    return examination.deployment


@pytest.mark.parametrize("tier", TIERS)
def test_a_stack_file_resolves_to_its_tier_without_a_violation(tier: str) -> None:
    deployment = _deployment(tier)
    assert deployment.tier == tier
    assert deployment.installation == tier


def test_the_development_tier_is_built() -> None:
    configuration = load(
        stack="dev",
        values={"sorcha:deployment": json.dumps(stack_file("dev")["config"]["sorcha:deployment"])},
        encrypted=(),
        folder=FOLDER,
    )
    assert {
        service.name: service.replicas for service in configuration.deployment.services.values()
    } == dict.fromkeys(ServiceName, 1)
    assert configuration.warnings == ()


@pytest.mark.parametrize(
    ("tier", "expected"),
    [
        ("prod-small", set()),
        ("prod-large", {"platform: kubernetes is not built yet."}),
    ],
)
def test_what_is_not_built_is_refused_by_its_path_and_nothing_else_is(tier: str, expected: set[str]) -> None:
    problems = refusals(examine_stack(stack_file(tier)["config"]["sorcha:deployment"], stack=tier))
    assert {
        f"{problem.path.removeprefix('sorcha:deployment.')}: {problem.message}" for problem in problems
    } == expected


@pytest.mark.parametrize(
    ("differs", "expected"),
    [
        ({"platform": "kubernetes"}, "platform: kubernetes"),
        ({"redis": {"topology": "managed"}}, "redis.topology: managed on docker"),
        (
            {"docker": {"hosts": ["ssh://a"]}},
            "docker.hosts: a deployment to other engines than the one of DOCKER_HOST",
        ),
    ],
)
def test_an_unbuilt_part_of_dev_is_refused_by_its_path(differs: Raw, expected: str) -> None:
    [problem] = refusals(examine_stack(dev(**differs)))
    assert f"{problem.path}: {problem.message}" == f"sorcha:deployment.{expected} is not built yet."


def test_the_large_tier_names_where_it_leaves_the_guide() -> None:
    examination = examine_stack(stack_file("prod-large")["config"]["sorcha:deployment"], stack="prod-large")
    messages = {problem.path: problem.message for problem in examination.problems}
    for service, guide in (
        ("blueprint", "3+ instances"),
        ("wallet", "2 (with shared key vault)"),
        ("validator", "2+ instances"),
    ):
        assert messages[f"sorcha:deployment.services.{service}.replicas"].startswith(
            f"differs from the guide's '{guide}'; "
        )


def _leaves(node: Any, path: str) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    else:
        yield path


def _source_key(path: str) -> str:
    """Where the stack file says what the deployment holds at a path."""
    keys = {
        "imageSource": "images.source",
        "target.platform": "platform",
        "target.subnet": "network.subnet",
        "target.hosts": "docker.hosts",
        "target.context": "kubernetes.context",
        "target.namespace": "kubernetes.namespace",
        "target.storageClass": "kubernetes.storageClass",
    }
    if path.startswith("storeImages."):
        return f"{path.removeprefix('storeImages.')}.image"
    if path.startswith("supportImages."):
        return "images.support"
    return keys.get(path, path)


FULL_DEPLOYMENT = dev(
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
    [*(stack_file(tier)["config"]["sorcha:deployment"] for tier in TIERS), FULL_DEPLOYMENT],
    ids=[*TIERS, "everything"],
)
def test_each_value_knows_who_settled_it(deployment: Raw) -> None:
    """A preview that cannot say why a value is what it is cannot be reviewed."""
    result = examine_stack(deployment, stack="any").deployment
    assert result is not None
    metadata = {"origins", "deviations", "published_secrets"}  # metadata of values
    content = result.model_dump(mode="json", by_alias=True, exclude=metadata)
    for service in content["services"].values():
        del service["name"]
    orphans = [
        leaf
        for leaf in map(_source_key, _leaves(content, ""))
        if not any(leaf == path or leaf.startswith(f"{path}.") for path in result.origins)
    ]
    assert orphans == []


def _file_keys(node: Any, path: str = "") -> Iterator[str]:
    """Paths of what a stack file says, lists and resources as wholes."""
    for key, value in node.items():
        inner = f"{path}.{key}" if path else key
        if isinstance(value, dict) and key != "resources":
            yield from _file_keys(value, inner)
        else:
            yield inner


def test_exactly_what_the_stack_file_says_comes_from_it() -> None:
    deployment = examine_stack(FULL_DEPLOYMENT, stack="any").deployment
    assert deployment is not None
    from_file = {path for path, origin in deployment.origins.items() if origin.kind is OriginKind.STACK_FILE}
    assert from_file == set(_file_keys(FULL_DEPLOYMENT))


def test_what_a_tier_says_comes_from_its_cell() -> None:
    deployment = _deployment("prod-small")
    from_table = {path for path, origin in deployment.origins.items() if origin.kind is OriginKind.TABLE}
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
    assert deployment.origins["redis.topology"].detail == (
        "'Sentinel (3 nodes)' (guide, Production Deployment Recommendations: Redis, Small Production)"
    )


def test_a_store_that_says_nothing_of_its_layout_keeps_its_tiers() -> None:
    deployment = examine_stack(small(postgres={"failover": "manual"}), stack="prod-small").deployment
    assert deployment is not None
    assert deployment.postgres.model_dump(include={"topology", "replicas", "failover"}) == {
        "topology": "primaryReplica",
        "replicas": 1,
        "failover": "manual",
    }
    assert deployment.origins["postgres.topology"].kind is OriginKind.TABLE


@pytest.mark.parametrize(
    ("differs", "path", "expected"),
    [
        (
            {"services": {"tenant": {"replicas": 1}}},
            "services.tenant.replicas",
            "is 1 instead of the guide's '2 instances'; losing one leaves 0 and loses sign-ins in progress "
            "(OIDC, passkey and social challenges are in memory).",
        ),
        (
            {"services": {"register": {"replicas": 3}}},
            "services.register.replicas",
            "is 3 instead of the guide's '1-2 instances', more than recommended.",
        ),
        (
            {"redis": {"topology": "single"}},
            "redis.topology",
            "is single instead of the guide's 'Sentinel (3 nodes)'; losing the server stops it.",
        ),
    ],
)
def test_what_differs_from_the_guide_works_and_is_named(differs: Raw, path: str, expected: str) -> None:
    examination = examine_stack(small(**differs), stack="prod-small")
    assert violations(examination) == []
    assert expected in [
        problem.message for problem in examination.problems if problem.path == f"sorcha:deployment.{path}"
    ]


def test_the_ui_follows_the_gateways() -> None:
    """`/` and `/app` are only as available as the UI is."""
    deployment = examine_stack(small(services={"gateway": {"replicas": 4}}), stack="prod-small").deployment
    assert deployment is not None
    assert deployment.services[ServiceName.UI].replicas == 4


def test_a_value_of_the_stack_file_is_not_a_deviation_of_the_table() -> None:
    """The reason of the table for its default is not the reason of the operator."""
    examination = examine_stack(
        {
            **stack_file("prod-large")["config"]["sorcha:deployment"],
            "services": {"validator": {"replicas": 1}},
        },
        stack="prod-large",
    )
    assert examination.deployment is not None
    assert set(examination.deployment.deviations) == {
        "services.blueprint.replicas",
        "services.wallet.replicas",
    }
    [deviation] = [problem for problem in examination.problems if problem.path.endswith("validator.replicas")]
    assert deviation.message.startswith("is 1 instead of the guide's '2+ instances'; losing one leaves 0")


def _limits(deployment: Deployment) -> dict[str, tuple[float, int]]:
    limits = {str(service.name): service.resources for service in deployment.services.values()}
    limits |= {
        str(name): store.resources
        for name, store in deployment.stores.items()
        if isinstance(store, SizedStore)
    }
    return {name: (resources.cpus, resources.memory_mib) for name, resources in limits.items()}


def test_development_gets_the_least_memory_and_a_core_to_start_with() -> None:
    """contract §6.2; below a core .NET starts several times as long. The register takes all it gets."""
    assert _limits(_deployment("dev")) == {
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
    dev_limits, small_limits = _limits(_deployment("dev")), _limits(_deployment("prod-small"))
    assert {name: memory for name, (_, memory) in small_limits.items()} == {
        name: 2 * memory for name, (_, memory) in dev_limits.items()
    }
    assert small_limits["register"] == (1.0, 1024)


def test_limits_that_a_stack_file_gives_are_taken() -> None:
    resources = {"cpus": 3.5, "memoryMib": 700}
    deployment = examine_stack(
        dev(services={"ui": {"resources": resources}}, redis={"resources": resources})
    ).deployment
    assert deployment is not None
    assert (_limits(deployment)["ui"], _limits(deployment)["redis"]) == ((3.5, 700), (3.5, 700))
