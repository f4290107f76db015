"""Strict reader of the YAML files of the repository."""

import json
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from sorcha_infra.config import errors
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.problems import Problem

M = TypeVar("M", bound=Model)


class UnreadableError(Exception):
    """A file of the repository that cannot be used."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.message}" for problem in problems))
        self.problems = problems


def read(path: Path, model: type[M]) -> M:
    """Read a file as a model.

    Raises:
        UnreadableError: with all problems.
    """
    name = f"stacks/{path.name}"
    document = content(path, name)
    try:
        # As JSON, because strict models accept names of enums from JSON only.
        return model.model_validate_json(json.dumps(document, default=str), by_alias=True, by_name=False)
    except ValidationError as error:
        raise UnreadableError(
            errors.problems(error.errors(), f"{name}: ", model.model_json_schema(by_alias=True))
        ) from None


def content(path: Path, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Read the YAML of a file.

    Raises:
        UnreadableError: if the file cannot be read or is not YAML.
    """
    try:
        return yaml.load(path.read_text(), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise UnreadableError([Problem(path=name, finding=f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        finding = f"is not valid UTF-8 at byte {error.start}"
        raise UnreadableError([Problem(path=name, finding=finding)]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        finding = f"is not valid YAML: {error.problem} (line {line})"
        raise UnreadableError([Problem(path=name, finding=finding)]) from None
    except yaml.reader.ReaderError as error:
        finding = f"is not valid YAML: {error.reason} (character {error.position})"
        raise UnreadableError([Problem(path=name, finding=finding)]) from None
    except ValueError:
        # The error itself quotes the value, which may be a secret.
        finding = "is not valid YAML: a value does not match its type"
        raise UnreadableError([Problem(path=name, finding=finding)]) from None


class DuplicateKeyError(yaml.MarkedYAMLError):
    """A key that occurs twice in one mapping; `content` reports it."""


class _UniqueKeys(yaml.constructor.SafeConstructor):
    """Refuses duplicate keys; YAML's own constructor silently takes the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                continue  # refused by the constructor
            if key in keys:
                raise DuplicateKeyError(
                    problem=f"the key {key} occurs twice", problem_mark=key_node.start_mark
                )
            keys.add(key)
        return super().construct_mapping(node, deep)


# libyaml reads the table ten times as fast; some builds of PyYAML lack it.
_BASE: type = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_Loader: Any = type("_Loader", (_UniqueKeys, _BASE), {})
