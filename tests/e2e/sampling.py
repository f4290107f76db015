"""What the processes of this machine show of themselves: arguments and environment."""

import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class ProcessText:
    """What one process showed."""

    program: str
    place: str
    """arguments or environment."""

    text: str


def look(pids: list[int] | None = None) -> set[ProcessText]:
    """Arguments and environment of these processes, or of all."""
    texts = set()
    for folder in (
        [Path(f"/proc/{pid}") for pid in pids] if pids is not None else Path("/proc").glob("[0-9]*")
    ):
        try:
            program = (folder / "comm").read_text().strip()
            arguments = (folder / "cmdline").read_bytes().replace(b"\0", b"\n")
            environment = (folder / "environ").read_bytes().replace(b"\0", b"\n")
        except OSError:
            continue  # it has ended
        texts.add(ProcessText(program, "arguments", arguments.decode(errors="replace")))
        texts.add(ProcessText(program, "environment", environment.decode(errors="replace")))
    return texts


class Sampler:
    """Looks at all processes four times a second while something else goes on."""

    def __init__(self) -> None:
        self.texts: set[ProcessText] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.25):
            self.texts |= look()
