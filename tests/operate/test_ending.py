"""The end of `make up` fits the stack."""

from __future__ import annotations

from typing import Any, cast

import pytest

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.operate.summary import notes, summary
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate import DockerOperations
from tests.domain.deployments import deployment

_OPERATIONS = DockerOperations(cast(Engine, None))


def _case(stack: str, **differs: Any) -> Deployment:
    return deployment("dev" if stack == "dev" else "prod-small", **differs)


def _text(stack: str, **differs: Any) -> str:
    case = _case(stack, **differs)
    outputs = {"url": case.public_url, "adminEmail": "admin@sorcha.local", "tier": case.tier}
    return summary(stack, case, outputs, _OPERATIONS, 58.4)


def _notes(stack: str, **differs: Any) -> str:
    case = _case(stack, **differs)
    return "\n".join(notes(case, str(case.public_url), _OPERATIONS))


def test_the_address_and_the_next_commands_of_dev() -> None:
    text = _text("dev", publicUrl="http://localhost:8080")
    assert "Sorcha (dev) is up after 58 s: http://localhost:8080" in text
    assert "curl http://localhost:8080/api/health" in text
    assert "docker ps --filter label=sorcha.dev/installation=dev" in text
    assert "no failure: every component is a single point" in text
    assert "stop: make down (keeps the data)" in text
    assert _notes("dev", publicUrl="http://localhost:8080") == ""


@pytest.mark.parametrize("stack", ["dev", "prod-small"])
def test_it_has_five_lines(stack: str) -> None:
    assert len(_text(stack).strip().splitlines()) == 5


def test_another_stack_is_named_in_each_command() -> None:
    text = _text("prod-small")
    assert "--show-secrets --stack prod-small" in text
    assert "make down STACK=prod-small" in text
    assert "docs/prod-small.md" in text


def test_the_tolerance_is_that_of_the_promises() -> None:
    text = _text("prod-small", services={"register": {"replicas": 2}})
    tolerant, single = text.partition("one failure of ")[2].split("\n")[0].split("; no failure of ")
    assert {"gateway", "tenant", "register", "postgres", "mongo", "redis"} <= set(tolerant.split(", "))
    assert {"edge", "wallet", "validator", "machine"} <= set(single.split(", "))
    assert not set(tolerant.split(", ")) & set(single.split(", "))


def test_a_generated_certificate_and_the_way_to_the_edge_are_notes() -> None:
    assert "curl -k https://sorcha.example.com/api/health" in _text("prod-small")
    text = _notes("prod-small")
    assert "browsers warn of it" in text
    assert "answers at 0.0.0.0:443" in text


def test_without_an_edge_a_public_address_must_lead_to_the_loopback() -> None:
    text = _notes("dev", publicUrl="http://sorcha.example.com")
    assert "the gateway answers on this machine's loopback; http://sorcha.example.com must lead there" in text
