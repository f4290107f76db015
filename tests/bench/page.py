"""docs/benchmarks.md out of the samples."""

from collections.abc import Mapping, Sequence

from tests.bench.measure import Samples

AIMS = {
    "up from nothing": "≤ 1.25 × compose",
    "up, no change": "≤ 5 s",
    "preview, no change": "≤ 4 s",
    "the program alone": "≤ 1.5 s",
}


def page(rows: Mapping[str, Sequence[Samples]], runs: int, machine: str, day: str) -> str:
    """The page's text."""
    lines = "\n".join(_row(name, samples) for name, samples in rows.items())
    return f"""<!-- Written by `make bench`. -->
# How long it takes, against Docker Compose

Stack `dev` with the lab's images (Sorcha's services and MongoDB are stand-ins, so a start of theirs is
shorter than a real one's; PostgreSQL and Redis are real), and a compose file made from the same rendered
plan: same images, settings, files, health checks, limits and order. By turns, {runs} runs each; medians,
and the fastest and slowest run. {machine}; {day}.

| | ours, s | range | compose, s | range | ratio | aim |
|---|---|---|---|---|---|---|
{lines}

`up from nothing` makes networks, volumes and secrets, starts eleven servers and six jobs in their order,
and ends when the system register has a docket; images are there already. `the program alone` is a Python
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
