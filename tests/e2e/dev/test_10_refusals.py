"""Bad input before anything is deployed: refused with its key and fix, and nothing is created."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.e2e.clone import STACK, Clone
from tests.e2e.installation import Installation

pytestmark = pytest.mark.e2e

ROOT_KEY = "sorcha:deployment"
SECRET = "hunter2-hunter2-hunter2"
SERVICES = f"{ROOT_KEY}.services"
SET = f"pulumi config set --stack {STACK}"
SET_SERVICES = f"{SET} --path {SERVICES}"
REMOVE = f"pulumi config rm --stack {STACK}"

BAD = f"""
tier: dev
platform: docker
images: {{source: lab}}
servises: {{tenant: {{replicas: 1}}}}
postgres: {{topology: single, password: {SECRET}}}
services:
  tenant: {{replicas: true}}
  register: {{replicas: 0}}
  ui: {{replicas: 99}}
"""
PROBLEMS = {
    f"{ROOT_KEY}.servises: ": f"{REMOVE} --path {ROOT_KEY}.servises",
    f"{SERVICES}.tenant.replicas: is a boolean": f"{SET_SERVICES}.tenant.replicas 1",
    f"{SERVICES}.register.replicas: is 0": f"{SET_SERVICES}.register.replicas 1",
    f"{SERVICES}.ui.replicas: is 99": f"{SET_SERVICES}.ui.replicas 10",
    f"{ROOT_KEY}.postgres.password: ": f"{SET} --secret sorcha:postgresPassword",
}


@pytest.fixture
def clone(stack: Clone, installation: Installation) -> Iterator[Clone]:
    """The clone, whose stack file is put back; nothing was made meanwhile."""
    text = stack.stack_file.read_text()
    yield stack
    stack.stack_file.write_text(text)
    assert not installation.containers()
    assert not installation.networks()
    assert not installation.volumes()


@pytest.fixture(scope="module")
def report(stack: Clone) -> str:
    """What one plain `pulumi up` says to all of it at once."""
    text = stack.stack_file.read_text()
    stack.write_deployment(BAD)
    try:
        return up(stack)
    finally:
        stack.stack_file.write_text(text)


def up(clone: Clone) -> str:
    return clone.pulumi("up", "--yes", "--skip-preview").failed().output


@pytest.mark.parametrize(("problem", "remedy"), PROBLEMS.items())
def test_each_problem_is_reported_with_its_path_and_the_command_that_fixes_it(
    report: str, problem: str, remedy: str
) -> None:
    lines = report.splitlines()
    at = next((n for n, line in enumerate(lines) if line.strip().startswith(problem)), None)
    assert at is not None, report
    assert remedy in lines[at + 1]


def test_a_secret_in_the_wrong_place_is_never_shown(report: str) -> None:
    assert SECRET not in report


def test_nothing_was_created_while_they_were_reported(report: str, installation: Installation) -> None:
    assert "nothing was changed" in report
    assert not installation.containers()


def test_a_plain_secret_beside_the_deployment_is_refused_and_not_shown(clone: Clone) -> None:
    clone.pulumi("config", "set", "--plaintext", "sorcha:adminPassword", SECRET).ok()
    output = up(clone)
    assert "sorcha:adminPassword: is a secret in plain text in the stack file" in output
    assert f"{SET} --secret sorcha:adminPassword" in output
    assert SECRET not in output


def test_a_missing_tier_is_reported_with_the_tiers(clone: Clone) -> None:
    clone.write_deployment("platform: docker")
    output = up(clone)
    assert f"{ROOT_KEY}.tier: is missing. Expected one of dev, prod-small, prod-large" in output
    assert f"{SET} --path {ROOT_KEY}.tier dev" in output


def test_make_up_reports_the_same_problems(clone: Clone) -> None:
    clone.set("services.gateway.replicas", "0")
    output = clone.operate("up").failed().output
    assert f"{SERVICES}.gateway.replicas: is 0" in output


def test_an_occupied_port_is_found_before_anything_is_made(clone: Clone, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        output = clone.operate("up").failed().output
    assert f"port {port} of this machine" in output
    assert f"{SET} --path {ROOT_KEY}.edge.port {port + 1}" in output


def test_an_engine_that_does_not_answer_is_reported(clone: Clone) -> None:
    shell = clone.with_environment(DOCKER_HOST="tcp://127.0.0.1:1")
    by_make = shell.operate("up").failed().output
    assert "Docker engine: does not answer" in by_make
    assert "DOCKER_HOST" in by_make
    assert "tcp://127.0.0.1:1" in up(shell)


def test_a_wrong_passphrase_is_reported(clone: Clone) -> None:
    clone.pulumi("config", "set", "--secret", "sorcha:redisPassword", "abcdefghijklmnop").ok()
    wrong = clone.with_environment(PULUMI_CONFIG_PASSPHRASE="wrong")
    assert "incorrect passphrase" in up(wrong)
    assert "incorrect passphrase" in wrong.operate("up").failed().output


def test_without_a_python_environment_the_shell_names_the_set_up(clone: Clone) -> None:
    environment = clone.folder / "venv"
    environment.unlink()
    try:
        output = clone.run("pulumi", "up", "--yes").failed().output
    finally:
        environment.symlink_to(ROOT / "venv")
    assert "not set up yet" in output
    assert "make setup" in output


def test_a_tier_that_is_not_built_yet_says_only_that(clone: Clone) -> None:
    clone.run("pulumi", "stack", "init", "prod-large").ok()
    result = clone.run("pulumi", "preview", "--stack", "prod-large", "--non-interactive", "--color", "never")
    problems = [line.strip() for line in result.failed().output.splitlines() if ROOT_KEY in line]
    assert problems
    assert all(line.endswith("is not built yet.") for line in problems), problems
    clone.run("pulumi", "stack", "rm", "--yes", "prod-large").ok()
    (clone.folder / "stacks" / "Pulumi.prod-large.yaml").unlink(missing_ok=True)
    clone.run("git", "checkout", "--quiet", "stacks", prepared=False)


def test_the_lock_of_a_living_run_is_respected_and_that_of_a_dead_one_removed(clone: Clone) -> None:
    holder = clone.start("sleep", "600", prepared=False)
    lock = lock_of(clone.state, holder.process.pid)
    try:
        output = clone.operate("up").failed().output
        assert f"stack {STACK}: is locked by another run" in output
        assert str(holder.process.pid) in output
        assert lock.exists()
    finally:
        holder.kill()
        holder.wait()
    wrong = clone.with_environment(PULUMI_CONFIG_PASSPHRASE="wrong")  # it ends before it makes anything
    output = wrong.operate("up").failed().output
    assert f"removing the lock of process {holder.process.pid}, which no longer runs" in output
    assert not lock.exists()


def lock_of(state: Path, pid: int) -> Path:
    """A lock as the file back end writes it."""
    folder = state / ".pulumi" / "locks" / "organization" / "sorcha" / STACK
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "00000000-0000-4000-8000-000000000000.json"
    lock.write_text(
        json.dumps({"pid": pid, "username": "root", "hostname": socket.gethostname(), "timestamp": "now"})
    )
    return lock
