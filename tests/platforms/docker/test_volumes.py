"""What happens to a volume when the program no longer asks for it."""

from __future__ import annotations

import pytest

from sorcha_infra.profiles.docker.invariants import data
from sorcha_infra.profiles.docker.names import PROXIES
from tests.harness import Plan, render
from tests.harness.breakers import options
from tests.harness.domain_view import configured_stack
from tests.harness.plan import VOLUME


@pytest.fixture(scope="module")
def small() -> Plan:
    return render("prod-small")


def volumes(plan: Plan) -> dict[str, tuple[bool, bool]]:
    resources = [resource for resource in plan.of(VOLUME) if not resource.name.startswith(PROXIES)]
    return {resource.name: (resource.protect, resource.retain) for resource in resources}


def test_the_first_members_is_protected_and_any_others_stays_on_the_engine(small: Plan) -> None:
    """Protection would end every `up` after a lower count in an error; without it data would go."""
    first = {name for name in volumes(small) if not name[-1:].isdecimal() or name.endswith("-0")}
    assert {"postgres-0", "mongo-0", "redis-0", "wallet-keys", "etcd-record"} <= first
    for name, (protected, retained) in volumes(small).items():
        assert (protected, retained) == ((True, False) if name in first else (False, True)), name


def test_a_members_volume_that_would_go_with_it_breaks_the_rule(small: Plan) -> None:
    broken = options("postgres-1", VOLUME, retain=False)(small)
    problems = list(data.data_volumes_protected(configured_stack(broken)))
    assert [problem.resource.name for problem in problems] == ["postgres-1"]


def test_the_way_to_automatic_fail_over_deletes_nothing_protected() -> None:
    """The engine would refuse it, in this `up` and in every one after it."""

    def fails_over(failover: str) -> Plan:
        return render("prod-small", {"postgres": {"topology": "primaryReplica", "failover": failover}})

    by_hand, automatic = volumes(fails_over("manual")), volumes(fails_over("automatic"))
    assert {name: by_hand[name] for name in by_hand.keys() - automatic.keys()} == {
        "postgres-record": (False, True)
    }


def test_a_lower_count_touches_no_other_volume() -> None:
    larger = render("dev", {"mongo": {"topology": "replicaSet", "members": 5}})
    smaller = render("dev", {"mongo": {"topology": "replicaSet", "members": 3}})
    assert volumes(larger).items() - volumes(smaller).items() == {
        ("mongo-3", (False, True)),
        ("mongo-4", (False, True)),
    }
