"""Run and time the two contestants in turns."""

import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Samples:
    """Seconds of one row, measured several times."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def spread(self) -> str:
        return f"{min(self.seconds):.1f}–{max(self.seconds):.1f}"


def duration(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Seconds of a command; fails with the output of the command if it fails."""
    start = time.perf_counter()
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if result.returncode != 0:
        raise RuntimeError(
            f"{' '.join(command)} ended with {result.returncode}:\n{result.stdout}\n{result.stderr}"
        )
    return seconds


def by_turns(runs: int, *contestants: Callable[[], float]) -> list[Samples]:
    """Run the contestants in turns, so that a slower machine affects all of them."""
    samples = [Samples() for _ in contestants]
    for _ in range(runs):
        for contestant, sample in zip(contestants, samples, strict=True):
            sample.seconds.append(contestant())
    return samples
