"""Two trees of the repository, each asked with its own code what it makes of its stacks."""

import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sorcha_infra.console import UserError
from sorcha_infra.paths import PRODUCT

Rendering = dict[str, Any]
"""One stack, as `sorcha_infra/render/tree.py` writes it."""

_RENDERER = PRODUCT / "render"
_PACKAGE = "sorcha_render"
"""The renderer's name in the other process: so the tree's own `sorcha_infra` is what it looks at."""

_SECONDS = 1200


@contextmanager
def base(root: Path, ref: str) -> Iterator[Path]:
    """The tree that a branch began from, in a folder of its own.

    Raises:
        UserError: where git does not know it.
    """
    commit = _git(root, "merge-base", ref, "HEAD") or _git(
        root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"
    )
    if commit is None:
        raise UserError(
            f"--base {ref} is no commit of this clone",
            finding="git knows no such branch, tag or commit here",
            next_step=f"git fetch --unshallow, or git fetch origin {ref.removeprefix('origin/')}",
        )
    command = ["git", "archive", commit]
    archive = subprocess.run(command, cwd=root, capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory(prefix="sorcha-review-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(folder, filter="data")
        yield Path(folder)


def _git(root: Path, *arguments: str) -> str | None:
    try:
        result = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise UserError(
            "--base needs git", finding="no git on PATH", next_step="install git; or give previews"
        ) from None
    return result.stdout.strip() or None if result.returncode == 0 else None


def stacks(tree: Path) -> list[str]:
    """Names of the stack files of a tree."""
    files = sorted((tree / "stacks").glob("Pulumi.*.yaml"))
    return [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files]


def renderings(requests: Sequence[tuple[Path, Sequence[str]]]) -> list[dict[str, Rendering]]:
    """For each tree, its stacks by name; all trees at once.

    Raises:
        UserError: where a tree cannot even be asked.
    """
    with tempfile.TemporaryDirectory(prefix="sorcha-review-") as folder:
        (Path(folder) / _PACKAGE).symlink_to(_RENDERER)
        processes = [_start(tree, names, folder) for tree, names in requests]
        return [_answer(process) for process in processes]


def _start(tree: Path, names: Sequence[str], packages: str) -> "subprocess.Popen[str]":
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONSAFEPATH")
    }
    return subprocess.Popen(
        [sys.executable, "-m", _PACKAGE, *names],
        cwd=tree,
        env={**environment, "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _answer(process: "subprocess.Popen[str]") -> dict[str, Rendering]:
    try:
        answer, errors = process.communicate(timeout=_SECONDS)
        return {rendering["stack"]: rendering for rendering in json.loads(answer)}
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        finding = f"no answer in {_SECONDS} s"
    except json.JSONDecodeError:
        finding = errors.strip().splitlines()[-1] if errors.strip() else f"it ended with {process.returncode}"
    raise UserError(
        "the stacks cannot be rendered offline",
        finding=finding,
        next_step="make setup, then try `venv/bin/python -m sorcha_infra.render dev` by itself",
    )
