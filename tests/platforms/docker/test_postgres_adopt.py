"""Data of a single server gets the role without which Patroni never leads."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.platforms.docker.postgres.agent import adopt, api


def data(folder: Path, *files: str) -> Path:
    for name in files:
        (folder / name).touch()
    return folder


@pytest.mark.parametrize(
    ("files", "foreign", "standby"),
    [
        ((), False, False),
        (("PG_VERSION",), True, False),
        (("PG_VERSION", "patroni.dynamic.json"), False, False),
        (("PG_VERSION", "patroni.dynamic.json", "standby.signal"), False, True),
        (("PG_VERSION", "standby.signal"), True, True),
        (("PG_VERSION", "recovery.signal"), True, True),
    ],
)
def test_data_that_patroni_never_ran_are_known_by_their_files(
    tmp_path: Path, files: tuple[str, ...], foreign: bool, standby: bool
) -> None:
    data(tmp_path, *files)
    assert (adopt.is_foreign(tmp_path), adopt.is_standby(tmp_path)) == (foreign, standby)


def test_the_first_member_starts_no_cluster_on_data_that_follow_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From manual fail-over with `postgres-1` promoted: there would be two primaries."""
    data(tmp_path, "PG_VERSION", "standby.signal")
    monkeypatch.setattr(
        api, "settings", lambda: {"name": "postgres-0", "postgresql": {"data_dir": str(tmp_path)}}
    )
    with pytest.raises(SystemExit, match=r"sorcha:deployment\.postgres\.failover to manual"):
        adopt.main()
    monkeypatch.setattr(
        api, "settings", lambda: {"name": "postgres-1", "postgresql": {"data_dir": str(tmp_path)}}
    )
    adopt.main()


def test_each_statement_is_one_line_and_quotes_what_it_is_given() -> None:
    statements = adopt.statements({"username": "replicator", "password": "it's; $$ \\ \""})
    first, second = statements.splitlines()
    assert "IF NOT EXISTS" in first
    assert second == "ALTER ROLE \"replicator\" LOGIN REPLICATION PASSWORD 'it''s; $$ \\ \"';"


@pytest.mark.parametrize("ends", [0, 1])
def test_the_password_goes_through_standard_input_and_a_failure_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ends: int
) -> None:
    """Played: growth with a real server is in tests/e2e/prod_small/test_90_growth.py."""
    settings = {
        "data_dir": str(data(tmp_path, "PG_VERSION")),
        "bin_dir": "/bin",
        "authentication": {"replication": {"username": "replicator", "password": "very secret"}},
    }
    monkeypatch.setattr(api, "settings", lambda: {"name": "postgres-0", "postgresql": settings})
    calls: list[tuple[list[object], dict[str, Any]]] = []

    def run(command: list[object], **options: Any) -> None:
        calls.append((command, options))
        if ends:
            raise subprocess.CalledProcessError(ends, "postgres")

    monkeypatch.setattr(subprocess, "run", run)
    if ends:
        with pytest.raises(subprocess.CalledProcessError):
            adopt.main()
    else:
        adopt.main()
    [(command, options)] = calls
    assert "very secret" not in str(command)
    assert "very secret" in options["input"]
    assert options["check"] is True
