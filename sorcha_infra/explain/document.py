"""All that `explain` says of a stack, as Markdown: for a terminal in blocks, for a page in tables."""

from collections.abc import Iterable, Iterator

from sorcha_infra.config.report import line
from sorcha_infra.config.table import RecommendationTable
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.problems import Problem
from sorcha_infra.explain.mermaid import mermaid
from sorcha_infra.explain.truth import COLUMNS, Row, truth
from sorcha_infra.explain.values import values

_WIDEST = max(map(len, COLUMNS))


def blocks(rows: Iterable[Row]) -> Iterator[str]:
    """The truth table where lines are narrow: a block for each component."""
    for row in rows:
        yield f"### {row.component}"
        for column, sentences in row.cells().items():
            for at, sentence in enumerate(sentences):
                yield f"  {column if at == 0 else '':<{_WIDEST}}  {sentence}"
        yield ""


def table(rows: Iterable[Row]) -> Iterator[str]:
    """The truth table as one."""
    yield f"| | {' | '.join(COLUMNS)} |"
    yield f"|---|{'---|' * len(COLUMNS)}"
    for row in rows:
        cells = ("<br/>".join(map(_cell, sentences)) for sentences in row.cells().values())
        yield f"| **{row.component}** | {' | '.join(cells)} |"
    yield ""


def stack(
    name: str,
    deployment: Deployment,
    inventory: Inventory,
    recommendations: RecommendationTable,
    problems: Iterable[Problem],
    *,
    wide: bool = False,
) -> str:
    """Everything of one stack; `wide` where tables may be as wide as they like."""
    rows = truth(deployment, recommendations)
    parts = (
        [f"# {name}: {deployment.tier} on {deployment.platform}, installation {deployment.installation}", ""],
        _problems(name, problems),
        ["## What it survives, and what it does not", ""],
        table(rows) if wide else blocks(rows),
        _domains(inventory),
        _ports(inventory),
        _volumes(inventory),
        ["## Topology", "", "```mermaid", mermaid(inventory).rstrip(), "```", ""],
        _values(deployment, wide),
    )
    return "\n".join(text for part in parts for text in part) + "\n"


def _problems(name: str, problems: Iterable[Problem]) -> Iterator[str]:
    lines = [line(problem, name) for problem in problems]
    if lines:
        yield "## What its preview says"
        yield ""
        yield from (f"- {text}" for text in lines)
        yield ""


def _domains(inventory: Inventory) -> Iterator[str]:
    yield "## Failure domains"
    yield ""
    for domain in inventory.domains:
        members, volumes = len(domain.members), len(domain.volumes)
        yield f"- {domain.kind} `{domain.name}`: {members} {inventory.member_noun}, {volumes} volumes"
    if inventory.domains:
        yield "- that is one: no number of copies on it survives its loss"
    else:
        yield f"- unknown: {inventory.place}"
    yield ""


def _ports(inventory: Inventory) -> Iterator[str]:
    yield f"## {inventory.port_title}"
    yield ""
    for part in inventory.parts:
        yield from (f"- {port.address}:{port.number} → {part.name}: {port.use}" for port in part.ports)
    yield f"- {inventory.port_note}"
    yield ""


def _volumes(inventory: Inventory) -> Iterator[str]:
    yield "## Volumes"
    yield ""
    for volume in inventory.volumes:
        yield f"- {volume.name}: {volume.holds or f'nothing of its own: {volume.again}'}"
    yield ""


def _values(deployment: Deployment, wide: bool) -> Iterator[str]:
    yield "## Values, and who settled them"
    yield ""
    if wide:
        yield "| key | value | origin | |"
        yield "|---|---|---|---|"
    for value in values(deployment):
        if wide:
            yield f"| `{value.path}` | {_cell(value.text)} | {value.origin} | {_cell(value.detail)} |"
        else:
            origin = f"{value.origin}: {value.detail}" if value.detail else value.origin
            yield f"  {value.path:<28} {value.text}  ({origin})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
