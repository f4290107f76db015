"""A lock is removed when the process that holds it is dead, and never otherwise."""

import json
import os
import socket
import subprocess
from pathlib import Path

import pytest

from sorcha_infra.console import UserError
from sorcha_infra.operate.heal import release_lock


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}")
    folder = tmp_path / ".pulumi" / "locks" / "organization" / "sorcha" / "dev"
    folder.mkdir(parents=True)
    return folder


def lock(folder: Path, pid: int, hostname: str | None = None) -> Path:
    file = folder / "1.json"
    file.write_text(
        json.dumps({"pid": pid, "hostname": hostname or socket.gethostname(), "timestamp": "now"})
    )
    return file


def dead_pid() -> int:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    return process.pid


def test_a_dead_process_holds_nothing(locks: Path) -> None:
    file = lock(locks, dead_pid())
    release_lock("dev")
    assert not file.exists()


def test_a_zombie_holds_nothing(locks: Path) -> None:
    with subprocess.Popen(["sleep", "600"]) as process:
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        file = lock(locks, process.pid)
        release_lock("dev")
    assert not file.exists()


@pytest.mark.parametrize("hostname", [None, "another-machine"])
def test_a_living_process_or_another_machine_is_respected(locks: Path, hostname: str | None) -> None:
    file = lock(locks, os.getpid() if hostname is None else dead_pid(), hostname)
    with pytest.raises(UserError, match="locked by another run"):
        release_lock("dev")
    assert file.exists()


def test_a_lock_that_cannot_be_read_is_respected(locks: Path) -> None:
    file = locks / "1.json"
    file.write_text("{")
    with pytest.raises(UserError):
        release_lock("dev")
    assert file.exists()


def test_another_stack_is_not_looked_at(locks: Path) -> None:
    file = lock(locks, os.getpid())
    release_lock("prod-small")
    assert file.exists()


def test_other_back_ends_keep_their_own_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_BACKEND_URL", "s3://bucket")
    release_lock("dev")
