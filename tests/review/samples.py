"""Changes to judge: captured previews, rendered plans, and what a test makes up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.render.tree import resources
from sorcha_infra.domain.change import CONTAINER, Change, Op, Source, Spec, Step
from tests.harness import render

PREVIEWS = Path(__file__).parent / "previews"
STACKS = Path(__file__).parents[2] / "stacks"
CAPTURED: Mapping[str, Any] = {"images": {"source": "lab"}, "edge": {"kind": "none", "port": 18999}}
"""What the stack of the captured previews said besides its tier."""

SMALL: Mapping[str, Any] = {
    "tier": "prod-small",
    "platform": "docker",
    "publicUrl": "https://sorcha.example.com",
}


def preview(name: str) -> Path:
    return PREVIEWS / f"{name}.json"


@cache
def plan(said: str = "{}", secrets: str = "{}") -> list[dict[str, Any]]:
    """The captured stack with something said besides, as it travels."""
    return resources(render("dev", {**CAPTURED, **json.loads(said)}, json.loads(secrets)))


@cache
def small_plan(said: str = "{}") -> list[dict[str, Any]]:
    """The small production stack with something said besides, as it travels."""
    return resources(render("prod-small", json.loads(said)))


def spec(deployment: Mapping[str, Any], stack: str = "dev") -> Spec:
    """A resolved deployment."""
    values = {"sorcha:deployment": json.dumps({"tier": "dev", "platform": "docker", **deployment})}
    found = examine(stack=stack, values=values, encrypted=(), defaults=read_defaults(STACKS)).deployment
    assert found is not None
    dumped: Spec = found.model_dump(mode="json", by_alias=True)
    return dumped


def small(**differs: Any) -> Spec:
    return spec({**SMALL, **differs}, "prod-small")


def step(op: Op, name: str, kind: str = CONTAINER, **more: Any) -> Step:
    """A step of a resource of which little matters."""
    inputs = more.pop("inputs", {})
    sides = {"before": inputs} if op is not Op.CREATE else {}
    sides |= {"after": inputs} if op is not Op.DELETE else {}
    return Step(
        **{
            "op": op,
            "urn": f"urn:{kind}::{name}",
            "type": kind,
            "name": name,
            "component": "",
            **sides,
            **more,
        }
    )


def change(*steps: Step, **more: Any) -> Change:
    """A change of a stack that is compared with a base."""
    empty: dict[str, Any] = {"warnings_before": ()}
    return Change(**{"stack": "dev", "source": Source.OFFLINE, "steps": steps, **empty, **more})
