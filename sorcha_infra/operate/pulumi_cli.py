"""The Pulumi CLI, called as an operator would call it by hand."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sorcha_infra.operate.tell import OperatorError

ROOT = Path(__file__).parents[2]
"""The clone."""

_WRONG_PASSPHRASE = "incorrect passphrase"


class Pulumi:
    """The CLI for one stack."""

    def __init__(self, stack: str) -> None:
        self.stack = stack

    def exists(self) -> bool:
        """Whether the back end knows the stack."""
        listed = json.loads(self._read("stack", "ls", "--json", stack=False))
        return any(entry["name"].rsplit("/", 1)[-1] == self.stack for entry in listed)

    def create(self) -> None:
        """Makes the stack."""
        self._read("stack", "init", self.stack, "--non-interactive", stack=False)

    def deployment(self) -> dict[str, Any]:
        """What the state holds, secrets encrypted; empty where nothing was deployed."""
        exported: dict[str, Any] = json.loads(self._read("stack", "export"))
        return exported.get("deployment") or {}

    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs, secrets hidden."""
        found: Mapping[str, Any] = json.loads(self._read("stack", "output", "--json"))
        return found

    def unlock(self) -> None:
        """Looks whether the passphrase opens the stack.

        Raises:
            OperatorError: where it does not.
        """
        self._read("stack", "output", "--json", "--show-secrets")

    def setting(self, path: str) -> str | None:
        """A value of `sorcha:deployment` in the stack file."""
        done = self._run("config", "get", "--path", f"sorcha:deployment.{path}")
        return done.stdout.strip() if done.returncode == 0 else None

    def set(self, path: str, value: str) -> None:
        """Writes a value of `sorcha:deployment` into the stack file."""
        self._read("config", "set", "--path", f"sorcha:deployment.{path}", value)

    def show(self, *arguments: str) -> int:
        """Runs a command with its output on the operator's terminal; its exit status.

        An interrupt reaches the CLI from the terminal; it ends the running steps and reports, so
        this process waits for it.
        """
        process = subprocess.Popen(["pulumi", *arguments, "--stack", self.stack], cwd=ROOT)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue

    def _read(self, *arguments: str, stack: bool = True) -> str:
        done = self._run(*arguments, stack=stack)
        if done.returncode == 0:
            return done.stdout
        if _WRONG_PASSPHRASE in done.stderr:
            raise OperatorError(
                f"the passphrase does not open stack {self.stack}",
                found="an incorrect passphrase in the file of PULUMI_CONFIG_PASSPHRASE_FILE "
                "(or in PULUMI_CONFIG_PASSPHRASE, which wins)",
                next_step="put the passphrase that the stack was made with there again; without it "
                "its secrets are lost (README, State)",
            )
        raise OperatorError(
            f"pulumi {' '.join(arguments[:2])} failed",
            found=(done.stderr or done.stdout).strip(),
            next_step="mend what it says, then run the same command again",
        )

    def _run(self, *arguments: str, stack: bool = True) -> "subprocess.CompletedProcess[str]":
        of_stack = ("--stack", self.stack) if stack else ()
        return subprocess.run(
            ["pulumi", *arguments, *of_stack], cwd=ROOT, capture_output=True, text=True, check=False
        )
