"""The answer of `explain` as Markdown: aligned columns for a terminal, tables for a page."""

from collections.abc import Iterable, Iterator, Sequence

from sorcha_infra.config.report import message
from sorcha_infra.config.table import RecommendationTable
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.problems import Problem
from sorcha_infra.explain.components import FAULT_COLUMNS, PROMISE_COLUMNS, Row, rows
from sorcha_infra.explain.mermaid import mermaid
from sorcha_infra.explain.values import values


def stack(
    name: str,
    deployment: Deployment,
    inventory: Inventory,
    recommendations: RecommendationTable,
    problems: Iterable[Problem],
    *,
    wide: bool = False,
) -> str:
    """Everything about one stack; `wide` for a page, where tables may have any width."""
    components = rows(deployment, recommendations)
    parts = (
        [f"# {name}: {deployment.tier} on {deployment.platform}, installation {deployment.installation}", ""],
        _problems(name, problems),
        _promises(components, wide),
        _domains(inventory),
        _ports(inventory, wide),
        _volumes(inventory, wide),
        ["## Topology", "", "```mermaid", mermaid(inventory).rstrip(), "```", ""],
        _components(components, wide),
        _values(deployment, wide),
    )
    return "\n".join(text for part in parts for text in part) + "\n"


def _problems(name: str, problems: Iterable[Problem]) -> Iterator[str]:
    lines = [str(message(problem, name)) for problem in problems]
    if lines:
        yield "## Warnings of the preview"
        yield ""
        yield from (f"- {text}" for text in lines)
        yield ""


def _promises(components: Sequence[Row], wide: bool) -> Iterator[str]:
    yield "## Promises"
    yield ""
    yield "After the failure of one member: recovery time and its evidence (bound: a test fails above it;"
    yield "measured: by hand with the real services; estimate: from the settings; vendor: its documentation)."
    yield ""
    if wide:
        cells = [(f"[{row.component}](#{row.component})", *row.promise) for row in components]
        yield from _table(("component", *PROMISE_COLUMNS), cells)
    else:
        short = [(row.component, *row.promise[:-1]) for row in components]
        yield from _columns(("component", *PROMISE_COLUMNS[:-1]), short)
    yield ""


def _components(components: Sequence[Row], wide: bool) -> Iterator[str]:
    yield "## Components"
    yield ""
    for row in components:
        yield f"### {row.component}"
        yield ""
        yield from (f"- {name}: {text}" for name, text in _facts(row) if text)
        yield ""
        if row.faults and wide:
            yield from _table(FAULT_COLUMNS, [(*fault[:-1], _link(fault[-1])) for fault in row.faults])
            yield ""
        elif row.faults:
            yield from (f"  {' | '.join(fault)}" for fault in row.faults)
            yield ""
        if row.limits:
            yield "Not covered:"
            yield ""
            yield from (f"- {limit}" for limit in row.limits)
            yield ""


def _facts(row: Row) -> Iterator[tuple[str, str]]:
    yield "recommended", row.recommendation
    yield "configured", row.configuration
    yield "reason", "; ".join(row.reasons)
    yield "meanwhile", row.promise[-1]


def _link(proof: str) -> str:
    if proof == "none":
        return proof
    return f"[{proof.rpartition('/')[2]}](../{proof})" if "/" in proof else f"[{proof}](results.md)"


def _domains(inventory: Inventory) -> Iterator[str]:
    yield "## Failure domains"
    yield ""
    for domain in inventory.domains:
        members, volumes = len(domain.members), len(domain.volumes)
        yield f"- {domain.kind} `{domain.name}`: {members} {inventory.member_noun}, {volumes} volumes"
    if inventory.domains:
        yield "- Single failure domain: losing it loses every copy."
    else:
        yield f"- unknown: {inventory.place}"
    yield ""


def _ports(inventory: Inventory, wide: bool) -> Iterator[str]:
    yield f"## {inventory.port_title}"
    yield ""
    ports = [
        (port.address, str(port.number), part.name, port.use)
        for part in inventory.parts
        for port in part.ports
    ]
    head = ("address", "port", "component", "use")
    yield from _table(head, ports) if wide else _columns(head, ports)
    yield ""
    yield f"- {inventory.port_note}"
    yield ""


def _volumes(inventory: Inventory, wide: bool) -> Iterator[str]:
    yield "## Volumes"
    yield ""
    volumes = [
        (volume.name, volume.holds or "no data of its own", volume.again if not volume.holds else "no")
        for volume in inventory.volumes
    ]
    head = ("volume", "content", "recreated")
    yield from _table(head, volumes) if wide else _columns(head, volumes)
    yield ""


def _values(deployment: Deployment, wide: bool) -> Iterator[str]:
    yield "## Values and their origin"
    yield ""
    if wide:
        cells = [(f"`{value.path}`", value.text, value.origin, value.detail) for value in values(deployment)]
        yield from _table(("key", "value", "origin", "source"), cells)
        return
    for value in values(deployment):
        origin = f"{value.origin}: {value.detail}" if value.detail else value.origin
        yield f"  {value.path:<28} {value.text}  ({origin})"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _columns(head: Sequence[str], lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(head, *lines, strict=True)]
    for line in (head, *lines):
        yield "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
