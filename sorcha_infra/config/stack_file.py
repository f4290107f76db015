"""Reader of stack files, `stacks/Pulumi.<stack>.yaml`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sorcha_infra.config.files import UnreadableError, content
from sorcha_infra.console import UserError


@dataclass(frozen=True, kw_only=True, slots=True)
class StackFile:
    """Configuration in a stack file, as Pulumi passes it to the program."""

    stack: str
    name: str
    """Path in the repository."""

    plain: Mapping[str, str]
    """Values by full key, without the encrypted ones."""

    encrypted: frozenset[str]
    """Keys whose value only the passphrase decrypts."""


def stack_names(folder: Path) -> list[str]:
    """Names of the stacks in a folder."""
    files = sorted(folder.glob("Pulumi.*.yaml"))
    return [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files]


def stack_file(folder: Path, stack: str) -> StackFile:
    """Read the file of a stack.

    Raises:
        UserError: if the file does not exist or is not YAML.
    """
    file = folder / f"Pulumi.{stack}.yaml"
    name = f"stacks/{file.name}"
    if not file.exists():
        raise UserError(
            name,
            f"does not exist; stacks in {folder.name}/ are {', '.join(stack_names(folder)) or 'none'}",
            fix=f"choose one of these stacks, or copy one of their files to {name}",
        )
    try:
        document = content(file, name)
    except UnreadableError as error:
        problem = error.problems[0]
        raise UserError(name, problem.finding, fix=f"edit {name}, then run the same command again") from None
    config = document.get("config") if isinstance(document, dict) else None
    values = config if isinstance(config, dict) else {}
    encrypted = {
        str(key) for key, value in values.items() if isinstance(value, dict) and set(value) == {"secure"}
    }
    plain = {
        str(key): value if isinstance(value, str) else json.dumps(value, default=str)
        for key, value in values.items()
        if str(key) not in encrypted
    }
    return StackFile(stack=stack, name=name, plain=plain, encrypted=frozenset(encrypted))
