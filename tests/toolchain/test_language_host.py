"""The language host with programs that print, fail, are cancelled or have no environment.

Each test runs with the host that setup found and, marked `build`, with the stand-in of
toolchain/src; an official host must pass too.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.toolchain.processes import wait_for_end
from tests.toolchain.program import Program

# Prints its pids, then waits for a signal.
WAITS = """
import os, pathlib, signal, sys, threading
signal.signal(signal.SIGTERM, {on_term})
pathlib.Path({pids!r}).write_text(f"{{os.getpid()}} {{os.getppid()}}")
print("waiting", flush=True)
threading.Event().wait(120)
"""


@pytest.fixture(scope="session")
def built_cli(tmp_path_factory: pytest.TempPathFactory, cli: Path, environment: Mapping[str, str]) -> Path:
    """CLI that setup found, with the language host from toolchain/src beside it."""
    out = tmp_path_factory.mktemp("built")
    subprocess.run([ROOT / "toolchain/build", out, "language-host"], env=environment, check=True)
    return Path(shutil.copy(cli, out / "bin"))


@pytest.fixture(scope="module", params=["installed", pytest.param("built", marks=pytest.mark.build)])
def program(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    cli: Path,
    environment: Mapping[str, str],
) -> Program:
    """One project for all tests with that host; each test writes its program into it."""
    binary: Path = request.getfixturevalue("built_cli") if request.param == "built" else cli
    return Program(tmp_path_factory.mktemp(request.param), binary, environment)


def test_output_of_a_program_is_shown(program: Program) -> None:
    program.write("import sys\nprint('to stdout')\nprint('to stderr', file=sys.stderr)\n")
    output = program.pulumi("preview")
    assert "to stdout" in output
    assert "to stderr" in output


def test_configuration_and_its_secrets_arrive(program: Program) -> None:
    program.pulumi("config", "set", "plain", "one")
    program.pulumi("config", "set", "--secret", "hidden", "two-three")
    program.write(
        "import pulumi\nconfig = pulumi.Config()\n"
        "print('plain is', config.require('plain'), 'in', pulumi.get_stack(), pulumi.get_project())\n"
        "print('hidden has', len(config.require('hidden')))\n"
        "print('dry run is', pulumi.runtime.is_dry_run())\n"
        "pulumi.export('hidden', config.require_secret('hidden'))\n"
    )
    output = program.pulumi("preview")
    assert "plain is one in stack program" in output
    assert "hidden has 9" in output
    assert "dry run is True" in output
    assert "two-three" not in output


def test_an_exception_is_shown_with_its_place(program: Program) -> None:
    program.write("def deploy():\n    raise ValueError('no such tier')\ndeploy()\n")
    output = program.pulumi("preview", fails=True)
    assert "ValueError: no such tier" in output
    assert '__main__.py", line 2' in output
    assert "non-zero exit code" not in output


def test_an_exit_status_is_reported(program: Program) -> None:
    program.write("raise SystemExit(7)\n")
    assert "exit code: 7" in program.pulumi("preview", fails=True)


def test_a_killed_python_is_reported(program: Program) -> None:
    program.write("import os\nos.kill(os.getpid(), 9)\n")
    output = program.pulumi("preview", fails=True)
    assert "signal: killed" in output or "exit code: -1" in output


def test_packages_name_the_plugins_they_need(program: Program) -> None:
    program.write("")
    output = program.pulumi("plugin", "ls", "--project", "--json")
    for plugin in ("docker", "random"):
        assert f'"name": "{plugin}"' in output


@pytest.mark.parametrize("on_term", ["signal.SIG_DFL", "signal.SIG_IGN"], ids=["ends", "ignores it"])
def test_a_cancelled_program_ends_without_traceback(program: Program, tmp_path: Path, on_term: str) -> None:
    pids = tmp_path / "pids"
    program.write(WAITS.format(pids=str(pids), on_term=on_term))
    status, output = program.signal_preview(signal.SIGINT, "waiting")
    assert status != 0
    assert "Traceback" not in output
    assert "KeyboardInterrupt" not in output
    for pid in pids.read_text().split():
        wait_for_end(int(pid), timeout=10)


def test_a_killed_cli_leaves_no_program_behind(program: Program, tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    program.write(WAITS.format(pids=str(pids), on_term="signal.SIG_DFL"))
    status, _ = program.signal_preview(signal.SIGKILL, "waiting")
    assert status == -signal.SIGKILL
    wait_for_end(int(pids.read_text().split()[0]), timeout=10)


@pytest.mark.build
@pytest.mark.parametrize("program", ["built"], indirect=True)
def test_a_killed_cli_leaves_no_host_behind(program: Program, tmp_path: Path) -> None:
    """The official host checks its engine every five minutes, the stand-in every five seconds."""
    pids = tmp_path / "pids"
    program.write(WAITS.format(pids=str(pids), on_term="signal.SIG_DFL"))
    program.signal_preview(signal.SIGKILL, "waiting")
    wait_for_end(int(pids.read_text().split()[1]), timeout=20)


def test_a_broken_virtual_environment_is_named(program: Program, tmp_path: Path) -> None:
    (tmp_path / "something").touch()
    program.write("")
    with program.venv(tmp_path) as link:
        output = program.pulumi("preview", fails=True)
    assert str(link) in output
    assert "panic" not in output
    assert "Traceback" not in output
