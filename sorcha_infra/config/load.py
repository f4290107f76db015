"""Everything a stack is configured by, read and judged before any resource exists."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from sorcha_infra.config import errors, given_secrets
from sorcha_infra.config.images import load_images
from sorcha_infra.config.resolve import below_the_table, resolve
from sorcha_infra.config.schema import settings_schema
from sorcha_infra.config.settings import Settings
from sorcha_infra.config.table import Component, RecommendationTable, load_table
from sorcha_infra.domain.built import unbuilt
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT, judge
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import StoreName, Tier

T = TypeVar("T")


class RefusedError(Exception):
    """A configuration that must not be deployed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Loaded:
    """A deployment that may be built, and what its operator should know."""

    deployment: Deployment
    warnings: tuple[Problem, ...]


def load(*, stack: str, values: Mapping[str, str], encrypted: Collection[str], folder: Path) -> Loaded:
    """Reads, resolves and judges the configuration of a stack.

    Args:
        stack: the stack's name.
        values: all configuration, decrypted, by full key.
        encrypted: keys whose value is encrypted in the stack file.
        folder: where the table and the images lie.

    Raises:
        RefusedError: with every problem that was found.
    """
    problems = given_secrets.problems(values, encrypted)
    table = _read(problems, folder / "recommendations.yaml", load_table)
    images = _read(problems, folder / "images.yaml", load_images)
    settings = _settings(problems, values.get("sorcha:deployment"), table)
    if table is None or images is None or settings is None:
        raise RefusedError(problems)
    try:
        deployment = resolve(settings, table, images, stack)
    except ValidationError as error:
        raise RefusedError(problems + _unresolved(error)) from None
    judged = judge(deployment) + below_the_table(deployment, table)
    problems += [problem for problem in judged if problem.severity is not Severity.WARN]
    problems += unbuilt(deployment)
    if problems:
        raise RefusedError(problems)
    deviations = [
        Problem(path=f"{ROOT}.{path}", message=why, severity=Severity.WARN)
        for path, why in deployment.deviations.items()
    ]
    return Loaded(deployment, (*(p for p in judged if p.severity is Severity.WARN), *deviations))


def _read(problems: list[Problem], path: Path, reader: Callable[[Path], T]) -> T | None:
    try:
        return reader(path)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_input=False):
            where = ".".join(str(part) for part in detail["loc"])
            problems.append(Problem(path=f"stacks/{path.name}: {where}", message=detail["msg"]))
    except (OSError, yaml.YAMLError) as error:
        problems.append(Problem(path=f"stacks/{path.name}", message=str(error)))
    return None


def _settings(problems: list[Problem], raw: str | None, table: RecommendationTable | None) -> Settings | None:
    if raw is None:
        problems.append(
            Problem(path=f"{ROOT}.tier", message=f"is missing, allowed: {', '.join(Tier)}", fix="dev")
        )
        return None
    try:
        given = json.loads(raw)
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        problems.append(
            Problem(path=ROOT, message="is not a mapping, allowed: tier, platform and what differs")
        )
        return None
    _name_variants(given, table)
    try:
        settings = Settings.model_validate_json(json.dumps(given))
    except ValidationError as error:
        problems.extend(errors.problems(error, ROOT, settings_schema()))
        return None
    if settings.tier is not Tier.DEVELOPMENT and settings.public_url is None:
        problems.append(
            Problem(
                path=f"{ROOT}.publicUrl",
                message="is missing, allowed: the https address users reach this installation at",
                fix="https://sorcha.example.com",
            )
        )
        return None
    return settings


def _name_variants(given: dict[str, Any], table: RecommendationTable | None) -> None:
    """A store or edge that says nothing of its layout means its tier's."""
    tier = given.get("tier")
    if tier not in list(Tier) or table is None:
        return
    for name in StoreName:
        store = given.get(name)
        if isinstance(store, dict) and "topology" not in store:
            store["topology"] = table.cell(Component(name), Tier(tier)).topology
    edge = given.get("edge")
    if isinstance(edge, dict) and "kind" not in edge:
        edge["kind"] = "none" if tier == Tier.DEVELOPMENT else "haproxy"


def _unresolved(error: ValidationError) -> list[Problem]:
    return [
        Problem(
            path="stacks/recommendations.yaml",
            message=f"{'.'.join(str(part) for part in detail['loc'])}: {detail['msg']}",
        )
        for detail in error.errors(include_url=False, include_input=False)
    ]
