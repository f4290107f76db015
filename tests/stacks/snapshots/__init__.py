"""Golden plans: what each stack asks an engine for, as text that is reviewed like code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.harness import RefusedError, render
from tests.harness.text import text

FOLDER = Path(__file__).parent
COMMAND = "venv/bin/python -m tests.stacks.snapshots"


def _dev() -> str:
    return text(render("dev"))


def _dev_lab_two_tenants() -> str:
    return text(render("dev", {"images": {"source": "lab"}, "services": {"tenant": {"replicas": 2}}}))


def _refusal(stack: str) -> str:
    try:
        render(stack)
    except RefusedError as error:
        return f"{error.report}\n"
    raise AssertionError(f"{stack} renders now: give it a golden plan in {__file__}")


SNAPSHOTS: dict[str, Callable[[], str]] = {
    "dev": _dev,
    "dev-lab-two-tenants": _dev_lab_two_tenants,
    "prod-small": lambda: text(render("prod-small")),
    "prod-large-refused": lambda: _refusal("prod-large"),
}


def path(name: str) -> Path:
    """Where a snapshot lies."""
    return FOLDER / f"{name}.txt"
