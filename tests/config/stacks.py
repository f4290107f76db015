"""Stacks as the tests write them, and what is said about them."""

import json
import shutil
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from sorcha_infra.config.load import Defaults, Examined, examine, read_defaults
from sorcha_infra.config.report import report
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.services import Severity

FOLDER = Path(__file__).parents[2] / "stacks"
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


def examined(
    deployment: object,
    *,
    stack: str = "dev",
    secrets: Mapping[str, str] | None = None,
    encrypted: Collection[str] | None = None,
    folder: Path = FOLDER,
) -> Examined:
    """Everything about a stack; its secrets are encrypted unless said otherwise."""
    given = {f"sorcha:{name}": value for name, value in (secrets or {}).items()}
    values = given if deployment is None else {"sorcha:deployment": json.dumps(deployment), **given}
    return examine(
        stack=stack,
        values=values,
        encrypted=given.keys() if encrypted is None else encrypted,
        defaults=_OF_THIS_REPOSITORY if folder == FOLDER else read_defaults(folder),
    )


def refused(found: Examined) -> list[Problem]:
    """What keeps a stack from being deployed, now or ever."""
    return [problem for problem in found.problems if problem.severity is not Severity.WARN]


def violations(found: Examined) -> list[Problem]:
    """What keeps a stack from being deployed by any version."""
    return [problem for problem in refused(found) if not problem.message.endswith("is not built yet")]


def told(deployment: object, *, stack: str = "dev", **more: Any) -> str:
    """The text that an operator sees instead of a deployment, without its head line."""
    problems = refused(examined(deployment, stack=stack, **more))
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
