"""Page docs/results.md: rows of the current run, and earlier rows that it did not measure."""

import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sorcha_infra.paths import ROOT
from tests.e2e.prod_small.catalogue import FACTS, STAND_INS, Section
from tests.e2e.prod_small.results import Measurement, Results, bound_text

PAGE = ROOT / "docs" / "results.md"
_NOT_YET = "not measured yet"
_NEVER = "–"

_HEAD = """<!-- Written by `make e2e TIER=prod-small`. -->
# Faults that prod-small survives, measured

Real Docker engine, `pulumi up`, PostgreSQL with Patroni and etcd, Redis with Sentinels, HAProxy. Writers go
through the endpoints of the services, with their users; *outage* is the largest gap between two acknowledged
writes around the fault, and *lost* are acknowledged writes that are missing afterwards. Every 100 ms a probe
writes to every member; two members that accept the write are two writers. *Crash* is SIGKILL to the process;
*kill* is `docker kill`, after which the engine does not restart the container. One engine is one failure
domain, so no row covers the loss of the machine.

"""
_STAND_IN = """Checks of the wiring only: the lab has no real MongoDB, so durations and losses have no meaning
(lab/README.md).

"""


def page(rows: Mapping[str, Measurement], old: str, run: str, about: str) -> str:
    """Text of the page.

    `run` names this run in the last column; `about` describes it. Rows and runs of the old page are
    kept if this run did not measure them.
    """
    old_cells = _old_cells(old)
    text, run_names = _HEAD, set()
    for section in Section:
        lines = []
        for key, fact in FACTS.items():
            if fact.section is not section:
                continue
            cells = (rows[key].cell(), run) if key in rows else old_cells.get(fact.title, (_NOT_YET, _NEVER))
            run_names.add(cells[1])
            lines.append(f"| {fact.title} | {bound_text(fact)} | {cells[0]} | {cells[1]} |")
        intro = _STAND_IN if section in STAND_INS else ""
        table = "\n".join(("| fault | must hold | measured | run |", "|---|---|---|---|", *lines))
        text += f"## {section}\n\n{intro}{table}\n\n"
    runs = {**_runs(old), run: about}
    entries = "\n".join(f"- `{name}`: {runs[name]}" for name in runs if name in run_names)
    return f"{text}## Runs\n\n{entries}\n"


def summary(rows: Mapping[str, Measurement]) -> list[str]:
    """Rows as text for a terminal."""
    entries = [(key, rows[key]) for key in FACTS if key in rows]
    width = max((len(row.fact.title) for _, row in entries), default=0)
    lines: list[str] = []
    section: Section | None = None
    for _, row in entries:
        if row.fact.section is not section:
            section = row.fact.section
            lines.append(f"{section}")
        lines.append(
            f"  {row.fact.title:<{width}}  {row.cell()}   [{bound_text(row.fact)}; {row.seconds:.0f} s]"
        )
    return lines


def write(results: Results, seconds: float) -> str:
    """Write the page into the docs folder; return a summary line."""
    rows = results.rows
    old = PAGE.read_text() if PAGE.exists() else ""
    now = datetime.now(UTC)
    commit = _output("git", "rev-parse", "--short", "HEAD")
    mark = "+" if _output("git", "status", "--short", "--untracked-files=no") else ""
    run = f"{now:%Y-%m-%d %H:%M} {commit}{mark}"
    gaps = [key for key in FACTS if key not in rows]
    part = f"{len(rows)} of {len(FACTS)} rows" if gaps else "all rows"
    PAGE.write_text(
        page(rows, old, run, f"{part} in {seconds / 60:.0f} min; {machine()}; {results.versions}")
    )
    remark = f"; {len(gaps)} rows were not measured and are unchanged" if gaps else ""
    return f"{PAGE.relative_to(ROOT)} written: {part}{remark}"


def machine() -> str:
    """Machine and engine of the run."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    cores = _output("nproc")
    parts: Sequence[str] = (
        f"{cores} × {cpu.group(1) if cpu else platform.machine()}",
        f"{int(memory.group(1)) // 1024**2 if memory else 0} GiB",
        f"Linux {platform.release()}",
        f"Docker {_output('docker', 'version', '--format', '{{.Server.Version}}')}",
    )
    return ", ".join(parts)


def _old_cells(old: str) -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| (.*?) \| (?:.*?) \| (.*?) \| (.*?) \|$", old, re.MULTILINE)
    return {title: (cell, run) for title, cell, run in rows}


def _runs(old: str) -> dict[str, str]:
    return dict(re.findall(r"^- `(.*?)`: (.*)$", old, re.MULTILINE))


def _output(*command: str) -> str:
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.strip()
