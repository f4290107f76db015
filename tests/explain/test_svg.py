"""Geometry of the drawing: no line behind a box, no crossing, no text wider than its box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings

from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.explain.survey import survey
from sorcha_infra.explain.svg import svg
from tests.domain.deployments import deployment, with_replicas
from tests.explain.geometry import faults, omissions
from tests.explain.inventories import inventories, managed_stores
from tests.explain.shapes import Connector, Rectangle, Segment, Shapes, font_sizes, shapes

_README = 830
_LEAST_FONT = 11

_SINGLE = {"topology": "single"}
_CASES: dict[str, Callable[[], Inventory]] = {
    "dev": lambda: survey(deployment("dev")),
    "prod-small": lambda: survey(deployment("prod-small")),
    "prod-large": lambda: survey(deployment("prod-large")),
    "no edge": lambda: survey(
        deployment("prod-small", edge={"kind": "none"}, services={"gateway": {"replicas": 1}})
    ),
    "another edge": lambda: survey(deployment("prod-small", edge={"kind": "nginx"})),
    "4 gateways": lambda: survey(with_replicas(gateway=4, tenant=9, ui=6)),
    "single redis": lambda: survey(deployment("prod-small", redis=_SINGLE)),
    "promotion by hand": lambda: survey(
        deployment("prod-small", redis=_SINGLE, postgres={"topology": "primaryReplica", "failover": "manual"})
    ),
    "5 mongo members": lambda: survey(
        deployment("prod-small", postgres=_SINGLE, mongo={"topology": "replicaSet", "members": 5})
    ),
    "most members": lambda: survey(
        deployment(
            "prod-small",
            postgres={"topology": "primaryReplica", "replicas": 4, "etcdMembers": 5},
            mongo={"topology": "replicaSet", "members": 7},
            redis={"topology": "sentinel", "members": 5, "sentinels": 7},
        )
    ),
    "public peer": lambda: survey(deployment("prod-small", peer={"externalAddress": "node.example.com"})),
    "managed stores": managed_stores,
}


@pytest.fixture(params=list(_CASES.values()), ids=list(_CASES))
def example(request: pytest.FixtureRequest) -> Inventory:
    inventory: Inventory = request.param()
    return inventory


def test_the_drawing_has_no_fault(example: Inventory) -> None:
    assert faults(shapes(svg(example))) == []


def test_the_drawing_shows_every_need(example: Inventory) -> None:
    drawing = shapes(svg(example))
    assert list(omissions(drawing, example)) == []
    assert len(drawing.of("member")) == len(example.members)
    assert len(drawing.of("part")) == len(example.parts)


def test_the_drawing_is_readable_in_a_readme(example: Inventory) -> None:
    text = svg(example)
    scale = min(1, _README / shapes(text).width)
    assert min(font_sizes(text)) * scale >= _LEAST_FONT


def test_the_drawing_names_every_port(example: Inventory) -> None:
    text = " ".join(text for text, _ in shapes(svg(example)).texts)
    assert all(f"{port.address}:{port.number}" in text for part in example.parts for port in part.ports)


def test_the_drawing_paints_its_own_background(example: Inventory) -> None:
    """White paper on a dark page too."""
    text = svg(example)
    paper = shapes(text).of("paper")[0]
    assert paper.right - paper.x >= shapes(text).width - 1
    assert ".paper{fill:#fff" in text


def test_all_but_managed_stores_are_in_the_frame(example: Inventory) -> None:
    drawing = shapes(svg(example))
    frame = drawing.of("frame")[0]
    for part in example.parts:
        assert frame.contains(drawing.part(part.name)) is (part.copies is not None)


def test_every_store_of_a_tier_has_a_line() -> None:
    """In dev and prod-small no note replaces a line."""
    for tier in ("dev", "prod-small"):
        inventory = survey(deployment(tier))
        drawing = shapes(svg(inventory))
        for part in inventory.parts:
            notes = drawing.notes(drawing.part(part.name))
            assert not any(f"needs {store}" in notes for store in ("postgres", "mongo", "redis"))


def test_a_lost_member_is_red_and_moves_nothing() -> None:
    inventory = survey(deployment("prod-small"))
    loss = svg(inventory, ["mongo-1", "edge-0"])
    assert loss.count('class="member lost"') == 2
    assert loss.replace("member lost", "member") == svg(inventory)


@settings(max_examples=75, deadline=None)
@given(inventory=inventories())
def test_any_inventory_has_a_drawing_without_faults(inventory: Inventory) -> None:
    drawing = shapes(svg(inventory))
    assert faults(drawing) == []
    assert list(omissions(drawing, inventory)) == []


def test_a_name_is_escaped() -> None:
    assert "a&lt;b" in svg(replace(managed_stores(), place="a<b"))


_BOX = Rectangle("part", 0, 0, 100, 50)
_FAULTS: dict[str, Shapes] = {
    "overlaps": Shapes(300, 300, (_BOX, Rectangle("part", 90, 40, 200, 80)), (), ()),
    "meets": Shapes(300, 300, (_BOX,), (Connector("wire", (Segment(50, 60, 50, 10),)),), ()),
    "ends nowhere": Shapes(300, 300, (_BOX,), (Connector("wire", (Segment(50, 50, 50, 90),)),), ()),
    "crosses": Shapes(
        300,
        300,
        (),
        (Connector("a", (Segment(0, 60, 90, 60),)), Connector("b", (Segment(50, 55, 50, 90),))),
        (),
    ),
    "is oblique": Shapes(300, 300, (), (Connector("a", (Segment(0, 60, 90, 61),)),), ()),
    "is wider than Rectangle": Shapes(300, 300, (_BOX,), (), (("x", Rectangle("text", 8, 10, 104, 20)),)),
    "is outside": Shapes(90, 300, (_BOX,), (), ()),
}


@pytest.mark.parametrize(("fault", "drawing"), _FAULTS.items(), ids=_FAULTS.keys())
def test_a_fault_is_noticed(fault: str, drawing: Shapes) -> None:
    assert any(fault in text for text in faults(drawing))
