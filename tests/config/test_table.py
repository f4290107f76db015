"""stacks/recommendations.yaml is the guide's table, whole."""

import re
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.config.table import Component, load_table
from sorcha_infra.domain.vocabulary import ServiceName, Tier

from .stacks import FOLDER, dev, edited, examine_stack, refusals

# "Production Deployment Recommendations" of Sorcha's docs/admin/scaling-high-availability.md.
GUIDE = """
| Component | Development | Small Production | Large Production |
|---|---|---|---|
| API Gateway | 1 instance | 2 instances | 3+ instances |
| Blueprint | 1 instance | 1-2 instances | 3+ instances |
| Tenant | 1 instance | 2 instances | 2+ instances |
| Wallet | 1 instance | 1 instance | 2 (with shared key vault) |
| Register | 1 instance | 1-2 instances | 3+ instances |
| Validator | 1 instance | 1 instance | 2+ instances |
| Peer | 1 instance | 1 instance | Per-network topology |
| PostgreSQL | Single | Primary + replica | Managed service |
| MongoDB | Single | Replica set (3 nodes) | Managed service |
| Redis | Single | Sentinel (3 nodes) | Managed service / Cluster |
"""

ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in GUIDE.strip().splitlines()]
HEAD, BODY = ROWS[0][1:], ROWS[2:]
TABLE = load_table(FOLDER / "recommendations.yaml")

CELLS = [
    pytest.param(component, tier, row[0], column, text, id=f"{component}-{tier}")
    for component, row in zip(Component, BODY, strict=True)
    for tier, column, text in zip(Tier, HEAD, row[1:], strict=True)
]


@pytest.mark.parametrize(("component", "tier", "row", "column", "text"), CELLS)
def test_a_cell_says_what_the_guide_says_and_where(
    component: Component, tier: Tier, row: str, column: str, text: str
) -> None:
    cell = TABLE.cell(component, tier)
    assert cell.guide == text
    assert cell.source == f"guide, Production Deployment Recommendations: {row}, {column}"


def _numbers(text: str) -> tuple[int, int | None] | None:
    """Fewest and most in the guide's words; "N" and "N+" mean at least N (decisions.md)."""
    if match := re.fullmatch(r"(\d+)-(\d+) instances", text):
        return int(match[1]), int(match[2])
    if match := re.match(r"(\d+)\b", text) or re.search(r"\((\d+) nodes\)", text):
        return int(match[1]), None
    return {"Single": (1, None), "Primary + replica": (2, None)}.get(text)


@pytest.mark.parametrize("tier", Tier)
@pytest.mark.parametrize("component", Component)
def test_a_cell_means_in_numbers_what_its_words_say(component: Component, tier: Tier) -> None:
    cell = TABLE.cell(component, tier)
    text = cell.guide
    if text.startswith("Managed"):
        expected: tuple[int, int | None] = (0, None)
    else:
        # "Per-network topology" says no number: one node, as many installations as networks.
        expected = _numbers(text) or (1, None)
    assert (cell.min, cell.max) == expected
    if cell.deviation is None:
        assert cell.default == cell.min


def test_only_what_the_platform_refuses_deviates() -> None:
    """A deviation is not a way to spare servers."""
    deviations = {
        f"{component}.{tier}"
        for component in Component
        for tier in Tier
        if TABLE.cell(component, tier).deviation is not None
    }
    assert deviations == {"blueprint.prod-large", "wallet.prod-large", "validator.prod-large"}


def _set(path: str, value: object) -> Any:
    def edit(table: Any) -> None:
        *parents, last = path.split(".")
        for parent in parents:
            table = table[parent]
        if value is None:
            del table[last]
        else:
            table[last] = value

    return edit


FILE = "stacks/recommendations.yaml: components."


