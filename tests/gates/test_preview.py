"""Gate 3 with the real CLI: a preview of dev passes, and one of a program with a defect does not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.source.modules import files

pytestmark = pytest.mark.e2e

STACK = "policy"
_FILE = """config:
  sorcha:deployment:
    tier: dev
    platform: docker
    images: {source: lab}
"""
_VOLUMES = "sorcha_infra/platforms/docker/resources.py"


class Tree:
    """A copy of the program with its own state; nothing is ever deployed from it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tree"
        for path in files():
            if not path.startswith(("tests/", "docs/")):
                (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, self.folder / path)
        (self.folder / "venv").symlink_to((ROOT / "venv").resolve())
        (self.folder / "policy/venv").symlink_to((ROOT / "policy/venv").resolve())
        (self.folder / f"stacks/Pulumi.{STACK}.yaml").write_text(_FILE)
        (folder / "state").mkdir()
        self._environment = {
            **os.environ,
            "PULUMI_BACKEND_URL": f"file://{folder}/state",
            "PULUMI_CONFIG_PASSPHRASE": "only for this test",
        }
        assert self.pulumi("stack", "init", STACK).returncode == 0

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            timeout=300,
        )

    def preview(self) -> subprocess.CompletedProcess[str]:
        return self.pulumi("preview", "--stack", STACK, "--policy-pack", "policy")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return Tree(tmp_path_factory.mktemp("policy"))


def test_the_development_stack_passes(tree: Tree) -> None:
    result = tree.preview()
    assert result.returncode == 0, result.stdout
    assert "sorcha@" in result.stdout
    assert "to create" in result.stdout


def test_a_program_that_forgot_the_protection_is_stopped(tree: Tree) -> None:
    """The rule is independent of the program, so it notices a missing protection."""
    path = tree.folder / _VOLUMES
    usual = path.read_text()
    path.write_text(usual.replace("protect=protect", "protect=False"))
    assert path.read_text() != usual
    try:
        result = tree.preview()
    finally:
        path.write_text(usual)
    assert result.returncode != 0
    assert "data-volumes-protected" in result.stdout
    assert "postgres-0: can be deleted with its data. Expected protect." in result.stdout


def test_a_warning_is_reported_and_stops_nothing(tree: Tree) -> None:
    file = tree.folder / f"stacks/Pulumi.{STACK}.yaml"
    usual = file.read_text()
    file.write_text(usual.replace("tier: dev\n", "tier: dev\n    services: {register: {replicas: 2}}\n"))
    try:
        result = tree.preview()
    finally:
        file.write_text(usual)
    assert result.returncode == 0, result.stdout
    assert "single-register-index" in result.stdout


def test_a_missing_environment_is_reported_with_its_fix(tree: Tree) -> None:
    link = tree.folder / "policy/venv"
    target = link.readlink()
    link.unlink()
    try:
        result = tree.preview()
    finally:
        link.symlink_to(target)
    assert result.returncode != 0
    assert "make policy" in result.stdout
