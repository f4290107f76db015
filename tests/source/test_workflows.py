"""Rules over the workflows that actionlint and zizmor do not check."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from sorcha_infra.paths import ROOT
from tests.source.modules import files

WORKFLOWS = [path for path in files() if path.startswith(".github/workflows/")]


def read(path: str) -> dict[str, Any]:
    # The key `on` is true in YAML 1.1.
    document: dict[str, Any] = yaml.safe_load((ROOT / path).read_text().replace("\non:", "\n'on':"))
    return document


def steps(path: str) -> list[dict[str, Any]]:
    return [step for job in read(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS)
def test_every_action_is_one_commit_and_names_its_version(path: str) -> None:
    """The owner of a tag can move it."""
    actions = re.findall(r"uses: (.*)", (ROOT / path).read_text())
    assert actions
    assert [
        action
        for action in actions
        if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    ] == []


@pytest.mark.parametrize("path", WORKFLOWS)
def test_nothing_is_permitted_but_what_a_job_names(path: str) -> None:
    assert read(path)["permissions"] == {}
    assert all("permissions" in job for job in read(path)["jobs"].values())


def test_a_workflow_with_code_of_a_pull_request_may_not_write() -> None:
    """The code of a fork runs there."""
    [path] = [path for path in WORKFLOWS if "pull_request" in read(path)["on"]]
    rights = [job["permissions"] for job in read(path)["jobs"].values()]
    assert {right for permissions in rights for right in permissions.values()} == {"read"}


def test_a_workflow_that_may_write_runs_no_code_of_a_pull_request() -> None:
    [path] = [path for path in WORKFLOWS if "workflow_run" in read(path)["on"]]
    checkouts = [step for step in steps(path) if "checkout" in step.get("uses", "")]
    assert [step["with"] for step in checkouts] == [{"persist-credentials": False}]
    [command] = [step for step in steps(path) if "run" in step]
    assert command["run"] == ".github/scripts/post review"
    assert set(command["env"]) == {"GH_TOKEN", "GH_REPO", "HEAD_OWNER", "HEAD_BRANCH", "HEAD_SHA"}


def test_secrets_are_named_only_where_a_preview_is_made() -> None:
    jobs = [(path, job) for path in WORKFLOWS for job in read(path)["jobs"].items()]
    [(path, (name, _))] = [(path, job) for path, job in jobs if "secrets." in str(job)]
    assert name == "preview"
    assert "head.repo.full_name == github.repository" in read(path)["jobs"]["preview"]["if"]


def test_every_tier_is_previewed() -> None:
    matrix = read(".github/workflows/pull-request.yml")["jobs"]["preview"]["strategy"]["matrix"]
    stack_files = {path for path in files() if re.fullmatch(r"stacks/Pulumi\.(dev|prod-\w+)\.yaml", path)}
    assert {f"stacks/Pulumi.{stack}.yaml" for stack in matrix["stack"]} == stack_files


@pytest.mark.parametrize("path", WORKFLOWS)
def test_every_script_of_a_step_is_executable(path: str) -> None:
    commands = [step["run"].split()[0] for step in steps(path) if "run" in step]
    scripts = [command for command in commands if "/" in command]
    assert [script for script in scripts if not (ROOT / script).stat().st_mode & 0o100] == []
