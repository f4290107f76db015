"""Commands of the documents, typed in the clone of a test."""

import os
import pty
import re
import select
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sorcha_infra.paths import ROOT
from tests.e2e.clone import Clone, CommandResult
from tests.harness.documents import Documented

_UNATTENDED = {"PULUMI_SKIP_CONFIRMATIONS": "true"}
"""No operator is there who confirms the preview of a `pulumi up`."""

_TERMINAL_SECONDS = 180


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """A shell of the operator: the names of the documents are replaced by those of the test."""

    clone: Clone
    names: Mapping[str, str]
    """Patterns and their replacements, in order."""

    folder: Path
    """The home of the operator."""

    variables: Mapping[str, str] = field(default_factory=dict)

    def text(self, *entries: Documented) -> str:
        """The commands as they are typed."""
        text = "\n".join(entry.text for entry in entries)
        for pattern, name in self.names.items():
            text = re.sub(pattern, name, text)
        return text.replace("~/", f"{self.folder}/")

    def run(self, *entries: Documented, stdin: str = "") -> CommandResult:
        """The end of the commands in one shell, which ends at the first failure."""
        script = self.text(*entries)
        variables = {**self.variables, **(_UNATTENDED if "pulumi up" in script else {})}
        clone = self.clone.with_environment(**variables)
        file = self.folder / "stdin"
        file.write_text(stdin)
        return clone.run("bash", "-c", f"set -e; exec <{file}; {script}")

    def check(self, *entries: Documented, stdin: str = "") -> str:
        """The output of commands that succeed and show what each entry expects."""
        output = self.run(*entries, stdin=stdin).ok().output
        for entry in entries:
            assert re.search(entry.shows, output, re.MULTILINE), (
                f"{entry.shows!r} is not in the output:\n{output}"
            )
        return output

    def converse(self, entry: Documented, answers: Sequence[tuple[str, str]]) -> str:
        """The output of a command at a terminal, with an answer to each question."""
        clone = self.clone.with_environment(**self.variables)
        environment = clone.run("env", "-0").ok().output.strip("\0").split("\0")
        controller, terminal = pty.openpty()
        process = subprocess.Popen(
            ["bash", "-c", self.text(entry)],
            cwd=clone.folder,
            env=dict(variable.split("=", 1) for variable in environment),
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
        os.close(terminal)
        try:
            output = _talk(controller, list(answers))
            assert process.wait(30) == 0, output
        finally:
            process.kill()
            os.close(controller)
        assert re.search(entry.shows, output), output
        return output


@contextmanager
def kept_stamps() -> Iterator[None]:
    """Meanwhile `make` may write its stamps: a clone shares the Python environment of the checkout.

    A stamp names the folder of the clone, and so the next set-up of the checkout would install again.
    """
    stamps = {path: path.read_bytes() for path in (ROOT / "venv").glob(".*.stamp")}
    try:
        yield
    finally:
        for path, content in stamps.items():
            path.write_bytes(content)


def _talk(controller: int, answers: list[tuple[str, str]]) -> str:
    output, position = "", 0
    deadline = time.monotonic() + _TERMINAL_SECONDS
    while time.monotonic() < deadline:
        if select.select([controller], [], [], 1)[0]:
            try:
                data = os.read(controller, 65536)
            except OSError:  # the other side is closed
                break
            if not data:
                break
            output += data.decode(errors="replace")
        match = re.search(answers[0][0], output[position:]) if answers else None
        if match:
            position = len(output)
            os.write(controller, f"{answers.pop(0)[1]}\r".encode())
    assert not answers, f"no question {answers[0][0]!r} in: {output}"
    return output
