"""Small Pulumi program with its own folder and file back end, run by the real CLI."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sorcha_infra.paths import ROOT

PATIENCE = 60.0


class Program:
    """One project with one stack; `source` is its __main__.py."""

    def __init__(self, folder: Path, cli: Path, environment: Mapping[str, str]) -> None:
        self._folder = folder
        self._cli = cli
        (folder / "state").mkdir()
        self._environment = {
            **environment,
            "PULUMI_BACKEND_URL": f"file://{folder}/state",
            "PULUMI_CONFIG_PASSPHRASE": "only for this test",
        }
        (folder / "Pulumi.yaml").write_text(
            "name: program\nruntime: {name: python, options: {toolchain: pip, virtualenv: venv}}\n"
        )
        (folder / "requirements.txt").touch()
        (folder / "venv").symlink_to(ROOT / "venv")
        self.pulumi("stack", "init", "stack")

    @contextmanager
    def venv(self, folder: Path) -> Iterator[Path]:
        """Replace the virtual environment by another folder."""
        link = self._folder / "venv"
        target = link.readlink()
        link.unlink()
        link.symlink_to(folder)
        try:
            yield link
        finally:
            link.unlink()
            link.symlink_to(target)

    def write(self, source: str) -> None:
        (self._folder / "__main__.py").write_text(source)

    def pulumi(self, *arguments: str, fails: bool = False) -> str:
        """Output of a command, which must end as expected."""
        result = subprocess.run(
            [str(self._cli), *arguments, "--non-interactive"],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert (result.returncode != 0) == fails, result.stdout
        return result.stdout

    def state(self) -> str:
        """State of the stack on disk."""
        return (self._folder / "state/.pulumi/stacks/program/stack.json").read_text()

    def signal_preview(self, number: signal.Signals, announcement: str) -> tuple[int, str]:
        """Start a preview and signal it after it has printed the announcement."""
        with subprocess.Popen(
            [str(self._cli), "preview", "--non-interactive"],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        ) as process:
            assert process.stdout
            output = ""
            for line in process.stdout:
                output += line
                if announcement in line:
                    break
            os.kill(process.pid, number)
            rest, _ = process.communicate(timeout=PATIENCE)
            return process.returncode, output + rest
