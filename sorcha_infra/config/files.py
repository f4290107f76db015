"""Files of the repository, read as strictly as a stack's configuration."""

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
    """The file's content.

    Raises:
        UnreadableError: with every problem that was found.
    """
    name = f"stacks/{path.name}"
    document = content(path, name)
    try:
        # By way of JSON, because strict models take names of enums from JSON only.
        return model.model_validate_json(json.dumps(document, default=str), by_alias=True, by_name=False)
    except ValidationError as error:
        raise UnreadableError(
            errors.problems(error.errors(), f"{name}: ", model.model_json_schema(by_alias=True))
        ) from None


def content(path: Path, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """The YAML of a file of the repository.

    Raises:
        UnreadableError: where it is none.
    """
    try:
        return yaml.load(path.read_text(), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise UnreadableError([Problem(path=name, message=f"cannot be read: {error.strerror}")]) from None
    except UnicodeDecodeError as error:
        message = f"is no text in UTF-8: byte {error.start}"
        raise UnreadableError([Problem(path=name, message=message)]) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise UnreadableError(
            [Problem(path=name, message=f"is no YAML: line {line}: {error.problem}")]
        ) from None


class _UniqueKeys(yaml.constructor.SafeConstructor):
    """Refuses a key that is written twice; YAML's own reader takes the last, silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, object]:
        keys: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in keys:
                raise yaml.constructor.ConstructorError(
                    problem=f"the key {key} is written twice", problem_mark=key_node.start_mark
                )
            keys.add(key)
        return super().construct_mapping(node, deep)


# libyaml reads the table in a tenth of the time; not every build of PyYAML has it.
_BASE: type = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_Loader: Any = type("_Loader", (_UniqueKeys, _BASE), {})
