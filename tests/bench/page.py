"""Page docs/benchmarks.md of the samples."""

from collections.abc import Mapping, Sequence

from tests.bench.measure import Samples

AIMS = {
    "up from nothing": "≤ 1.25 × compose",
    "up, no change": "≤ 5 s",
    "preview, no change": "≤ 4 s",
    "the program alone": "≤ 1.5 s",
}


def page(rows: Mapping[str, Sequence[Samples]], runs: int, machine: str, day: str) -> str:
    """Text of the page."""
    lines = "\n".join(_row(name, samples) for name, samples in rows.items())
    return f"""<!-- Written by `make bench`. -->
# Durations, compared with Docker Compose

Stack `dev` with the lab's images (Sorcha's services and MongoDB are stand-ins that start faster than the
real ones; PostgreSQL and Redis are real), and a compose file generated from the same rendered plan, with the
same images, settings, files, health checks, limits and order. In turns, {runs} runs each; medians,
and the fastest and slowest run. {machine}; {day}.

| | product, s | range | compose, s | range | ratio | aim |
|---|---|---|---|---|---|---|
{lines}

`up from nothing` creates networks, volumes and secrets, starts eleven servers and six jobs in their order,
and ends when the system register has a docket; the images exist before. `the program alone` is a Python
process that imports, resolves and registers everything, without engine or plugins.
"""


def _row(name: str, samples: Sequence[Samples]) -> str:
    product, *peers = samples
    figures = f"| {name} | {product.median:.1f} | {product.spread} |"
    if not peers:
        return f"{figures} – | – | – | {AIMS[name]} |"
    (peer,) = peers
    ratio = product.median / peer.median
    return f"{figures} {peer.median:.1f} | {peer.spread} | {ratio:.2f} | {AIMS[name]} |"
