"""Measure and write docs/benchmarks.md. usage: python -m tests.bench [--runs N]"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import yaml

from sorcha_infra.domain.secrets import PASSWORDS
from sorcha_infra.paths import ROOT
from tests.bench.compose import compose
from tests.bench.measure import Samples, by_turns, duration
from tests.bench.page import page
from tests.harness.render import render

STACK = "bench"
PORT = 18099
SETTINGS = {
    "tier": "dev",
    "platform": "docker",
    "images": {"source": "lab"},
    "edge": {"port": PORT},
}


class Pulumi:
    """`pulumi up` of the dev tier with a separate state."""

    def __init__(self, folder: Path) -> None:
        state = folder / "state"
        state.mkdir()
        self._environment = {
            **os.environ,
            "PULUMI_BACKEND_URL": f"file://{state}",
            "PULUMI_CONFIG_PASSPHRASE": "bench",
            "PULUMI_RUN_PROGRAM": "true",
        }
        self._config = folder / "Pulumi.bench.yaml"
        self._config.write_text(yaml.safe_dump({"config": {"sorcha:deployment": SETTINGS}}))
        self._init()

    def _init(self) -> None:
        command = ["pulumi", "stack", "init", STACK, "--non-interactive"]
        subprocess.run(command, cwd=ROOT, env=self._environment, check=True, capture_output=True)
        stack_file = ROOT / "stacks" / f"Pulumi.{STACK}.yaml"
        with self._config.open("a") as config:
            config.write(stack_file.read_text())
        stack_file.unlink()

    def run(self, *command: str) -> float:
        words = ["pulumi", *command, "--stack", STACK, "--config-file", str(self._config)]
        return duration(words, ROOT, self._environment)

    def up(self) -> float:
        return self.run("up", "--yes", "--skip-preview")

    def preview(self) -> float:
        return self.run("preview")

    def down(self) -> None:
        self.run("destroy", "--yes", "--skip-preview", "--ignore-protect")

    def fresh(self) -> float:
        """First `up`, then removal."""
        seconds = self.up()
        self.down()
        return seconds


class Compose:
    """`docker compose up --wait` of the same plan."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        passwords = {facts.name.value: token_hex(facts.length // 2) for facts in PASSWORDS}
        plan = render(STACK, SETTINGS, passwords)
        (folder / "compose.yaml").write_text(yaml.safe_dump(compose(plan, "bench-compose")))

    def run(self, *command: str) -> float:
        return duration([os.environ["SORCHA_COMPOSE"], *command], self._folder, os.environ)

    def up(self) -> float:
        return self.run("up", "--wait", "--wait-timeout", "300")

    def down(self) -> None:
        self.run("down", "--volumes")

    def fresh(self) -> float:
        """First `up`, then removal."""
        seconds = self.up()
        self.down()
        return seconds


def program_alone() -> float:
    """Program without engine and containers: imports, configuration, all resources."""
    return duration(
        [sys.executable, "-c", "from tests.harness.render import render; render('dev')"], ROOT, os.environ
    )


def measure(runs: int) -> Mapping[str, Sequence[Samples]]:
    """Rows of the page: samples of the product, then of the reference if it has any."""
    with tempfile.TemporaryDirectory(prefix="sorcha-bench-") as name:
        folder = Path(name)
        product, peer = Pulumi(folder), Compose(folder)
        rows: dict[str, Sequence[Samples]] = {}
        try:
            print("from nothing, by turns", flush=True)
            rows["up from nothing"] = by_turns(runs, product.fresh, peer.fresh)
            print("again, nothing to do", flush=True)
            product.up()
            rows["preview, no change"] = by_turns(runs, product.preview)
            rows["up, no change"] = by_turns(runs, product.up)
            product.down()
            peer.up()
            rows["up, no change"] = [*rows["up, no change"], *by_turns(runs, peer.up)]
            rows["the program alone"] = by_turns(runs, program_alone)
        finally:
            product.down()
            peer.down()
        return rows


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="number of measurements of each row (default: 3)")
    runs = parser.parse_args(arguments).runs
    rows = measure(runs)
    system = f"{platform.system()} {platform.release()}"
    machine = f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}"
    text = page(rows, runs, machine, datetime.now(UTC).date().isoformat())
    (ROOT / "docs" / "benchmarks.md").write_text(text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
