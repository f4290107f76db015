"""Configuration of a stack, read and checked before any resource exists."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from sorcha_infra.config import edge_certificate, given_secrets
from sorcha_infra.config.files import UnreadableError
from sorcha_infra.config.guide import differences
from sorcha_infra.config.images import Images, load_images
from sorcha_infra.config.parse import ParseResult, parse
from sorcha_infra.config.resolve import resolve
from sorcha_infra.config.settings import Settings
from sorcha_infra.config.table import RecommendationTable, load_table
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.public_defaults import public_default_names
from sorcha_infra.domain.quantities import DnsLabel
from sorcha_infra.domain.rules import ROOT, judge
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import Tier
from sorcha_infra.profiles import profile, profiles

T = TypeVar("T")

_LABEL: TypeAdapter[str] = TypeAdapter(DnsLabel)


class RefusedError(Exception):
    """A configuration that must not be deployed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Configuration:
    """A valid deployment and its warnings."""

    deployment: Deployment
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """A deployment, if the configuration resolves to one, and all problems."""

    deployment: Deployment | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """Files that all stacks share, as far as they can be read."""

    table: RecommendationTable | None
    images: Images | None
    problems: tuple[Problem, ...]


def load(*, stack: str, values: Mapping[str, str], encrypted: Collection[str], folder: Path) -> Configuration:
    """Read, resolve and check the configuration of a stack.

    Args:
        stack: the stack's name.
        values: all configuration, decrypted, by full key.
        encrypted: keys whose value is encrypted in the stack file. One without a value is not checked,
            because only the passphrase decrypts it.
        folder: folder of the table and the images.

    Raises:
        RefusedError: with all problems.
    """
    examination = examine(stack=stack, values=values, encrypted=encrypted, defaults=read_defaults(folder))
    refusals = [problem for problem in examination.problems if problem.severity is not Severity.WARN]
    if refusals or examination.deployment is None:
        raise RefusedError(refusals)
    return Configuration(examination.deployment, examination.problems)


def read_defaults(folder: Path) -> Defaults:
    """Read the table and the images."""
    problems: list[Problem] = []
    table = _read_file(problems, folder / "recommendations.yaml", load_table)
    images = _read_file(problems, folder / "images.yaml", load_images)
    return Defaults(table, images, tuple(problems))


def _read_file(problems: list[Problem], path: Path, reader: Callable[[Path], T]) -> T | None:
    try:
        return reader(path)
    except UnreadableError as error:
        problems.extend(error.problems)
        return None


def examine(
    *, stack: str, values: Mapping[str, str], encrypted: Collection[str], defaults: Defaults
) -> Examination:
    """Resolve and check the configuration of a stack, and report the problems of all its parts."""
    problems = [*given_secrets.problems(values, encrypted), *defaults.problems]
    result = parse(values.get(ROOT), defaults.table)
    _needs(result, stack)
    if result.settings is None or defaults.table is None or defaults.images is None:
        return Examination(None, (*problems, *result.problems))
    deployment = resolve(
        result.settings,
        defaults.table,
        defaults.images,
        stack=_label(stack),
        implied_keys=result.implied_keys,
    ).model_copy(update={"published_secrets": public_default_names(values)})
    platform = profile(deployment.platform)
    findings = [
        *judge(deployment, platform.rules),
        *foreign_keys(result.settings),
        *edge_certificate.problems(deployment, values, encrypted),
        *differences(deployment, defaults.table),
        *platform.gaps(deployment),
    ]
    if any(problem.path.startswith(f"{ROOT}.accept") for problem in result.problems):
        # The entries cannot be read, so the deviations that they accept are unknown.
        findings = [problem for problem in findings if problem.severity is not Severity.ACCEPT]
    result.report(findings)
    return Examination(deployment, (*problems, *result.problems))


def foreign_keys(settings: Settings) -> Iterator[Problem]:
    """Keys of another platform, which have no effect."""
    for candidate in profiles():
        if candidate.name == settings.platform:
            continue
        for name, field in candidate.settings.model_fields.items():
            if name in settings.model_fields_set:
                yield Problem(
                    path=f"{ROOT}.{field.alias or name}",
                    finding=f"is a key of platform {candidate.name}, but the platform is {settings.platform}",
                    remove=True,
                )


def _needs(result: ParseResult, stack: str) -> None:
    """Report keys that only some stacks need."""
    settings = result.settings
    if settings is None:
        return
    if settings.tier is not Tier.DEVELOPMENT and settings.public_url is None:
        result.report(
            [
                Problem(
                    path=f"{ROOT}.publicUrl",
                    finding="is missing",
                    expected="the https address of this installation",
                    fix="https://sorcha.example.com",
                )
            ]
        )
    if settings.installation is None and _label(stack) != stack:
        result.report(
            [
                Problem(
                    path=f"{ROOT}.installation",
                    finding=f"is missing, and the stack's name {stack} is not a valid default",
                    expected="up to 30 lower-case letters, digits and dashes, a letter first",
                    fix=_label(stack),
                )
            ]
        )


def _label(stack: str) -> str:
    """The stack's name, or a DNS label made from it."""
    try:
        return _LABEL.validate_python(stack)
    except ValidationError:
        label = re.sub(r"[^a-z0-9]+", "-", stack.lower()).strip("-0123456789")
        return label[:30].strip("-") or "sorcha"
