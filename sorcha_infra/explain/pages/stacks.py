"""Pages and drawings of the stacks of this repository, as they are committed."""

import json
from dataclasses import dataclass
from functools import cache

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.config.stack_file import stack_file
from sorcha_infra.config.table import load_table
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.explain import document
from sorcha_infra.explain.pages.tiers import Example, tiers
from sorcha_infra.explain.survey import survey
from sorcha_infra.explain.svg import svg
from sorcha_infra.paths import STACKS


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stack:
    example: Example
    problems: tuple[Problem, ...]


def page(stack: str) -> str:
    """docs/<stack>.md: the whole answer of `explain` for a stack."""
    example = _stack(stack).example
    table = load_table(STACKS / "recommendations.yaml")
    text = document.stack(
        stack, example.deployment, example.inventory, table, _stack(stack).problems, wide=True
    )
    picture = f"## Topology\n\n![Topology of {stack}]({stack}.svg)"
    head = (
        f"<!-- Written by `python -m sorcha_infra.explain.pages` (explain --stack {stack}); "
        "a test keeps it fresh. -->"
    )
    return f"{head}\n" + text.replace("## Topology", picture, 1)


def drawing(stack: str) -> str:
    """docs/<stack>.svg."""
    return svg(_stack(stack).example.inventory)


def summary(*stacks: str) -> str:
    """The table of the tiers for README.md."""
    return tiers([_stack(stack).example for stack in stacks])


@cache
def _stack(stack: str) -> _Stack:
    values = stack_file(STACKS, stack).plain
    settings = json.loads(values[ROOT])
    settings.pop("images", None)  # written by `make up` (decisions.md, State)
    examination = examine(
        stack=stack, values={ROOT: json.dumps(settings)}, encrypted=(), defaults=read_defaults(STACKS)
    )
    if examination.deployment is None:
        raise ValueError(f"{stack}: {[problem.path for problem in examination.problems]}")
    deployment = examination.deployment
    return _Stack(
        example=Example(name=stack, deployment=deployment, inventory=survey(deployment)),
        problems=examination.problems,
    )
