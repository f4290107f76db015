"""Everything a stack is configured by, read and judged before any resource exists."""

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
from sorcha_infra.config.parse import Parsed, parse
from sorcha_infra.config.resolve import resolve
from sorcha_infra.config.settings import Settings
from sorcha_infra.config.table import RecommendationTable, load_table
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.published import published
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
class Loaded:
    """A deployment that may be built, and what its operator should know."""

    deployment: Deployment
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Examined:
    """A deployment, if the configuration gives one, and everything to say about it."""

    deployment: Deployment | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for all stacks: the files beside the stack files, as far as they can be read."""

    table: RecommendationTable | None
    images: Images | None
    problems: tuple[Problem, ...]


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
    examined = examine(stack=stack, values=values, encrypted=encrypted, defaults=read_defaults(folder))
    refused = [problem for problem in examined.problems if problem.severity is not Severity.WARN]
    if refused or examined.deployment is None:
        raise RefusedError(refused)
    return Loaded(examined.deployment, examined.problems)


def read_defaults(folder: Path) -> Defaults:
    """Reads the table and the images."""
    problems: list[Problem] = []
    table = _read(problems, folder / "recommendations.yaml", load_table)
    images = _read(problems, folder / "images.yaml", load_images)
    return Defaults(table, images, tuple(problems))


def _read(problems: list[Problem], path: Path, reader: Callable[[Path], T]) -> T | None:
    try:
        return reader(path)
    except UnreadableError as error:
        problems.extend(error.problems)
        return None


def examine(
    *, stack: str, values: Mapping[str, str], encrypted: Collection[str], defaults: Defaults
) -> Examined:
    """Resolves and judges the configuration of a stack, and goes on where it can."""
    problems = [*given_secrets.problems(values, encrypted), *defaults.problems]
    parsed = parse(values.get(ROOT), defaults.table)
    _needs(parsed, stack)
    if parsed.settings is None or defaults.table is None or defaults.images is None:
        return Examined(None, (*problems, *parsed.problems))
    deployment = resolve(
        parsed.settings, defaults.table, defaults.images, stack=_label(stack), implied=parsed.implied
    ).model_copy(update={"published_secrets": published(values)})
    platform = profile(deployment.platform)
    judged = [
        *judge(deployment, platform.rules),
        *foreign_keys(parsed.settings),
        *edge_certificate.problems(deployment, values),
        *differences(deployment, defaults.table),
        *platform.unbuilt(deployment),
    ]
    if any(problem.path.startswith(f"{ROOT}.accept") for problem in parsed.problems):
        # The entries could not be read: nobody knows what they accept.
        judged = [problem for problem in judged if problem.severity is not Severity.ACCEPT]
    parsed.report(judged)
    return Examined(deployment, (*problems, *parsed.problems))


def foreign_keys(settings: Settings) -> Iterator[Problem]:
    """Keys of a platform that the stack does not run on: without effect there, and so a mistake."""
    for other in profiles():
        if other.name == settings.platform:
            continue
        for name, field in other.settings.model_fields.items():
            if name in settings.model_fields_set:
                yield Problem(
                    path=f"{ROOT}.{field.alias or name}",
                    message=f"is a key of platform {other.name}, and the platform is {settings.platform}",
                    remove=True,
                )


def _needs(parsed: Parsed, stack: str) -> None:
    """What only some stacks must say."""
    settings = parsed.settings
    if settings is None:
        return
    if settings.tier is not Tier.DEVELOPMENT and settings.public_url is None:
        parsed.report(
            [
                Problem(
                    path=f"{ROOT}.publicUrl",
                    message="is missing, allowed: the https address users reach this installation at",
                    fix="https://sorcha.example.com",
                )
            ]
        )
    if settings.installation is None and _label(stack) != stack:
        parsed.report(
            [
                Problem(
                    path=f"{ROOT}.installation",
                    message=f"is missing, and the stack's name {stack} cannot stand in: allowed are up to "
                    "30 lower-case letters, digits and dashes, a letter first",
                    fix=_label(stack),
                )
            ]
        )


def _label(stack: str) -> str:
    """The stack's name, or what a DNS label can keep of it."""
    try:
        return _LABEL.validate_python(stack)
    except ValidationError:
        kept = re.sub(r"[^a-z0-9]+", "-", stack.lower()).strip("-0123456789")
        return kept[:30].strip("-") or "sorcha"
