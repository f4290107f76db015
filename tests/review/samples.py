"""Changes to judge: captured previews, rendered plans and constructed steps."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.domain.change import Change, Op, Source, Spec, Step
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Promise, by_role
from sorcha_infra.domain.resources import Resource
from sorcha_infra.paths import STACKS
from sorcha_infra.profiles import kind, profile
from sorcha_infra.profiles.docker.kinds import CONTAINER
from sorcha_infra.render.tree import resources
from tests.harness import render

PREVIEWS = Path(__file__).parent / "previews"
PREVIEW_SETTINGS: Mapping[str, Any] = {"images": {"source": "lab"}, "edge": {"kind": "none", "port": 18999}}
"""Settings of the captured previews' stack besides its tier."""

SMALL: Mapping[str, Any] = {
    "tier": "prod-small",
    "platform": "docker",
    "publicUrl": "https://sorcha.example.com",
}


def preview(name: str) -> Path:
    return PREVIEWS / f"{name}.json"


@cache
def plan(settings: str = "{}", secrets: str = "{}") -> list[dict[str, Any]]:
    """The captured stack with further settings, serialized."""
    return resources(render("dev", {**PREVIEW_SETTINGS, **json.loads(settings)}, json.loads(secrets)))


@cache
def small_plan(settings: str = "{}") -> list[dict[str, Any]]:
    """The small production stack with further settings, serialized."""
    return resources(render("prod-small", json.loads(settings)))


def deployment(settings: Mapping[str, Any], stack: str = "dev") -> Deployment:
    """A resolved deployment."""
    values = {"sorcha:deployment": json.dumps({"tier": "dev", "platform": "docker", **settings})}
    examination = examine(stack=stack, values=values, encrypted=(), defaults=read_defaults(STACKS))
    assert examination.deployment is not None
    return examination.deployment


def small(**differs: Any) -> Deployment:
    return deployment({**SMALL, **differs}, "prod-small")


def spec(deployment: Deployment) -> Spec:
    """A serialized deployment."""
    dump: Spec = deployment.model_dump(mode="json", by_alias=True)
    return dump


def before_targets(deployment: Deployment) -> Spec:
    """A deployment on Docker, dumped by a program without targets."""
    dump = spec(deployment)
    target = dump["target"]
    rest = {key: value for key, value in dump.items() if key != "target"}
    return {
        **rest,
        "platform": target["platform"],
        "subnet": target["subnet"],
        "dockerHosts": target["hosts"],
    }


def promises(deployment: Deployment) -> tuple[Promise, ...]:
    """Promises of its platform."""
    return profile(deployment.platform).promises(deployment)


def step(
    op: Op,
    name: str,
    type_: str = CONTAINER,
    *,
    inputs: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    protected: bool = False,
    protected_after: bool = False,
    retained: bool = False,
    retained_after: bool = False,
    component: str = "",
    keys: tuple[str, ...] = (),
    causes: tuple[str, ...] = (),
) -> Step:
    """A step with defaults; `inputs` is the value of both of its sides."""

    def side(own: Mapping[str, Any] | None, *, protect: bool, retain: bool) -> Resource:
        values = own if own is not None else inputs or {}
        return Resource(
            urn=f"urn:{type_}::{name}",
            type=type_,
            name=name,
            kind=kind(type_, values),
            inputs=values,
            protect=protect,
            retain=retain,
        )

    return Step(
        op=op,
        old=None if op is Op.CREATE else side(before, protect=protected, retain=retained),
        new=None if op is Op.DELETE else side(after, protect=protected_after, retain=retained_after),
        component=component,
        keys=keys,
        causes=causes,
    )


def change(
    *steps: Step,
    before: Deployment | Spec | None = None,
    after: Deployment | Spec | None = None,
    **fields: Any,
) -> Change:
    """A change of a stack that is compared with a base.

    A deployment has its promises, as in the command; a dumped one has none, as one of another version.
    """
    return Change(
        **{
            "stack": "dev",
            "source": Source.OFFLINE,
            "steps": steps,
            "before": spec(before) if isinstance(before, Deployment) else before,
            "after": spec(after) if isinstance(after, Deployment) else after,
            "promises_before": _by_role(before),
            "promises_after": _by_role(after),
            "warnings_before": (),
            **fields,
        }
    )


def _by_role(side: Deployment | Spec | None) -> Mapping[str, Promise]:
    return by_role(promises(side)) if isinstance(side, Deployment) else {}
