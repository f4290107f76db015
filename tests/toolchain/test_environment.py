"""`. ./env.sh` enables plain `pulumi` in any shell, and keeps the choices of the user."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT

OWN = ("PULUMI", "SORCHA")


def run_script(
    script: str, home: Path, *, shell: str = "sh", **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the script in the clone, in an environment without choices of the user."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
    return subprocess.run(
        [shell, "-c", script],
        cwd=ROOT,
        env={**environment, "SORCHA_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A SORCHA_HOME with a passphrase in its state."""
    (tmp_path / "state").mkdir()
    (tmp_path / "state/passphrase").write_text("passphrase\n")
    return tmp_path


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_pulumi_uses_the_local_state(home: Path, shell: str, cli: Path) -> None:
    script = f'PATH="{cli.parent}:$PATH"; . ./env.sh && pulumi whoami -v'
    result = run_script(script, home, shell=shell)
    assert result.returncode == 0, result.stderr
    assert f"file://{home}/state" in result.stdout


def test_an_exported_empty_passphrase_does_not_win(home: Path, cli: Path) -> None:
    script = f'PATH="{cli.parent}:$PATH"; . ./env.sh; echo "${{PULUMI_CONFIG_PASSPHRASE-unset}}"'
    assert run_script(script, home, PULUMI_CONFIG_PASSPHRASE="").stdout == "unset\n"
    assert run_script(script, home, PULUMI_CONFIG_PASSPHRASE="mine").stdout == "mine\n"


def test_the_back_end_of_the_user_is_kept(home: Path, cli: Path) -> None:
    script = f'PATH="{cli.parent}:$PATH"; . ./env.sh; echo "$PULUMI_BACKEND_URL"'
    assert run_script(script, home, PULUMI_BACKEND_URL="s3://states").stdout == "s3://states\n"


def test_another_home_takes_effect_in_the_same_shell(home: Path, tmp_path: Path, cli: Path) -> None:
    new_home = tmp_path / "other"
    (new_home / "state").mkdir(parents=True)
    (new_home / "state/passphrase").write_text("passphrase\n")
    script = (
        f'PATH="{cli.parent}:$PATH"; . ./env.sh; export SORCHA_HOME={new_home}; . ./env.sh;'
        'echo "$PULUMI_BACKEND_URL $PULUMI_HOME $PULUMI_CONFIG_PASSPHRASE_FILE"'
    )
    assert (
        run_script(script, home).stdout
        == f"file://{new_home}/state {new_home}/pulumi-home {new_home}/state/passphrase\n"
    )


def test_before_setup_it_reports_the_command(tmp_path: Path) -> None:
    result = run_script("PATH=/usr/bin:/bin; . ./env.sh", tmp_path)
    assert result.returncode == 1
    assert "make setup" in result.stderr


def test_elsewhere_it_reports_the_folder(tmp_path: Path) -> None:
    result = run_script(f"cd {tmp_path}; . {ROOT}/env.sh", tmp_path)
    assert result.returncode == 1
    assert "Fix: cd <clone>, then: . ./env.sh" in result.stderr


def test_it_is_found_from_anywhere_by_bash(home: Path, cli: Path) -> None:
    script = f'PATH="{cli.parent}:$PATH"; cd /; . {ROOT}/env.sh && echo "$SORCHA_STATE"'
    assert run_script(script, home, shell="bash").stdout == f"{home}/state\n"


def test_the_environment_of_these_tests_is_complete(environment: Mapping[str, str]) -> None:
    assert environment["PULUMI_SKIP_UPDATE_CHECK"] == "true"
    assert environment["PULUMI_RUN_PROGRAM"] == "true"
    assert environment["PULUMI_IGNORE_AMBIENT_PLUGINS"] == "true"
