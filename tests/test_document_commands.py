"""Commands of the documents that need no Docker engine, run in a copy of this tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.harness.documents import Documented
from tests.source.modules import files

_DEVELOPMENT = "docs/development.md"
_REVIEWING = "docs/reviewing.md"

_VARIABLES = {"EDITOR": "head -n 3"}
"""An editor that shows the file and ends."""


class Tree:
    """A copy of the working tree: one commit, which is also `origin/main`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for path in files():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, folder / path)
        (folder / "venv").symlink_to((ROOT / "venv").resolve())
        identity = ("-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false")
        for arguments in (
            ("init", "--quiet", "--initial-branch", "main"),
            ("add", "--all"),
            (*identity, "commit", "--quiet", "--message", "Tree of the tests"),
            ("update-ref", "refs/remotes/origin/main", "HEAD"),
        ):
            subprocess.run(["git", *arguments], cwd=folder, check=True)

    def run(self, entry: Documented) -> str:
        """The output of a command, which succeeds."""
        text = entry.text.replace("<stack>", "dev")
        path = f"{self.folder}/venv/bin:{os.environ['PATH']}"
        result = subprocess.run(
            ["bash", "-c", text],
            cwd=self.folder,
            env={**os.environ, **_VARIABLES, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{text} ended with {result.returncode}:\n{result.stdout}"
        return result.stdout

    def changes(self) -> str:
        """The files that differ from the commit."""
        command = ["git", "status", "--short"]
        return subprocess.run(
            command, cwd=self.folder, capture_output=True, text=True, check=True
        ).stdout.strip()


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The copy."""
    return Tree(tmp_path_factory.mktemp("tree"))


@pytest.mark.parametrize(
    "entry",
    [
        Documented(_DEVELOPMENT, "$EDITOR", r"^#"),
        Documented(_DEVELOPMENT, "-m pytest -q", r"^\d+ passed"),
        Documented(_DEVELOPMENT, "-k majority", r"=+ \d+ passed"),
        Documented(_DEVELOPMENT, "review --base HEAD", r"no stack changes"),
        Documented(
            _REVIEWING, "venv/bin/python -m sorcha_infra review --base origin/main", r"no stack changes"
        ),
        Documented(_REVIEWING, "explain --rules", r"replicas"),
        Documented("docs/configuration.md", "explain --stack", r"services\.tenant\.replicas"),
        Documented("README.md", "--lose postgres-0", r"postgres"),
    ],
    ids=str,
)
def test_a_command_succeeds(entry: Documented, tree: Tree) -> None:
    assert re.search(entry.shows, tree.run(entry), re.MULTILINE)


@pytest.mark.parametrize(
    "entry",
    [
        Documented(_DEVELOPMENT, "sorcha_infra.config.schema"),
        Documented(_DEVELOPMENT, "sorcha_infra.explain.pages"),
    ],
    ids=str,
)
def test_a_generator_writes_what_is_committed(entry: Documented, tree: Tree) -> None:
    tree.run(entry)
    assert tree.changes() == ""


def test_the_environment_of_the_policy_pack_is_set_up() -> None:
    """In the checkout itself, where the set-up for development has done it."""
    entry = Documented(_REVIEWING, "make policy", r"policy pack +policy/requirements\.txt")
    result = subprocess.run(
        ["bash", "-c", entry.text],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert re.search(entry.shows, result.stdout)
