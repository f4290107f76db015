"""Application of all rules to a deployment, and of its `accept` entries to the problems."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import count

from sorcha_infra.domain.deployment import Acceptance, Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import credentials, edge, images, peer, services, stores
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity

RULES: tuple[Rule, ...] = (
    *services.RULES,
    *stores.RULES,
    *edge.RULES,
    *peer.RULES,
    *images.RULES,
    *credentials.RULES,
)


def judge(deployment: Deployment, platform_rules: Iterable[Rule] = ()) -> list[Problem]:
    """All problems; those that an `accept` entry covers are warnings.

    Args:
        deployment: the resolved stack.
        platform_rules: rules of its platform, in addition to those of every platform.
    """
    rules = (*RULES, *platform_rules)
    problems = [problem for rule in rules for problem in rule(deployment)]
    deviation_paths = {problem.path for problem in problems if problem.severity is Severity.ACCEPT}
    return [*_apply_acceptances(problems, deployment.accept), *_idle(deployment.accept, deviation_paths)]


def problems_by(rules: Iterable[Rule], deployment: Deployment) -> list[Problem]:
    """Problems of some rules, without warnings about unused `accept` entries."""
    return _apply_acceptances([problem for rule in rules for problem in rule(deployment)], deployment.accept)


def _apply_acceptances(problems: Iterable[Problem], accept: Collection[Acceptance]) -> list[Problem]:
    entries = {f"{ROOT}.{entry.key}": entry for entry in accept}
    free_indices = count(len(accept))
    return [
        _accept(problem, entries.get(problem.path), free_indices)
        if problem.severity is Severity.ACCEPT
        else problem
        for problem in problems
    ]


def _accept(problem: Problem, entry: Acceptance | None, free_indices: Iterator[int]) -> Problem:
    if entry is None:
        return replace(problem, accept=f"{ROOT}.accept[{next(free_indices)}]")
    return Problem(
        path=problem.path,
        finding=f"accepted ({entry.reason}): {problem.finding}",
        expected=problem.expected,
        severity=Severity.WARN,
    )


def _idle(entries: Iterable[Acceptance], deviation_paths: Collection[str]) -> Iterator[Problem]:
    """Warnings about entries without a deviation; their text is not shown, because it may be a secret."""
    names = ", ".join(sorted(path.removeprefix(f"{ROOT}.") for path in deviation_paths))
    for index, entry in enumerate(entries):
        if f"{ROOT}.{entry.key}" not in deviation_paths:
            yield Problem(
                path=f"{ROOT}.accept[{index}]",
                finding="names a key without a deviation",
                expected=names or None,
                severity=Severity.WARN,
                remove=True,
            )
