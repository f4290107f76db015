"""Pages and drawings of the stacks of this repository, as they are committed."""

import json
from dataclasses import dataclass
from functools import cache

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.config.stack_file import stack_file
from sorcha_infra.config.table import load_table
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.promises import by_role
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.explain import document
from sorcha_infra.explain.survey import survey
from sorcha_infra.explain.svg import svg
from sorcha_infra.explain.truth import description
from sorcha_infra.paths import STACKS
from sorcha_infra.profiles import profile


@dataclass(frozen=True, kw_only=True, slots=True)
class _Example:
    deployment: Deployment
    problems: tuple[Problem, ...]
    inventory: Inventory


def page(stack: str) -> str:
    """docs/<stack>.md: all that `explain` says of a stack."""
    example = _example(stack)
    table = load_table(STACKS / "recommendations.yaml")
    text = document.stack(stack, example.deployment, example.inventory, table, example.problems, wide=True)
    picture = f"## Topology\n\n![Topology of {stack}]({stack}.svg)"
    head = (
        f"<!-- Written by `python -m sorcha_infra.explain.pages` (explain --stack {stack}); "
        "a test keeps it fresh. -->"
    )
    return f"{head}\n" + text.replace("## Topology", picture, 1)


def drawing(stack: str) -> str:
    """docs/<stack>.svg."""
    return svg(_example(stack).inventory)


def summary(*stacks: str) -> str:
    """The table for README.md: what each tier gives of each component, and what of it may be lost."""
    cells = {stack: _cells(_example(stack).deployment) for stack in stacks}
    rows = list(dict.fromkeys(role for column in cells.values() for role in column))
    lines = [f"| | {' | '.join(map(_head, stacks))} |"]
    lines.append(f"|---|{'---|' * len(stacks)}")
    lines += [f"| {row} | {' | '.join(cells[stack].get(row, '–') for stack in stacks)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _head(stack: str) -> str:
    deployment = _example(stack).deployment
    is_unbuilt = any(True for _ in profile(deployment.platform).gaps(deployment))
    return f"[{stack}](docs/{stack}.md){', not built yet' if is_unbuilt else ''}"


def _cells(deployment: Deployment) -> dict[str, str]:
    cells = {}
    for role, promise in by_role(profile(deployment.platform).promises(deployment)).items():
        loss = f", {promise.survives} may be lost" if promise.survives else ""
        cells[role] = f"{description(deployment, promise, role)}{loss}"
    return cells


@cache
def _example(stack: str) -> _Example:
    values = stack_file(STACKS, stack).plain
    settings = json.loads(values[ROOT])
    settings.pop("images", None)  # remembered by `make up` (decisions.md, State)
    examination = examine(
        stack=stack, values={ROOT: json.dumps(settings)}, encrypted=(), defaults=read_defaults(STACKS)
    )
    if examination.deployment is None:
        raise ValueError(f"{stack}: {[problem.path for problem in examination.problems]}")
    return _Example(
        deployment=examination.deployment,
        problems=examination.problems,
        inventory=survey(examination.deployment),
    )
