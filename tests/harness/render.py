"""`render`: a stack of this repository, with settings of a test, as a plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sorcha_infra.config.stack_file import stack_file, stack_names
from sorcha_infra.paths import ROOT, STACKS
from sorcha_infra.render.render import PROJECT, RefusedError, run
from tests.harness.plan import Plan

__all__ = ["RefusedError", "deployment", "render"]


def render(
    stack: str,
    settings: Mapping[str, Any] | None = None,
    secrets: Mapping[str, str] | None = None,
    *,
    preview: bool = False,
    program: Path = ROOT / "__main__.py",
    seconds: float = 60,
) -> Plan:
    """The plan of a stack.

    Args:
        stack: its name; its file in stacks/ is read if it exists.
        settings: additional or changed settings below `sorcha:deployment`.
        secrets: given secrets, by their key without `sorcha:`.
        preview: whether values that only an engine knows stay unknown.
        program: program to run.
        seconds: time limit, a multiple of the duration on a busy machine.

    Raises:
        RefusedError: if the program refuses the configuration.
        TimeoutError: if the program waits for itself.
    """
    values = {f"{PROJECT}:deployment": json.dumps(deployment(stack, settings or {}))}
    secret_values = {f"{PROJECT}:{name}": value for name, value in (secrets or {}).items()}
    plan = run(
        stack, values | secret_values, secret_values, program=program, preview=preview, seconds=seconds
    )
    return Plan(**vars(plan))


def deployment(stack: str, settings: Mapping[str, Any]) -> dict[str, Any]:
    """`sorcha:deployment` of a stack, without values that an installation wrote into its file."""
    values: dict[str, Any] = {}
    if stack in stack_names(STACKS):
        values = json.loads(stack_file(STACKS, stack).plain[f"{PROJECT}:deployment"])
        values.pop("images", None)  # stored by `make up` (decisions.md, State)
    return _merge(values, settings)


def _merge(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(first)
    for key, value in second.items():
        value_before = result.get(key)
        result[key] = (
            _merge(value_before, value)
            if isinstance(value_before, Mapping) and isinstance(value, Mapping)
            else value
        )
    return result
