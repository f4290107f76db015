"""The Pulumi CLI, called as by an operator."""

import json
import subprocess
from collections.abc import Mapping
from typing import Any

from sorcha_infra.console import UserError
from sorcha_infra.operations import Checkpoint
from sorcha_infra.paths import ROOT

_WRONG_PASSPHRASE = "incorrect passphrase"


class Pulumi:
    """The CLI for one stack."""

    def __init__(self, stack: str) -> None:
        self.stack = stack

    def exists(self) -> bool:
        """Whether the stack exists in the back end."""
        stacks = json.loads(self._read("stack", "ls", "--json", stack=False))
        return any(entry["name"].rsplit("/", 1)[-1] == self.stack for entry in stacks)

    def create(self) -> None:
        """Create the stack."""
        self._read("stack", "init", self.stack, "--non-interactive", stack=False)

    def checkpoint(self) -> Checkpoint:
        """The deployment in the state."""
        document: dict[str, Any] = json.loads(self._read("stack", "export"))
        return document.get("deployment") or {}

    def outputs(self) -> Mapping[str, Any]:
        """The stack's outputs, secrets hidden."""
        outputs: Mapping[str, Any] = json.loads(self._read("stack", "output", "--json"))
        return outputs

    def unlock(self) -> None:
        """Check that the passphrase decrypts the stack.

        Raises:
            UserError: if it does not.
        """
        self._read("stack", "output", "--json", "--show-secrets")

    def setting(self, path: str) -> str | None:
        """A value of `sorcha:deployment` in the stack file."""
        result = self._run("config", "get", "--path", f"sorcha:deployment.{path}")
        return result.stdout.strip() if result.returncode == 0 else None

    def platform(self) -> str:
        """The platform of the stack, from its outputs or else from the stack file.

        Raises:
            UserError: if both have none.
        """
        name = self.outputs().get("platform") or self.setting("platform")
        if name is None:
            raise UserError(
                f"stack {self.stack}",
                "has no known platform. Neither its outputs nor its stack file name one",
                fix=f"restore stacks/Pulumi.{self.stack}.yaml, then run the same command again",
            )
        return str(name)

    def installation(self) -> str:
        """The installation in the stack file; default: the name of the stack."""
        return self.setting("installation") or self.stack

    def set(self, path: str, value: str) -> None:
        """Write a value of `sorcha:deployment` into the stack file."""
        self._read("config", "set", "--path", f"sorcha:deployment.{path}", value)

    def show(self, *arguments: str) -> int:
        """Run a command with its output on the terminal, and return its exit status.

        The terminal sends an interrupt to the CLI as well. The CLI then ends the running steps and
        reports, so this process waits for it.
        """
        process = subprocess.Popen(["pulumi", *arguments, "--stack", self.stack], cwd=ROOT)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue

    def _read(self, *arguments: str, stack: bool = True) -> str:
        result = self._run(*arguments, stack=stack)
        if result.returncode == 0:
            return result.stdout
        if _WRONG_PASSPHRASE in result.stderr:
            raise UserError(
                f"stack {self.stack}",
                "cannot be decrypted: incorrect passphrase in the file of PULUMI_CONFIG_PASSPHRASE_FILE "
                "(or in PULUMI_CONFIG_PASSPHRASE, which takes precedence)",
                expected="the passphrase that the stack was created with",
                fix="restore that passphrase. Without it the secrets of the stack are lost "
                "(docs/operations.md, State)",
            )
        raise UserError(
            f"pulumi {' '.join(arguments[:2])}",
            f"ended with {result.returncode}",
            details=((result.stderr or result.stdout).strip(),),
            fix="fix the cause above, then run the same command again",
        )

    def _run(self, *arguments: str, stack: bool = True) -> "subprocess.CompletedProcess[str]":
        of_stack = ("--stack", self.stack) if stack else ()
        return subprocess.run(
            ["pulumi", *arguments, *of_stack], cwd=ROOT, capture_output=True, text=True, check=False
        )
