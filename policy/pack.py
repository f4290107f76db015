"""One policy for each rule; what is only advice stands in a policy of its own that stops nothing."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import adapter
import pulumi
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from sorcha_infra.config.load import Examined, examine, read_defaults
from sorcha_infra.domain.rules import RULES, Rule, found_by
from sorcha_infra.domain.services import Severity
from sorcha_infra.profiles.docker.invariants import EACH, WHOLE, Invariant, Planned, Stack, observed

Report = Callable[..., None]
Found = Iterator[tuple[str, str | None, Severity]]
"""Message, URN of the resource if it is one's, severity."""

_STACKS = Path(__file__).parents[1] / "stacks"

_asked: dict[str, Planned] = {}
"""URN → what the program asked for; a stack policy sees only what the provider made of it."""


def policies() -> list[Policy]:
    """All of them."""
    adapter.keep_secret_marks()
    return [
        StackValidationPolicy("configuration", "The stack file can be read and resolved.", _unreadable),
        *(_each(rule) for rule in EACH),
        *(_whole(rule, _over_stack(rule)) for rule in WHOLE),
        *(_whole(rule, _over_configuration(rule)) for rule in RULES),
        StackValidationPolicy(
            "advice",
            "What may be as it is, and has its price.",
            _advice,
            enforcement_level=EnforcementLevel.ADVISORY,
        ),
    ]


def name(rule: Invariant | Rule) -> str:
    """The name of its policy."""
    return rule.__name__.replace("_", "-")


def _text(rule: Invariant | Rule) -> str:
    return (rule.__doc__ or "").strip()


def _each(rule: Invariant) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: Report) -> None:
        one = _asked[args.urn] = adapter.planned(args)
        deployment = _examined().deployment
        if deployment is not None:
            for finding in rule(Stack(resources=(one,), deployment=deployment)):
                if finding.severity is not Severity.WARN:
                    report(str(finding))

    return ResourceValidationPolicy(name(rule), _text(rule), validate)


def _whole(rule: Invariant | Rule, found: Callable[[Stack], Found]) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: Report) -> None:
        for stack in _stack(args):
            for message, urn, severity in found(stack):
                if severity is not Severity.WARN:
                    report(message, urn)

    return StackValidationPolicy(name(rule), _text(rule), validate)


def _advice(args: StackValidationArgs, report: Report) -> None:
    judges = {
        **{name(rule): _over_stack(rule) for rule in (*EACH, *WHOLE)},
        **{name(rule): _over_configuration(rule) for rule in RULES},
    }
    for stack in _stack(args):
        for rule, found in judges.items():
            for message, urn, severity in found(stack):
                if severity is Severity.WARN:
                    report(f"{rule}: {message}", urn)


def _stack(args: StackValidationArgs) -> Iterator[Stack]:
    """Everything that is planned; nothing where the stack file cannot be read."""
    deployment = _examined().deployment
    if deployment is not None:
        resources = (_asked.get(one.urn) or adapter.planned(one) for one in args.resources)
        yield Stack(resources=tuple(resources), deployment=deployment)


def _over_stack(rule: Invariant) -> Callable[[Stack], Found]:
    return lambda stack: ((str(one), one.resource.urn, one.severity) for one in rule(stack))


def _over_configuration(rule: Rule) -> Callable[[Stack], Found]:
    def found(stack: Stack) -> Found:
        for problem in found_by((rule,), observed(stack)):
            yield f"{problem.path}: {problem.message}", None, problem.severity

    return found


def _unreadable(_: StackValidationArgs, report: Report) -> None:
    examined = _examined()
    if examined.deployment is None:
        for problem in examined.problems:
            report(f"{problem.path}: {problem.message}")


@cache
def _examined() -> Examined:
    values: dict[str, Any] = dict(pulumi.runtime.config.CONFIG.get())
    return examine(stack=pulumi.get_stack(), values=values, encrypted=values, defaults=read_defaults(_STACKS))
