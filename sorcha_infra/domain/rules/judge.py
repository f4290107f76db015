"""All rules over one deployment, and what an `accept` entry makes of what they find."""

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
    """All problems, with those that an `accept:` entry covers turned into warnings.

    Args:
        deployment: what is judged.
        platform_rules: rules of its platform, beside those that hold on every one.
    """
    rules = (*RULES, *platform_rules)
    problems = [problem for rule in rules for problem in rule(deployment)]
    deviation_paths = {problem.path for problem in problems if problem.severity is Severity.ACCEPT}
    return [*_apply_acceptances(problems, deployment.accept), *_idle(deployment.accept, deviation_paths)]


def problems_by(rules: Iterable[Rule], deployment: Deployment) -> list[Problem]:
    """What some rules find, judged in the same way; nothing is said of idle entries."""
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
        message=f"accepted ({entry.reason}): {problem.message}",
        severity=Severity.WARN,
    )


def _idle(entries: Iterable[Acceptance], deviation_paths: Collection[str]) -> Iterator[Problem]:
    """Entries that cover nothing; their text is not shown, it may be anything."""
    names = ", ".join(sorted(path.removeprefix(f"{ROOT}.") for path in deviation_paths))
    for index, entry in enumerate(entries):
        if f"{ROOT}.{entry.key}" not in deviation_paths:
            yield Problem(
                path=f"{ROOT}.accept[{index}]",
                message="names nothing that needs to be accepted"
                + (f"; what does: {names}" if names else ""),
                severity=Severity.WARN,
                remove=True,
            )