@pytest.mark.parametrize(
    ("path", "value", "expected"),
    [
        ("redis.prod-small", None, "redis.prod-small: is missing. Expected a mapping with "),
        ("gateway", None, "gateway: is missing. Expected a mapping with dev, prod-large, prod-small."),
        ("gateway.dev.default", "1", "gateway.dev.default: is a string of 1 characters. Expected an integ"),
        ("gateway.dev.default", True, "gateway.dev.default: is a boolean (true). Expected an integer of at "),
        ("gateway.dev.default", 0, "gateway.dev.default: is 0. Expected an integer of at least 1."),
        ("gateway.dev.default", 1.5, "gateway.dev.default: is 1.5. Expected an integer of at least 1."),
        ("gateway.dev.instances", 1, "gateway.dev.instances: is not a key. Expected one of default, deviati"),
        ("gateway.dev.source", None, "gateway.dev.source: is missing. Expected a string."),
        ("gateway.dev.topology", "single", "gateway.dev.topology: is not a key. Expected one of defaul"),
        ("tenant.prod-small.default", 1, "tenant.prod-small: default 1 is below min 2 without a deviation"),
        ("blueprint.prod-small.default", 3, "blueprint.prod-small: default 3 is above max 2"),
        ("blueprint.prod-small.max", 0, "blueprint.prod-small.max: is 0. Expected an integer of at least 1."),
        ("blueprint.prod-small.min", 3, "blueprint.prod-small: max 2 is below min 3"),
        (
            "redis.dev.topology",
            "sentinell",
            "redis.dev.topology: is a string of 9 characters (did you mean sentinel?). Expected one of "
            "single, sentinel, cluster, managed.",
        ),
        (
            "mongo.dev.topology",
            "sentinel",
            "mongo.dev.topology: is a string of 8 characters. Expected one of single, replicaSet, managed.",
        ),
        ("redis.dev.topology", None, "redis.dev.topology: is missing. Expected one of single, sentinel, cl"),
        (
            "redis.dev.topology",
            "sentinel",
            "redis.dev: default 1 does not fit topology sentinel (3 to 5 servers)",
        ),
        (
            "mongo.prod-small.default",
            9,
            "mongo.prod-small: default 9 does not fit topology replicaSet (3 to 7 servers)",
        ),
        ("postgres.dev.default", 2, "postgres.dev: default 2 does not fit topology single (1 server)"),
        ("tennant", {}, "tennant: is not a key (did you mean tenant?). Expected one of blueprint, gat"),
        ("tenant.staging", {}, "tenant.staging: is not a key. Expected one of dev, prod-large, prod-small."),
    ],
)
def test_a_bad_edit_is_reported_by_its_cell(tmp_path: Path, path: str, value: object, expected: str) -> None:
    """The table is edited by people who do not run the program."""
    folder = edited(tmp_path, "recommendations.yaml", _set(f"components.{path}", value))
    [problem] = refusals(examine_stack(dev(), folder=folder))
    assert f"{problem.path}: {problem.message}".startswith(FILE + expected)


def test_all_bad_cells_and_keys_are_reported_at_once(tmp_path: Path) -> None:
    def edit(table: Any) -> None:
        del table["components"]["redis"]["dev"]
        table["components"]["tenant"]["dev"]["default"] = 0
        table["components"]["mongo"]["dev"]["topology"] = "shards"

    folder = edited(tmp_path, "recommendations.yaml", edit)
    problems = refusals(examine_stack(dev(tire=1, services={"ui": {"replicas": 0}}), folder=folder))
    assert [problem.path.removeprefix(FILE) for problem in problems] == [
        "tenant.dev.default",
        "mongo.dev.topology",
        "redis.dev",
        "sorcha:deployment.services.ui.replicas",
        "sorcha:deployment.tire",
    ]


def test_a_key_that_is_written_twice_is_refused(tmp_path: Path) -> None:
    """YAML takes the last one silently, and half of an edit would have no effect."""
    folder = edited(tmp_path, "recommendations.yaml", lambda _: None)
    text = (FOLDER / "recommendations.yaml").read_text()
    (folder / "recommendations.yaml").write_text(
        text.replace("      min: 1\n", "      min: 1\n      min: 1\n", 1)
    )
    [problem] = refusals(examine_stack(dev(), folder=folder))
    assert problem.path == "stacks/recommendations.yaml"
    assert re.fullmatch(r"is not valid YAML: the key min occurs twice \(line \d+\)\.", problem.message)


def test_an_edited_default_reaches_the_deployment(tmp_path: Path) -> None:
    folder = edited(tmp_path, "recommendations.yaml", _set("components.tenant.dev.default", 3))
    examination = examine_stack(dev(), folder=folder)
    assert examination.deployment is not None
    assert examination.deployment.services[ServiceName.TENANT].replicas == 3
    assert refusals(examination) == []


def test_a_default_that_the_platform_cannot_bear_is_refused(tmp_path: Path) -> None:
    """Two validators corrupt the chain, whoever asks for them."""
    folder = edited(tmp_path, "recommendations.yaml", _set("components.validator.dev.default", 2))
    [problem] = refusals(examine_stack(dev(), folder=folder))
    assert problem.path == "sorcha:deployment.services.validator.replicas"
