"""Each rule fires on its case, and is silent on a similar one."""

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
    assert set(consequences) <= set(reasons(happens)), "the rule is not registered"


@pytest.mark.parametrize(("rule", "happens"), SILENT.values(), ids=SILENT.keys())
def test_the_rule_is_silent(rule: Callable[..., Any], happens: Change) -> None:
    """Reviewers ignore a comment with false alarms."""
    assert list(rule(happens)) == []


def test_every_rule_has_a_case() -> None:
    of_platforms = {rule for platform in profiles() for rule in platform.change_rules}
    assert {rule for rule, *_ in FIRES.values()} == {*RULES, *of_platforms}


def topics(happens: Change) -> Collection[Topic]:
    return [reason.topic for reason in reasons(happens)]


def test_key_material_is_called_by_its_name() -> None:
    """A reviewer who often reads `volume delete` must not miss the loss of all wallets."""
    assert topics(FIRES["the wallet's volume"][1]) == [Topic.KEYS]
    assert topics(FIRES["the generated key material"][1]) == [Topic.KEYS]


@pytest.mark.parametrize("name", ["platform", "platform, with a base from before there were targets"])
def test_another_platform_is_called_by_both_names(name: str) -> None:
    [reason] = stack.fixed_settings(FIRES[name][1])
    assert reason.text == (
        "platform `docker` → `kubernetes`, but it is fixed for the life of a stack. The data stay on the old "
        "platform"
    )


def test_the_most_severe_comes_first() -> None:
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
    assert "mongo 1 → 3 voters, majority 1 → 2. Tolerates 0 → 1 failures" in reasons(happens)[0].text


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
def test_members_outside_a_preview_are_counted_by_the_deployment(role: str, after: Any, count: int) -> None:
    """A preview has changed resources only; it does not show a second member of a pool."""
    happens = change(source=Source.PREVIEW, after=after)
    assert happens.members_before(role) == count
    if count:
        grows = change(step(Op.CREATE, f"{role}-{count - 1}"), source=Source.PREVIEW, after=after)
        assert (grows.members_before(role), grows.members_after(role)) == (count - 1, count)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("postgres-1", "writes wait at most 6 s (bound, `pg-stop`)"),
        ("mongo-1", "writes wait at most 12 s (vendor, `mongo-kill`)"),
        ("redis-1", "writes wait at most 8 s (bound, `redis-kill`)"),
        (
            "edge-0",
            "until it is healthy again, at most 15 s (estimate, `edge-image`). "
            "Unavailable meanwhile: every request",
        ),
        ("postgres-proxy-0", ". Unavailable meanwhile: sign-ins and wallets"),
    ],
)
def test_a_wait_is_as_long_as_the_deployment_promises(name: str, text: str) -> None:
    """The reason repeats the number of the promise, which a test proves (domain/promises)."""
    happens = change(member(Op.REPLACE, name), members={name.rpartition("-")[0]: 3}, after=small())
    [reason] = reasons(happens)
    assert text in reason.text


@pytest.mark.parametrize("role", ["sentinel", "etcd", "redis-proxy"])
def test_a_removed_role_has_no_majority_and_no_recovery(role: str) -> None:
    happens = change(
        step(Op.DELETE, f"{role}-0", inputs={"mustRun": True}), members={role: 1}, after=deployment({})
    )
    text = " ".join(reason.text for reason in reasons(happens))
    assert "majority remains" not in text
    assert "healthy again" not in text


def test_a_deployment_of_another_version_is_judged_without_promises() -> None:
    happens = change(member(Op.REPLACE, "redis-1"), members={"redis": 3}, after={**spec(small()), "newer": 1})
    [reason] = reasons(happens)
    assert (reason.verdict, "not measured" in reason.text) == (Verdict.FAIL_OVER, True)
