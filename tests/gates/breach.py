"""Breaches of rules, and functions that create them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sorcha_infra.config.load import Examination, examine, read_defaults
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.resources import Stack
from sorcha_infra.domain.rules import Rule
from sorcha_infra.domain.services import Severity
from tests.config.stacks import FOLDER, Raw, dev, small
from tests.harness import Plan, Secret
from tests.harness.breakers import Breaker, addition, inputs
from tests.harness.domain_view import stack_of
from tests.harness.plan import CONTAINER

_DEFAULTS = read_defaults(FOLDER)

PRODUCTION = small()
LAB_PRODUCTION = small(images={"source": "lab"})


@dataclass(frozen=True)
class StackSettings:
    """Content of a stack file."""

    deployment: Raw = field(default_factory=dev)
    secrets: dict[str, str] = field(default_factory=dict)
    severity: Severity | None = None
    """Severity of a breach, if the rule has several."""

    path: str | None = None
    """Key with the problem, if the rule has several."""

    change: Callable[[Deployment], Deployment] = lambda deployment: deployment
    """Change that only another file of stacks/ could cause."""

    @property
    def values(self) -> dict[str, str]:
        """By full key."""
        secrets = {f"sorcha:{name}": value for name, value in self.secrets.items()}
        return {"sorcha:deployment": json.dumps(self.deployment, sort_keys=True), **secrets}

    @property
    def examination(self) -> Examination:
        secret = {key for key in self.values if key != "sorcha:deployment"}
        return examine(stack="dev", values=self.values, encrypted=secret, defaults=_DEFAULTS)

    @cached_property
    def resolved_deployment(self) -> Deployment:
        deployment = self.examination.deployment
        assert deployment is not None
        return self.change(deployment)

    def is_noticed_by(self, rule: Rule) -> bool:
        """Whether a rule finds it, with the expected severity and path."""
        problems = list(rule(self.resolved_deployment))
        return (
            bool(problems)
            and self.severity in (None, *(problem.severity for problem in problems))
            and self.path in (None, *(problem.path for problem in problems))
        )


@dataclass(frozen=True)
class Breach:
    """A plan with a defect, and its stack file."""

    change: Breaker = lambda plan: plan
    settings: StackSettings = field(default_factory=StackSettings)
    in_pack: bool = True
    """Whether a policy pack can see it; a pack does not see `retainOnDelete`."""

    def stack(self, plan: Plan) -> Stack:
        """Input of the rules."""
        return stack_of(self.change(plan), self.settings.resolved_deployment)


@dataclass(frozen=True)
class Examples:
    """Stack files that break a rule over the configuration, and some that almost do."""

    bad: tuple[StackSettings, ...]
    fine: tuple[StackSettings, ...]


def twin(name: str, *names: str) -> Breaker:
    """More containers like one."""

    def break_plan(plan: Plan) -> Plan:
        for new_name in names:
            plan = addition(_copy_of(name, new_name))(plan)
        return plan

    return break_plan


def _copy_of(name: str, new_name: str) -> Callable[[Plan], Any]:
    def copy(plan: Plan) -> Any:
        container = plan.named(name, CONTAINER)
        raw = {**container.raw, "name": container.raw["name"].replace(name, new_name), "hostname": new_name}
        return replace(
            container, name=new_name, urn=container.urn.replace(f"::{name}", f"::{new_name}"), raw=raw
        )

    return copy


def file(**values: Any) -> list[dict[str, Any]]:
    """Uploads of one secret file, with something else about it."""
    entry = {"file": "/run/secrets/x", "content": Secret("a-secret-of-redis"), "permissions": "0400"}
    whole = {**entry, "owner": "999", "group": "999", **values}
    return [{key: value for key, value in whole.items() if value is not None}]


def container(name: str, /, **values: Any) -> Breach:
    """Other inputs of a container; None takes one away."""
    return Breach(inputs(name, **values))


def all_of(kind: str, **values: Any) -> Breaker:
    """Other inputs of all resources of a type."""

    def break_plan(plan: Plan) -> Plan:
        for resource in plan.of(kind):
            plan = inputs(resource.name, kind, **values)(plan)
        return plan

    return break_plan
