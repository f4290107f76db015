"""Invalid configurations are refused before anything is registered."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness import RefusedError, render


@pytest.mark.parametrize(
    ("stack", "settings", "message"),
    [
        pytest.param("prod-large", {}, "platform: kubernetes is not built yet", id="large"),
        pytest.param("dev", {"servces": {}}, "sorcha:deployment.servces", id="unknown key"),
        pytest.param(
            "dev", {"services": {"tenant": {"replicas": 0}}}, "services.tenant.replicas: is 0", id="none"
        ),
        pytest.param(
            "dev", {"services": {"validator": {"replicas": 2}}}, "corrupt the chain", id="two validators"
        ),
        pytest.param(
            "dev", {"services": {"gateway": {"replicas": 2}}}, "services.gateway.replicas", id="no edge"
        ),
        pytest.param("dev", {"services": {"wallet": {"replicas": 2}}}, "accept", id="needs acceptance"),
        pytest.param("dev", {"redis": {"topology": "cluster"}}, "redis.topology: is cluster", id="cluster"),
        pytest.param("nowhere", {}, "sorcha:deployment.tier", id="an empty stack"),
    ],
)
def test_nothing_is_registered_when_a_stack_is_refused(
    stack: str, settings: dict[str, Any], message: str
) -> None:
    """A partial installation is worse than none (decisions.md; issue: nothing has been created)."""
    with pytest.raises(RefusedError) as refusal:
        render(stack, settings)
    assert message in refusal.value.report
    assert "nothing was changed" in refusal.value.report
    assert (refusal.value.plan.resources, refusal.value.plan.hooks) == ((), {})


def test_a_refusal_shows_all_problems_and_no_secret() -> None:
    """One run reports all errors, and a terminal must not show a secret."""
    with pytest.raises(RefusedError) as refusal:
        render(
            "dev",
            {"postgres": {"password": "in-the-wrong-place"}, "services": {"ui": {"replicas": True}}},
            {"redisPassword": "with,a comma in it"},
        )
    report = refusal.value.report
    assert "postgres.password" in report
    assert "services.ui.replicas" in report
    assert "sorcha:redisPassword" in report
    assert "in-the-wrong-place" not in report
    assert "a comma in it" not in report


def test_a_warning_does_not_stop_the_stack() -> None:
    """The preview states the loss; an operator decides whether it matters."""
    settings = {
        "services": {"blueprint": {"replicas": 2}},
        "accept": [{"key": "services.blueprint.replicas", "reason": "users publish at once"}],
    }
    plan = render("dev", settings)
    assert len(plan.pool("blueprint")) == 2
    assert any("users publish at once" in warning for warning in plan.warnings)
