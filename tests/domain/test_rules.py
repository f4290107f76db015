"""Each rule refuses beyond its bound, and not before."""

import pytest

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.rules import RULES, Rule, judge
from sorcha_infra.domain.rules.services import database_connections_within_limit
from sorcha_infra.domain.services import FACTS, MOST_REPLICAS, Severity
from sorcha_infra.domain.stores import POOL_SIZE, POSTGRES_CONNECTIONS
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.profiles import profile, profiles

from .deployments import deployment, with_replicas


def _paths(deployment: Deployment, severity: Severity) -> set[str]:
    return {
        problem.path.removeprefix("sorcha:deployment.")
        for problem in judge(deployment, profile(deployment.platform).rules)
        if problem.severity is severity
    }


# decisions.md and contract §4: maximum, and severity beyond it. The gateways need an edge.
CEILINGS = [
    (ServiceName.GATEWAY, 10, Severity.REFUSE),
    (ServiceName.BLUEPRINT, 1, Severity.ACCEPT),
    (ServiceName.TENANT, 10, Severity.REFUSE),
    (ServiceName.WALLET, 1, Severity.ACCEPT),
    (ServiceName.REGISTER, 10, Severity.REFUSE),
    (ServiceName.VALIDATOR, 1, Severity.REFUSE),
    (ServiceName.PEER, 1, Severity.REFUSE),
    (ServiceName.UI, 10, Severity.REFUSE),
]


@pytest.mark.parametrize(("name", "maximum", "severity"), CEILINGS)
def test_a_pool_may_be_as_large_as_its_code_can_bear_and_no_larger(
    name: ServiceName, maximum: int, severity: Severity
) -> None:
    path = f"services.{name}.replicas"
    assert path not in _paths(with_replicas(**{name: maximum}), severity)
    assert path in _paths(with_replicas(**{name: maximum + 1}), severity)


@pytest.mark.parametrize("tier", ["dev", "prod-small", "prod-large"])
def test_a_tier_breaks_no_rule(tier: str) -> None:
    case = deployment(tier)
    assert _paths(case, Severity.REFUSE) | _paths(case, Severity.ACCEPT) == set()


def test_the_most_tenants_and_one_wallet_fit_the_connections_of_the_server() -> None:
    """The rule checks only several wallets; the limit of the tenants covers the rest."""
    tenants = FACTS[ServiceName.TENANT].ceiling.replicas
    assert POOL_SIZE * (tenants + 2) <= POSTGRES_CONNECTIONS - POOL_SIZE


@pytest.mark.parametrize(
    ("tenants", "wallets", "fits"), [(10, 2, True), (10, 3, False), (8, 3, True), (1, 6, True), (1, 7, False)]
)
def test_pools_that_promise_more_connections_than_there_are_are_refused(
    tenants: int, wallets: int, fits: bool
) -> None:
    """contract §2.9: a tenant opens one pool, a wallet two."""
    problems = list(database_connections_within_limit(with_replicas(tenant=tenants, wallet=wallets)))
    assert (problems == []) is fits


@pytest.mark.parametrize("rule", [*RULES, *(rule for platform in profiles() for rule in platform.rules)])
def test_a_rule_has_a_reason(rule: Rule) -> None:
    assert rule.__doc__


def test_stand_ins_outside_dev_are_reported() -> None:
    assert "images.source" in _paths(deployment("prod-small", images={"source": "lab"}), Severity.WARN)
    assert "images.source" not in _paths(deployment("dev", images={"source": "lab"}), Severity.WARN)


@pytest.mark.parametrize("members", [3, 5, 7])
def test_an_odd_number_of_voters_is_taken(members: int) -> None:
    case = deployment(mongo={"topology": "replicaSet", "members": members})
    assert "mongo.members" not in _paths(case, Severity.REFUSE)


@pytest.mark.parametrize("members", [4, 6])
def test_an_even_number_of_voters_is_refused(members: int) -> None:
    case = deployment(mongo={"topology": "replicaSet", "members": members})
    assert "mongo.members" in _paths(case, Severity.REFUSE)


@pytest.mark.parametrize(("members", "warning"), [(2, True), (3, False), (4, False)])
def test_two_redis_servers_cause_a_warning(members: int, warning: bool) -> None:
    case = deployment(redis={"topology": "sentinel", "members": members})
    assert ("redis.members" in _paths(case, Severity.WARN)) is warning


def test_every_service_has_a_ceiling_with_a_reason_from_the_contract() -> None:
    for facts in FACTS.values():
        assert 1 <= facts.ceiling.replicas <= MOST_REPLICAS
        assert "contract §" in facts.ceiling.reason
        assert facts.sources
