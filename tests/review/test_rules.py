"""Each rule fires on what it is for, and is silent on what looks like it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import pytest

from sorcha_infra.domain.change import Change, Op, Source
from sorcha_infra.domain.verdict import Topic, Verdict
from sorcha_infra.profiles import profiles
from sorcha_infra.review.rules import RULES, reasons, stack
from tests.harness.plan import VOLUME
from tests.review.cases import FIRES, Case, member
from tests.review.samples import SMALL, change, deployment, small, spec, step
from tests.review.silent_cases import SILENT


@pytest.mark.parametrize("case", FIRES.values(), ids=FIRES.keys())
def test_the_rule_fires(case: Case) -> None:
    rule, happens, verdict, approval = case
    consequences = list(rule(happens))
    assert {(reason.verdict, reason.approval) for reason in consequences} == {(verdict, approval)}
    assert set(consequences) <= set(reasons(happens)), "it is not asked"


@pytest.mark.parametrize(("rule", "happens"), SILENT.values(), ids=SILENT.keys())
def test_the_rule_is_silent(rule: Callable[..., Any], happens: Change) -> None:
    """A comment that cries at everything is read by nobody."""
    assert list(rule(happens)) == []


def test_every_rule_has_a_case() -> None:
    of_platforms = {rule for platform in profiles() for rule in platform.change_rules}
    assert {rule for rule, *_ in FIRES.values()} == {*RULES, *of_platforms}


def topics(happens: Change) -> Collection[Topic]:
    return [reason.topic for reason in reasons(happens)]


def test_key_material_is_called_by_its_name() -> None:
    """Whoever reads `volume delete` ten times a year must not overlook the one that ends all wallets."""
    assert topics(FIRES["the wallet's volume"][1]) == [Topic.KEYS]
    assert topics(FIRES["the generated key material"][1]) == [Topic.KEYS]


@pytest.mark.parametrize("name", ["platform", "platform, with a base from before there were targets"])
def test_another_platform_is_called_by_both_names(name: str) -> None:
    [reason] = stack.another_platform(FIRES[name][1])
    assert reason.text == (
        "platform `docker` → `kubernetes` is fixed for the life of a stack: the data stay on the old one"
    )


def test_the_gravest_comes_first() -> None:
    happens = change(
        step(Op.REPLACE, "gateway-0"),
        step(Op.DELETE, "mongo-0", VOLUME, protected=True),
        members={"gateway": 1},
        refusal="no",
    )
    assert topics(happens) == [Topic.REFUSED, Topic.VOLUME, Topic.SERVICE]


def test_growth_to_the_small_tier_says_what_it_costs() -> None:
    """decisions.md, Growth: the same stack, the same volumes."""
    members = [member(Op.CREATE, f"mongo-{number}") for number in (1, 2)]
    volumes = [step(Op.CREATE, f"mongo-{number}", VOLUME) for number in (1, 2)]
    happens = change(
        member(Op.REPLACE, "mongo-0", image="x"),
        *members,
        *volumes,
        before=deployment({}),
        after=deployment(SMALL),
        members={"mongo": 1},
    )
    assert topics(happens) == [Topic.QUORUM, Topic.IDENTITY, Topic.STATEFUL]
    assert "1 → 3 voters, majority 1 → 2; bears the loss of 0 → 1" in reasons(happens)[0].text


@pytest.mark.parametrize(
    ("role", "after", "count"),
    [
        ("postgres", small(), 2),
        ("etcd", small(), 3),
        ("etcd", small(postgres={"failover": "manual"}), 0),
        ("sentinel", small(redis={"topology": "sentinel", "sentinels": 5}), 5),
        ("gateway", small(), 2),
        ("edge", small(), 1),
        ("mongo", deployment({}), 1),
    ],
)
def test_what_is_not_in_a_preview_is_counted_by_the_deployment(role: str, after: Any, count: int) -> None:
    """A preview names only what changes: that a pool has a second member is nowhere in it."""
    happens = change(source=Source.PREVIEW, after=after)
    assert happens.members_before(role) == count
    if count:
        grows = change(step(Op.CREATE, f"{role}-{count - 1}"), source=Source.PREVIEW, after=after)
        assert (grows.members_before(role), grows.members_after(role)) == (count - 1, count)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("postgres-1", "writers wait 6 s at most (bound: pg-stop)"),
        ("mongo-1", "writers wait 12 s at most (documented: mongo-kill)"),
        ("redis-1", "writers wait 8 s at most (bound: redis-kill)"),
        (
            "edge-0",
            "until it is healthy again, 15 s at most (configured: edge-image), this is away: everything",
        ),
        ("postgres-proxy-0", "this is away: sign-ins and wallets"),
    ],
)
def test_how_long_somebody_waits_is_what_the_deployment_promises(name: str, text: str) -> None:
    """One number for one thing: the promise's, which a test proves (domain/promises)."""
    happens = change(member(Op.REPLACE, name), members={name.rpartition("-")[0]: 3}, after=small())
    [reason] = reasons(happens)
    assert text in reason.text


@pytest.mark.parametrize("role", ["sentinel", "etcd", "redis-proxy"])
def test_of_what_goes_for_good_nothing_stays_and_nothing_comes_back(role: str) -> None:
    happens = change(
        step(Op.DELETE, f"{role}-0", inputs={"mustRun": True}), members={role: 1}, after=deployment({})
    )
    text = " ".join(reason.text for reason in reasons(happens))
    assert "the majority stays" not in text
    assert "healthy again" not in text


def test_a_deployment_of_another_version_promises_nothing_and_is_judged_all_the_same() -> None:
    happens = change(member(Op.REPLACE, "redis-1"), members={"redis": 3}, after={**spec(small()), "newer": 1})
    [reason] = reasons(happens)
    assert (reason.verdict, "nobody measured it" in reason.text) == (Verdict.FAIL_OVER, True)
