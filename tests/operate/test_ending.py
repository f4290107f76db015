"""The last lines of `make up` fit the stack."""

from __future__ import annotations

from typing import Any, cast

from sorcha_infra.operate.summary import summary
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate import DockerOperations
from tests.domain.deployments import deployment


def _lines(stack: str, **differs: Any) -> str:
    tier = "dev" if stack == "dev" else "prod-small"
    case = deployment(tier, **differs)
    outputs = {"url": case.public_url, "adminEmail": "admin@sorcha.local", "tier": tier}
    return summary(stack, case, outputs, DockerOperations(cast(Engine, None)), 58.4)


def test_dev_is_told_its_address_and_what_to_do_next() -> None:
    text = _lines("dev", publicUrl="http://localhost:8080")
    assert "Sorcha (dev) is up after 58 s: http://localhost:8080" in text
    assert "curl http://localhost:8080/api/health" in text
    assert "docker ps --filter label=sorcha.dev/installation=dev" in text
    assert "services.tenant.replicas 2; make up\n" in text
    assert "make down  " in text
    assert "note" not in text


def test_another_stack_is_named_in_each_command() -> None:
    text = _lines("prod-small")
    assert "make up STACK=prod-small" in text
    assert "make down STACK=prod-small" in text
    assert "--stack prod-small --path sorcha:deployment.services.tenant.replicas 3" in text


def test_a_made_up_certificate_and_the_way_to_the_edge_are_told() -> None:
    text = _lines("prod-small", images={"source": "lab"})
    assert "curl -k https://sorcha.example.com/api/health" in text
    assert "browsers warn of" in text
    assert "answers at 0.0.0.0:443" in text
    assert "stand-ins" in text


def test_without_an_edge_a_public_address_must_lead_to_the_loopback() -> None:
    text = _lines("dev", publicUrl="http://sorcha.example.com")
    assert "the gateway answers on this machine's loopback; http://sorcha.example.com must lead there" in text
