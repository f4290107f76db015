"""One policy for each rule, and the policy `advice` for warnings, which never blocks."""

from collections.abc import Callable, Iterator
from functools import cache
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

from sorcha_infra.config.load import Examination, examine, read_defaults
from sorcha_infra.domain.resources import Invariant, Resource, Stack
from sorcha_infra.domain.rules import RULES, Rule, problems_by
from sorcha_infra.domain.services import Severity
from sorcha_infra.paths import STACKS
from sorcha_infra.profiles import profile, profiles

Report = Callable[..., None]
Judgements = Iterator[tuple[str, str | None, Severity]]
"""Message, URN of its resource if any, severity."""

_requests: dict[str, Resource] = {}
"""URN → resource as the program registered it; a stack policy sees only the one from the provider."""


def policies() -> list[Policy]:
    """All policies."""
    adapter.keep_secret_marks()
    return [
        StackValidationPolicy(
            "configuration", "The stack file must be readable and resolvable.", _validate_configuration
        ),
        *(
            _resource_policy(rule, platform.name)
            for platform in profiles()
            for rule in platform.invariants.resource_rules
        ),
        *(_stack_policy(rule, _judge_resources(rule, name)) for name, rule in _resource_rules()),
        *(_stack_policy(rule, _judge_configuration(rule)) for rule in _configuration_rules()),
        StackValidationPolicy(
            "advice",
            "Advisory findings; they never block.",
            _advice,
            enforcement_level=EnforcementLevel.ADVISORY,
        ),
    ]


def _resource_rules() -> Iterator[tuple[str, Invariant]]:
    """Platform and rule over several resources."""
    return ((platform.name, rule) for platform in profiles() for rule in platform.invariants.stack_rules)


def _configuration_rules() -> tuple[Rule, ...]:
    """Rules over the configuration, shared and of each platform."""
    return (*RULES, *(rule for platform in profiles() for rule in platform.rules))


def name(rule: Invariant | Rule) -> str:
    """Name of the policy of a rule."""
    return rule.__name__.replace("_", "-")


def _text(rule: Invariant | Rule) -> str:
    return (rule.__doc__ or "").strip()


def _resource_policy(rule: Invariant, platform: str) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: Report) -> None:
        resource = _requests[args.urn] = adapter.resource(args)
        deployment = _examination().deployment
        if deployment is not None and deployment.platform == platform:
            for finding in rule(Stack(resources=(resource,), deployment=deployment)):
                if finding.severity is not Severity.WARN:
                    report(str(finding))

    return ResourceValidationPolicy(name(rule), _text(rule), validate)


def _stack_policy(rule: Invariant | Rule, judgements: Callable[[Stack], Judgements]) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report: Report) -> None:
        for stack in _stack(args):
            for message, urn, severity in judgements(stack):
                if severity is not Severity.WARN:
                    report(message, urn)

    return StackValidationPolicy(name(rule), _text(rule), validate)


def _advice(args: StackValidationArgs, report: Report) -> None:
    for stack in _stack(args):
        platform = profile(stack.deployment.platform)
        judges = {
            **{name(rule): _judge_resources(rule, platform.name) for rule in platform.invariants.all},
            **{name(rule): _judge_configuration(rule) for rule in _configuration_rules()},
        }
        for rule, judgements in judges.items():
            for message, urn, severity in judgements(stack):
                if severity is Severity.WARN:
                    report(f"{rule}: {message}", urn)


def _stack(args: StackValidationArgs) -> Iterator[Stack]:
    """All planned resources; none if the stack file cannot be read."""
    deployment = _examination().deployment
    if deployment is not None:
        resources = (_requests.get(entry.urn) or adapter.resource(entry) for entry in args.resources)
        yield Stack(resources=tuple(resources), deployment=deployment)


def _judge_resources(rule: Invariant, platform: str) -> Callable[[Stack], Judgements]:
    def judgements(stack: Stack) -> Judgements:
        if stack.deployment.platform == platform:
            for finding in rule(stack):
                yield str(finding), finding.resource.urn, finding.severity

    return judgements


def _judge_configuration(rule: Rule) -> Callable[[Stack], Judgements]:
    def judgements(stack: Stack) -> Judgements:
        if rule in (*RULES, *profile(stack.deployment.platform).rules):
            for problem in problems_by((rule,), stack.deployment):
                yield f"{problem.path}: {problem.message}", None, problem.severity

    return judgements


def _validate_configuration(_: StackValidationArgs, report: Report) -> None:
    examination = _examination()
    if examination.deployment is None:
        for problem in examination.problems:
            report(f"{problem.path}: {problem.message}")


@cache
def _examination() -> Examination:
    values: dict[str, Any] = dict(pulumi.runtime.config.CONFIG.get())
    return examine(stack=pulumi.get_stack(), values=values, encrypted=values, defaults=read_defaults(STACKS))
