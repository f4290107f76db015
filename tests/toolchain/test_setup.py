"""Setup: sources of its parts, files that it never overwrites, and its errors."""

from __future__ import annotations

import http.server
import os
import shutil
import stat
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.toolchain.versions import versions

VERSION = versions()["PULUMI_VERSION"]
CLI_FILES = [
    "pulumi",
    "pulumi-language-python",
    "pulumi-language-python-exec",
    "pulumi-resource-pulumi-python",
]
NOWHERE = "http://127.0.0.1:9"
PARTS = "environment output packages python official go cli plugins state"


def setup_step(command: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one step of toolchain/setup in a separate SORCHA_HOME."""
    script = f"""
        set -euo pipefail
        sorcha_root={ROOT}
        for part in {PARTS}; do . "$sorcha_root/toolchain/lib/$part.sh"; done
        mkdir -p "$SORCHA_HOME"
        find_python
        {command}
        printf '%s\\n' "$result"
    """
    environment = {n: v for n, v in os.environ.items() if not n.startswith(("PULUMI", "SORCHA"))}
    path_entries = [part for part in environment["PATH"].split(":") if not (Path(part) / "pulumi").exists()]
    return subprocess.run(
        ["bash", "-c", script],
        env={
            **environment,
            "PATH": ":".join(path_entries),
            "SORCHA_HOME": str(home),
            "SORCHA_PULUMI_RELEASES": NOWHERE,
            **variables,
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def stand_in_cli(folder: Path, version: str = VERSION) -> Path:
    """Scripts in place of the CLI's files; `pulumi version` works."""
    folder.mkdir(parents=True)
    for name in CLI_FILES:
        (folder / name).write_text(f"#!/bin/sh\necho v{version}\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def releases(tmp_path: Path) -> Iterator[str]:
    """A site with the release's archive."""
    site = tmp_path / "site"
    stand_in_cli(site / "pulumi")
    with tarfile.open(site / f"pulumi-v{VERSION}-linux-x64.tar.gz", "w:gz") as archive:
        archive.add(site / "pulumi", "pulumi")
    shutil.copy(site / f"pulumi-v{VERSION}-linux-x64.tar.gz", site / f"pulumi-v{VERSION}-linux-arm64.tar.gz")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_the_cli_on_path_is_used_if_its_version_is_right(tmp_path: Path) -> None:
    folder = stand_in_cli(tmp_path / "here")
    result = setup_step(f'PATH="{folder}:$PATH"; ensure_cli', tmp_path / "home")
    assert result.stdout.strip() == f"{VERSION}, on PATH in {folder}"
    assert not (tmp_path / f"home/pulumi-{VERSION}").exists()


def test_another_version_on_path_is_skipped_for_the_folder(tmp_path: Path) -> None:
    folder = stand_in_cli(tmp_path / "here", "3.1.0")
    stand_in_cli(tmp_path / "folder/bin")
    result = setup_step(
        f'PATH="{folder}:$PATH"; ensure_cli', tmp_path / "home", SORCHA_TOOLCHAIN=str(tmp_path / "folder")
    )
    assert result.stdout.strip() == f"{VERSION} installed, from the folder SORCHA_TOOLCHAIN"
    assert sorted(p.name for p in (tmp_path / f"home/pulumi-{VERSION}").iterdir()) == sorted(
        [*CLI_FILES, "origin"]
    )


def test_a_folder_of_another_version_is_reported_and_the_release_used(tmp_path: Path, releases: str) -> None:
    stand_in_cli(tmp_path / "folder/bin", "3.1.0")
    result = setup_step(
        "ensure_cli; ensure_cli",
        tmp_path / "home",
        SORCHA_TOOLCHAIN=str(tmp_path / "folder"),
        SORCHA_PULUMI_RELEASES=releases,
    )
    assert f"has no bin/pulumi {VERSION}" in result.stdout
    assert result.stdout.splitlines()[-1] == f"{VERSION}, from the official release"
    assert list((tmp_path / "home").glob("release.*")) == []


def test_without_any_source_it_builds_and_a_failed_build_has_a_fix(tmp_path: Path) -> None:
    go = tmp_path / "go/go"
    go.parent.mkdir()
    go.write_text(
        '#!/bin/sh\n[ "$1" = version ] && echo go version go1.26.0 || { echo no module mirror; exit 1; }\n'
    )
    go.chmod(0o755)
    result = setup_step(f'PATH="{go.parent}:$PATH"; ensure_cli', tmp_path / "home")
    assert result.returncode == 1
    assert "not reachable" in result.stdout
    assert "building the Pulumi CLI" in result.stdout
    assert "no module mirror" in result.stderr
    assert "SORCHA_TOOLCHAIN" in result.stderr
    assert "GOPROXY" in result.stderr


def test_an_unneeded_plugin_is_not_built(tmp_path: Path) -> None:
    result = setup_step("ensure_plugin kubernetes welcome", tmp_path / "home")
    assert result.stdout.strip() == "not installed (for later tiers: toolchain/setup --all)"


def test_a_passphrase_is_created_once_and_for_its_owner_only(tmp_path: Path) -> None:
    result = setup_step("ensure_state", tmp_path)
    assert "new passphrase" in result.stdout
    file = tmp_path / "state/passphrase"
    first = file.read_text()
    assert len(first.strip()) >= 40
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert first.strip() not in result.stdout + result.stderr

    assert "new passphrase" not in setup_step("ensure_state", tmp_path).stdout
    assert file.read_text() == first


def test_a_lost_passphrase_is_not_replaced_while_stacks_exist(tmp_path: Path) -> None:
    stacks = tmp_path / "state/.pulumi/stacks/sorcha"
    stacks.mkdir(parents=True)
    (stacks / "dev.json").write_text("{}")
    result = setup_step("ensure_state", tmp_path)
    assert result.returncode == 1
    assert "Fix: restore the file from a backup" in result.stderr
    assert not (tmp_path / "state/passphrase").exists()


def test_a_passphrase_file_of_the_user_is_kept(tmp_path: Path) -> None:
    result = setup_step("ensure_state", tmp_path, PULUMI_CONFIG_PASSPHRASE_FILE="/some/where")
    assert "your own" in result.stdout
    assert not (tmp_path / "state/passphrase").exists()


def test_an_unreachable_engine_is_reported_with_a_fix(tmp_path: Path) -> None:
    result = subprocess.run(
        [ROOT / "toolchain/engine", "ensure"],
        env={**os.environ, "SORCHA_HOME": str(tmp_path), "DOCKER_HOST": "tcp://127.0.0.1:9"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "tcp://127.0.0.1:9" in result.stderr
    assert "unset DOCKER_HOST" in result.stderr


def test_an_unknown_option_is_refused(tmp_path: Path) -> None:
    result = subprocess.run(
        [ROOT / "toolchain/setup", "--fast"],
        env={**os.environ, "SORCHA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "--no-engine" in result.stderr
