"""The last lines of `make up` fit the stack."""

from __future__ import annotations

from typing import Any

from sorcha_infra.operate.ending import ending
from tests.domain.deployments import deployment


def _lines(stack: str, **differs: Any) -> str:
    tier = "dev" if stack == "dev" else "prod-small"
    one = deployment(tier, **differs)
    outputs = {"url": one.public_url, "adminEmail": "admin@sorcha.local", "tier": tier}
    return ending(stack, one, outputs, 58.4)


def test_dev_is_told_its_address_and_what_to_do_next() -> None:
    said = _lines("dev", publicUrl="http://localhost:8080")
    assert "Sorcha (dev) is up after 58 s: http://localhost:8080" in said
    assert "curl http://localhost:8080/api/health" in said
    assert "services.tenant.replicas 2; make up\n" in said
    assert "make down  " in said
    assert "note" not in said


def test_another_stack_is_named_in_each_command() -> None:
    said = _lines("prod-small")
    assert "make up STACK=prod-small" in said
    assert "make down STACK=prod-small" in said
    assert "--stack prod-small --path sorcha:deployment.services.tenant.replicas 3" in said


def test_a_made_up_certificate_and_the_way_to_the_edge_are_told() -> None:
    said = _lines("prod-small", images={"source": "lab"})
    assert "curl -k https://sorcha.example.com/api/health" in said
    assert "browsers warn of" in said
    assert "answers at 0.0.0.0:443" in said
    assert "stand-ins" in said
