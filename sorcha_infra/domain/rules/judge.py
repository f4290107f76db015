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
    found = [problem for rule in rules for problem in rule(deployment)]
    needed = {problem.path for problem in found if problem.severity is Severity.ACCEPT}
    return [*_judged(found, deployment.accept), *_idle(deployment.accept, needed)]


def found_by(rules: Iterable[Rule], deployment: Deployment) -> list[Problem]:
    """What some rules find, judged in the same way; nothing is said of idle entries."""
    return _judged([problem for rule in rules for problem in rule(deployment)], deployment.accept)


def _judged(found: Iterable[Problem], accept: Collection[Acceptance]) -> list[Problem]:
    entries = {f"{ROOT}.{entry.key}": entry for entry in accept}
    free = count(len(accept))
    return [
        _accepted(problem, entries.get(problem.path), free)
        if problem.severity is Severity.ACCEPT
        else problem
        for problem in found
    ]


def _accepted(problem: Problem, entry: Acceptance | None, free: Iterator[int]) -> Problem:
    if entry is None:
        return replace(problem, accept=f"{ROOT}.accept[{next(free)}]")
    return Problem(
        path=problem.path,
        message=f"accepted ({entry.reason}): {problem.message}",
        severity=Severity.WARN,
    )


def _idle(entries: Iterable[Acceptance], needed: Collection[str]) -> Iterator[Problem]:
    """Entries that cover nothing; their text is not shown, it may be anything."""
    allowed = ", ".join(sorted(path.removeprefix(f"{ROOT}.") for path in needed))
    for index, entry in enumerate(entries):
        if f"{ROOT}.{entry.key}" not in needed:
            yield Problem(
                path=f"{ROOT}.accept[{index}]",
                message="names nothing that needs to be accepted"
                + (f"; what does: {allowed}" if allowed else ""),
                severity=Severity.WARN,
                remove=True,
            )
