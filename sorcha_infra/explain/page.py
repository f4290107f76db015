"""Pages and drawings of the stacks of this repository, as they are committed."""

import json
from functools import cache

from sorcha_infra.config.files import plain_values
from sorcha_infra.config.load import Examined, examine, read_defaults
from sorcha_infra.config.table import RecommendationTable, load_table
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.layout import layout
from sorcha_infra.domain.promises import promises
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.explain import document
from sorcha_infra.explain.command import STACKS
from sorcha_infra.explain.svg import svg
from sorcha_infra.explain.truth import given


def explained(stack: str) -> str:
    """All that is to say of a stack, wide."""
    deployment, found = _of(stack)
    return document.stack(stack, deployment, layout(deployment), _table(), found.problems, wide=True)


def drawn(stack: str) -> str:
    """Its drawing."""
    return svg(layout(_of(stack)[0]))


def summary(*stacks: str) -> str:
    """The table for README.md: what each tier gives of each component, and what of it may be lost."""
    cells = {stack: _cells(_of(stack)[0]) for stack in stacks}
    rows = list(dict.fromkeys(name for one in cells.values() for name in one))
    lines = [f"| | {' | '.join(map(_head, stacks))} |"]
    lines.append(f"|---|{'---|' * len(stacks)}")
    lines += [f"| {row} | {' | '.join(cells[stack].get(row, '–') for stack in stacks)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _head(stack: str) -> str:
    missing = any(problem.message.endswith("is not built yet") for problem in _of(stack)[1].problems)
    return f"[{stack}](docs/{stack}.md){', not built yet' if missing else ''}"


def _cells(deployment: Deployment) -> dict[str, str]:
    found = {}
    for promise in promises(deployment):
        name = promise.component.removeprefix("services.")
        lost = f", {promise.survives} may be lost" if promise.survives else ""
        found[name] = f"{given(deployment, promise, name)}{lost}"
    return found


@cache
def _table() -> RecommendationTable:
    return load_table(STACKS / "recommendations.yaml")


@cache
def _of(stack: str) -> tuple[Deployment, Examined]:
    values = plain_values(STACKS / f"Pulumi.{stack}.yaml")
    deployment = json.loads(values[ROOT])
    deployment.pop("images", None)  # remembered by `make up` (decisions.md, State)
    values = {ROOT: json.dumps(deployment)}
    found = examine(stack=stack, values=values, encrypted=(), defaults=read_defaults(STACKS))
    assert found.deployment is not None
    return found.deployment, found
