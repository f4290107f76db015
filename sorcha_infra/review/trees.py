"""Renderings of the stacks in two trees of the repository, each by its own code."""

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
"""One stack in the format of `sorcha_infra/render/tree.py`."""

_RENDERER = PRODUCT / "render"
_PACKAGE = "sorcha_render"
"""Name of the renderer in the other process, which imports the tree's own `sorcha_infra`."""

_SECONDS = 1200


@contextmanager
def base(root: Path, ref: str) -> Iterator[Path]:
    """The merge base of a branch, in a temporary folder.

    Raises:
        UserError: if git cannot resolve the reference.
    """
    commit = _git(root, "merge-base", ref, "HEAD") or _git(
        root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"
    )
    if commit is None:
        raise UserError(
            f"--base {ref}",
            "is not a branch, tag or commit of this clone",
            fix=f"git fetch --unshallow, or git fetch origin {ref.removeprefix('origin/')}",
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
            "--base", "needs git, which is not on PATH", fix="install git, or review previews without --base"
        ) from None
    return result.stdout.strip() or None if result.returncode == 0 else None


def stacks(tree: Path) -> list[str]:
    """Names of the stack files of a tree."""
    files = sorted((tree / "stacks").glob("Pulumi.*.yaml"))
    return [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in files]


def renderings(requests: Sequence[tuple[Path, Sequence[str]]]) -> list[dict[str, Rendering]]:
    """Stacks of each tree by name; all trees are rendered at once.

    Raises:
        UserError: if the renderer of a tree fails to start or to answer.
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
        evidence = f"no answer in {_SECONDS} s"
    except json.JSONDecodeError:
        evidence = errors.strip().splitlines()[-1] if errors.strip() else f"exit status {process.returncode}"
    raise UserError(
        "sorcha_infra.render",
        "cannot render the stacks offline",
        details=(evidence,),
        fix="make setup && venv/bin/python -m sorcha_infra.render dev",
    )
