"""Up from nothing, and up again: everything runs, and nothing changes. Services and MongoDB: stand-ins."""

import time

import pytest

from tests.e2e.installation import health
from tests.e2e_small.deployed import Small
from tests.e2e_small.results import Results

pytestmark = [pytest.mark.e2e, pytest.mark.quick]


def test_up_from_nothing(small: Small, results: Results) -> None:
    with results.row("up") as row:
        servers = {name: health(c) for name, c in small.installation.servers().items()}
        assert set(servers.values()) == {"healthy"}, servers
        row.note(f"{small.first.seconds:.0f} s" if small.first else "an earlier session's")
        row.note(f"{len(servers)} servers")


@pytest.mark.parametrize(("key", "refresh"), [("up-again", ()), ("up-refresh", ("--refresh",))])
def test_a_second_up_changes_nothing(
    small: Small, results: Results, key: str, refresh: tuple[str, ...]
) -> None:
    before = small.installation.ids()
    with results.row(key) as row:
        began = time.monotonic()
        done = small.up(*refresh).ok()
        row.note(f"{time.monotonic() - began:.1f} s")
        assert small.installation.ids() == before
        assert "unchanged" in done.output
        assert not any(f" {word}\n" in done.output for word in ("created", "updated", "replaced", "deleted"))
