"""Stacks for tests, and their problems."""

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from sorcha_infra.config.load import Defaults, Examination, examine, read_defaults
from sorcha_infra.config.report import report
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.services import Severity
from sorcha_infra.paths import STACKS

FOLDER = STACKS
TIERS = ("dev", "prod-small", "prod-large")

Raw = dict[str, Any]

_OF_THIS_REPOSITORY: Defaults = read_defaults(FOLDER)


def dev(**differs: Any) -> Raw:
    """The deployment of a development stack that says a little more."""
    return {"tier": "dev", "platform": "docker", **differs}


def small(**differs: Any) -> Raw:
    """The deployment of a small production stack."""
    return {
        "tier": "prod-small",
        "platform": "docker",
        "publicUrl": "https://sorcha.example.com",
        **differs,
    }


def examine_stack(
    deployment: object,
    *,
    stack: str = "dev",
    secrets: Mapping[str, str] | None = None,
    encrypted: Collection[str] | None = None,
    folder: Path = FOLDER,
) -> Examination:
    """Examination of a stack; its secrets are encrypted by default."""
    secret_values = {f"sorcha:{name}": value for name, value in (secrets or {}).items()}
    values = (
        secret_values
        if deployment is None
        else {"sorcha:deployment": json.dumps(deployment), **secret_values}
    )
    return examine(
        stack=stack,
        values=values,
        encrypted=secret_values.keys() if encrypted is None else encrypted,
        defaults=_OF_THIS_REPOSITORY if folder == FOLDER else read_defaults(folder),
    )


def refusals(examination: Examination) -> list[Problem]:
    """Problems that keep a stack from being deployed."""
    return [problem for problem in examination.problems if problem.severity is not Severity.WARN]


def violations(examination: Examination) -> list[Problem]:
    """Problems that keep a stack from being deployed by any version."""
    return [problem for problem in refusals(examination) if not problem.finding.endswith("is not built yet")]


def refusal_text(deployment: object, *, stack: str = "dev", **options: Any) -> str:
    """The text that an operator sees instead of a deployment, without its head line."""
    problems = refusals(examine_stack(deployment, stack=stack, **options))
    return report(problems, stack, "file").partition("\n")[2]


def edited(folder: Path, file: str, edit: Callable[[Any], None]) -> Path:
    """A copy of stacks/ in which one file was edited."""
    shutil.copytree(FOLDER, folder, dirs_exist_ok=True)
    path = folder / file
    content = yaml.safe_load(path.read_text())
    edit(content)
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return folder


def stack_file(tier: str) -> Raw:
    """A stack file of this repository."""
    content: Raw = yaml.safe_load((FOLDER / f"Pulumi.{tier}.yaml").read_text())
    return content
