"""Every contract holds on every plan that renders, and notices its own breach."""

from __future__ import annotations

import pytest

from tests.components.contracts import Contract
from tests.components.contracts.all import CONTRACTS, MODULES
from tests.harness import Plan, render
from tests.harness.broken import Breaker

_BREACHES = [
    pytest.param(contract, breaker, id=f"{contract.name}-{index}")
    for contract in CONTRACTS
    for index, breaker in enumerate(contract.breakers)
]


@pytest.fixture(
    scope="session",
    params=["dev", "two tenants", "lab images", "pools grown", "redis set", "edge", "postgres pair"],
)
def plan(request: pytest.FixtureRequest, dev: Plan, two_tenants: Plan) -> Plan:
    match request.param:
        case "dev":
            return dev
        case "two tenants":
            return two_tenants
        case "lab images":
            return render("dev", {"images": {"source": "lab"}})
        case "redis set":
            return render("dev", {"redis": {"topology": "sentinel"}})
        case "edge":
            edge = {"kind": "haproxy", "httpsPort": 8443}
            return render("dev", {"services": {"gateway": {"replicas": 2}}, "edge": edge})
        case "postgres pair":
            return render("dev", {"postgres": {"topology": "primaryReplica"}})
    grown = {"tenant": 3, "register": 2, "ui": 2}
    return render("dev", {"services": {role: {"replicas": count} for role, count in grown.items()}})


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_the_contract_holds(contract: Contract, plan: Plan) -> None:
    assert list(contract.check(plan)) == [], contract.check.__doc__


@pytest.mark.parametrize(("contract", "breaker"), _BREACHES)
def test_the_contract_notices_its_breach(
    contract: Contract, breaker: Breaker, dev: Plan, two_tenants: Plan
) -> None:
    """A check that cannot fail is none."""
    for whole in (dev, two_tenants):
        broken = breaker(whole)
        assert broken != whole, "the breach changes nothing"
        assert list(contract.check(broken)), "not noticed"


def test_every_contract_says_what_it_prevents() -> None:
    assert [contract.name for contract in CONTRACTS if not contract.check.__doc__] == []
    assert {contract.check.__module__ for contract in CONTRACTS} == {module.__name__ for module in MODULES}
    assert len({contract.name for contract in CONTRACTS}) == len(CONTRACTS) > 30
