"""Every contract holds on every plan that renders, and notices its own breach."""

from __future__ import annotations

from typing import Any

import pytest

from tests.components.contracts import Contract
from tests.components.contracts.all import CONTRACTS, MODULES
from tests.harness import Plan, render
from tests.harness.breakers import Breaker

_BREACHES = [
    pytest.param(contract, breaker, id=f"{contract.name}-{index}")
    for contract in CONTRACTS
    for index, breaker in enumerate(contract.breakers)
]


_PLANS: dict[str, dict[str, Any]] = {
    "lab images": {"images": {"source": "lab"}},
    "pools grown": {
        "services": {"tenant": {"replicas": 3}, "register": {"replicas": 2}, "ui": {"replicas": 2}}
    },
    "redis set": {"redis": {"topology": "sentinel"}},
    "edge": {"services": {"gateway": {"replicas": 2}}, "edge": {"kind": "haproxy", "httpsPort": 8443}},
    "edge of nginx": {"edge": {"kind": "nginx", "httpsPort": 8443}},
    "postgres pair": {"postgres": {"topology": "primaryReplica"}},
    "postgres by hand": {"postgres": {"topology": "primaryReplica", "failover": "manual"}},
    "mongo set": {"mongo": {"topology": "replicaSet"}},
    "all of small production": {
        "postgres": {"topology": "primaryReplica"},
        "mongo": {"topology": "replicaSet"},
        "redis": {"topology": "sentinel"},
        "services": {"gateway": {"replicas": 2}, "tenant": {"replicas": 2}, "ui": {"replicas": 2}},
        "edge": {"kind": "haproxy", "httpsPort": 8443},
    },
}
"""Name → what the dev stack says besides."""


@pytest.fixture(scope="session", params=["dev", "two tenants", *_PLANS])
def plan(request: pytest.FixtureRequest, dev: Plan, two_tenants: Plan) -> Plan:
    match request.param:
        case "dev":
            return dev
        case "two tenants":
            return two_tenants
        case name:
            return render("dev", _PLANS[name])


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_the_contract_holds(contract: Contract, plan: Plan) -> None:
    assert list(contract.check(plan)) == [], contract.check.__doc__


@pytest.mark.parametrize(("contract", "breaker"), _BREACHES)
def test_the_contract_notices_its_breach(
    contract: Contract, breaker: Breaker, dev: Plan, two_tenants: Plan
) -> None:
    """A check that cannot fail is none."""
    for plan in (dev, two_tenants):
        mutant = breaker(plan)
        assert mutant != plan, "the breach changes nothing"
        assert list(contract.check(mutant)), "not noticed"


def test_every_contract_says_what_it_prevents() -> None:
    assert [contract.name for contract in CONTRACTS if not contract.check.__doc__] == []
    assert {contract.check.__module__ for contract in CONTRACTS} == {module.__name__ for module in MODULES}
    assert len({contract.name for contract in CONTRACTS}) == len(CONTRACTS) > 30
