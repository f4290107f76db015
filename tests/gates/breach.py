"""What a breach of a rule is, and small makers of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sorcha_infra.config.load import Examined, examine, read_defaults
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.profiles.docker.invariants import Stack
from sorcha_infra.domain.rules import Rule
from sorcha_infra.domain.services import Severity
from tests.config.stacks import FOLDER, Raw, dev, small
from tests.harness import Plan, Secret
from tests.harness.broken import Breaker, added, inputs
from tests.harness.plan import CONTAINER
from tests.harness.planned import stack_of

_DEFAULTS = read_defaults(FOLDER)

PRODUCTION = small()
LAB_PRODUCTION = small(images={"source": "lab"})


@dataclass(frozen=True)
class Told:
    """What a stack file says."""

    deployment: Raw = field(default_factory=dev)
    secrets: dict[str, str] = field(default_factory=dict)
    severity: Severity | None = None
    """How serious a breach is, where a rule has more than one answer."""

    path: str | None = None
    """Which key it is told of, where a rule has more than one."""

    change: Callable[[Deployment], Deployment] = lambda found: found
    """What only another file of stacks/ could say."""

    @property
    def values(self) -> dict[str, str]:
        """By full key."""
        given = {f"sorcha:{name}": value for name, value in self.secrets.items()}
        return {"sorcha:deployment": json.dumps(self.deployment, sort_keys=True), **given}

    @property
    def examined(self) -> Examined:
        secret = {key for key in self.values if key != "sorcha:deployment"}
        return examine(stack="dev", values=self.values, encrypted=secret, defaults=_DEFAULTS)

    @cached_property
    def resolved(self) -> Deployment:
        found = self.examined.deployment
        assert found is not None
        return self.change(found)

    def noticed(self, rule: Rule) -> bool:
        """Whether a rule finds it, as serious and where it is expected."""
        found = list(rule(self.resolved))
        return (
            bool(found)
            and self.severity in (None, *(problem.severity for problem in found))
            and self.path in (None, *(problem.path for problem in found))
        )


@dataclass(frozen=True)
class Breach:
    """A plan with something wrong in it, and what its stack file says."""

    change: Breaker = lambda plan: plan
    told: Told = field(default_factory=Told)
    in_pack: bool = True
    """Whether a policy pack can see it: nobody tells it what is retained."""

    def stack(self, plan: Plan) -> Stack:
        """What the rules see."""
        return stack_of(self.change(plan), self.told.resolved)


@dataclass(frozen=True)
class Configured:
    """A rule over configuration: stack files that break it, some that just do not, broken plans."""

    bad: tuple[Told, ...]
    fine: tuple[Told, ...]
    planned: tuple[Breach, ...]


def twin(name: str, *names: str) -> Breaker:
    """More containers like one."""

    def broken(plan: Plan) -> Plan:
        for other in names:
            plan = added(_like(name, other))(plan)
        return plan

    return broken


def _like(name: str, other: str) -> Callable[[Plan], Any]:
    def made(plan: Plan) -> Any:
        one = plan.named(name, CONTAINER)
        raw = {**one.raw, "name": one.raw["name"].replace(name, other), "hostname": other}
        return replace(one, name=other, urn=one.urn.replace(f"::{name}", f"::{other}"), raw=raw)

    return made


def file(**changed: Any) -> list[dict[str, Any]]:
    """Uploads of one secret file, with something else about it."""
    one = {"file": "/run/secrets/x", "content": Secret("a-secret-of-redis"), "permissions": "0400"}
    whole = {**one, "owner": "999", "group": "999", **changed}
    return [{key: value for key, value in whole.items() if value is not None}]


def on(name: str, /, **changed: Any) -> Breach:
    """Other inputs of a container; None takes one away."""
    return Breach(inputs(name, **changed))


def every(kind: str, **changed: Any) -> Breaker:
    """Other inputs of all resources of a type."""

    def broken(plan: Plan) -> Plan:
        for one in plan.of(kind):
            plan = inputs(one.name, kind, **changed)(plan)
        return plan

    return broken
