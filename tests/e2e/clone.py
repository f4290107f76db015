"""A fresh clone of the project with a state of its own, and the commands an operator types in it."""

import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

from sorcha_infra.paths import ROOT
from tests.e2e.durations import record

STACK = "e2e"
"""Stack and installation of the tests of dev: names, labels and the network's subnet follow from it."""

_TOOL_VARIABLES = ("SORCHA_HOME", "SORCHA_TOOLCHAIN")
_IN_ENVIRONMENT = '. ./env.sh && exec "$@"'
_LONGEST = 900
"""Seconds after which a command is taken for stuck; more than the sum of what it may wait for."""


@dataclass(frozen=True, slots=True)
class CommandResult:
    """A command that has ended."""

    command: str
    status: int
    output: str
    """Standard output and standard error, as the operator sees them."""

    seconds: float

    def ok(self) -> "CommandResult":
        """Itself; fails where the command did."""
        assert self.status == 0, f"{self.command} ended with {self.status}:\n{self.output}"
        return self

    def failed(self) -> "CommandResult":
        """Itself; fails where the command did not."""
        assert self.status != 0, f"{self.command} succeeded, but must not:\n{self.output}"
        return self


@dataclass(frozen=True, slots=True)
class RunningCommand:
    """A command under way, the leader of a process group of its own as in a terminal."""

    command: str
    process: "subprocess.Popen[str]"
    log: Path
    began: float

    def interrupt(self) -> None:
        """Ctrl-C: the whole foreground group gets it."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """kill -9 of the command and everything it started, in other groups too."""
        for pid in (self.process.pid, *_descendants(self.process.pid)):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def output(self) -> str:
        """What it has printed so far."""
        return self.log.read_text()

    def wait(self, seconds: float = _LONGEST) -> CommandResult:
        """Its end."""
        status = self.process.wait(timeout=seconds)
        return CommandResult(self.command, status, self.output(), time.monotonic() - self.began)


def _descendants(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    descendants: list[int] = []
    queue = [root]
    while queue:
        below = children.get(queue.pop(), [])
        descendants += below
        queue += below
    return descendants


@dataclass(frozen=True, kw_only=True, slots=True)
class Clone:
    """A clone; several may share a state."""

    folder: Path
    state: Path
    stack: str = STACK
    """Also the installation."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variables besides."""

    def with_environment(self, **variables: str) -> "Clone":
        """The same clone, seen from another shell."""
        return replace(self, variables={**self.variables, **variables})

    def start(self, *command: str, prepared: bool = True) -> RunningCommand:
        """Starts a command in a shell that has sourced env.sh."""
        log = self.folder.parent / f"{self.folder.name}-{secrets.token_hex(4)}.log"
        argv = ["bash", "-c", _IN_ENVIRONMENT, "bash", *command] if prepared else list(command)
        with log.open("w") as output:
            process = subprocess.Popen(
                argv,
                cwd=self.folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        return RunningCommand(" ".join(command), process, log, time.monotonic())

    def run(self, *command: str, prepared: bool = True, seconds: float = _LONGEST) -> CommandResult:
        """Runs a command to its end."""
        process = self.start(*command, prepared=prepared)
        try:
            result = process.wait(seconds)
        finally:
            process.kill()
        return result

    def pulumi(self, *arguments: str) -> CommandResult:
        """The CLI by hand, on the stack."""
        return self.run("pulumi", *arguments, "--stack", self.stack, "--non-interactive", "--color", "never")

    def operate(self, command: str, *arguments: str) -> CommandResult:
        """What `make up` and `make down` run after the set-up."""
        result = self.start_operate(command, *arguments).wait()
        record(f"{command} {' '.join(arguments)}".strip(), result.seconds, result.status)
        return result

    def start_operate(self, command: str, *arguments: str) -> RunningCommand:
        """The same, under way."""
        return self.start("python", "-m", "sorcha_infra.operate", command, "--stack", self.stack, *arguments)

    def set(self, path: str, *value: str) -> None:
        """`pulumi config set` of a key below sorcha:deployment."""
        self.pulumi("config", "set", "--path", f"sorcha:deployment.{path}", *value).ok()

    def unset(self, path: str) -> None:
        """`pulumi config rm` of a key below sorcha:deployment."""
        self.pulumi("config", "rm", "--path", f"sorcha:deployment.{path}").ok()

    def write_deployment(self, text: str) -> None:
        """Replaces the whole of sorcha:deployment, and keeps the rest of the stack file."""
        whole = yaml.safe_load(self.stack_file.read_text())
        whole["config"] = {"sorcha:deployment": yaml.safe_load(text)}
        self.stack_file.write_text(yaml.safe_dump(whole))

    def deployment(self) -> dict[str, Any]:
        """What the stack file says under sorcha:deployment."""
        deployment: dict[str, Any] = yaml.safe_load(self.stack_file.read_text())["config"][
            "sorcha:deployment"
        ]
        return deployment

    def replace_deployment(self, deployment: Mapping[str, Any]) -> None:
        """Replaces that, and keeps what else is in the stack file: secrets and their salt."""
        whole = yaml.safe_load(self.stack_file.read_text())
        whole["config"]["sorcha:deployment"] = dict(deployment)
        self.stack_file.write_text(yaml.safe_dump(whole))

    def give_certificate(self, chain: str, key: str) -> None:
        """A certificate of the edge, and its key as a secret."""
        deployment = self.deployment()
        self.replace_deployment({**deployment, "edge": {**deployment["edge"], "certificate": chain}})
        self.pulumi("config", "set-all", f"--secret=sorcha:edgePrivateKey={key}").ok()

    def admin_password(self) -> str:
        """As the summary of `make up` says."""
        return self.pulumi("stack", "output", "adminPassword", "--show-secrets").ok().output.strip()

    @property
    def stack_file(self) -> Path:
        """Settings of the stack."""
        return self.folder / "stacks" / f"Pulumi.{self.stack}.yaml"

    def _environment(self) -> dict[str, str]:
        environment = {
            name: value
            for name, value in os.environ.items()
            if name in _TOOL_VARIABLES or not name.startswith(("PULUMI_", "SORCHA_"))
        }
        return {**environment, "SORCHA_STATE": str(self.state), **self.variables}


def fresh_state(folder: Path) -> Path:
    """A state folder with a passphrase, as the set-up makes it."""
    folder.mkdir(mode=0o700)
    passphrase = folder / "passphrase"
    passphrase.touch(mode=0o600)
    passphrase.write_text(secrets.token_urlsafe(32) + "\n")
    return folder


def clone(source: Path, folder: Path, state: Path, *, environment: bool = True, stack: str = STACK) -> Clone:
    """Clones the last commit; with the Python environment of the checkout, or none."""
    subprocess.run(["git", "clone", "--quiet", source, folder], check=True)
    if environment:
        (folder / "venv").symlink_to(ROOT / "venv")
    return Clone(folder=folder, state=state, stack=stack)


def add_stack(checkout: Clone, additions: Mapping[str, Any], base: str = "dev") -> None:
    """Copies a stack file under the clone's stack name with more settings in it, and commits it.

    So that a clone of the clone has it.
    """
    settings: dict[str, Any] = yaml.safe_load(
        (checkout.folder / "stacks" / f"Pulumi.{base}.yaml").read_text()
    )
    settings["config"]["sorcha:deployment"] |= additions
    checkout.stack_file.write_text(yaml.safe_dump({"config": settings["config"]}))
    identity = ("-c", "user.name=e2e", "-c", "user.email=e2e@localhost")
    for command in (("add", "stacks"), (*identity, "commit", "--quiet", "--message", "Stack of the tests")):
        subprocess.run(["git", *command], cwd=checkout.folder, check=True)


def free_port(first: int = 18080) -> int:
    """A free port of the loopback, below those of outgoing connections."""
    for port in range(first, first + 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError(f"no free port between {first} and {first + 99}")


def uncommitted() -> list[str]:
    """What a report says where the last commit is not what lies in the folder."""
    files = subprocess.run(
        ["git", "status", "--short"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [f"e2e: the clone is the last commit; {len(files)} changed files are not in it"] if files else []
