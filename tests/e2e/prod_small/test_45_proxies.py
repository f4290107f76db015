"""Outages of the three proxies, which have one instance each."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import yaml

from tests.certificates import pair
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import crash
from tests.e2e.prod_small.http_load import HttpLoad
from tests.e2e.prod_small.images import derived
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.redis_members import Redis
from tests.e2e.prod_small.results import Measurement, Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e

PROXIES = {"edge-0", "postgres-proxy-0", "redis-proxy-0"}


@contextmanager
def edge_clients(small: Small, row: Measurement) -> Iterator[None]:
    """Load of the edge during the block; the row has the longest time without an answer."""
    with HttpLoad(small.url, clients=4, pause=0.1, keep_alive=False) as users:
        time.sleep(2)
        yield
        # As long as the bound, before which answers must resume.
        time.sleep(15)
    row.outage = users.gap()
    row.note(users.summary())


def test_the_edge_gets_a_certificate_under_load(small: Small, results: Results) -> None:
    own = pair("localhost")
    before = small.installation.ids()
    small.clone.give_certificate(own.chain, own.key)
    with results.row("edge-certificate") as row:
        with HttpLoad(small.url, clients=4, sockets=2, pause=0.1, keep_alive=False) as users:
            small.up().ok()
            wait_for("the new certificate", lambda: certificate_of(small.url) == own.chain.strip(), 10)
        row.note(users.summary())
        assert users.failed() == []
        assert users.drops == []
        assert small.installation.replaced(before) == set()


def certificate_of(url: str) -> str:
    """Certificate that clients receive, as PEM."""
    address = urlsplit(url)
    return ssl.get_server_certificate((str(address.hostname), int(address.port or 443))).strip()


def test_the_edge_crashes(small: Small, results: Results) -> None:
    with results.row("edge-crash") as row, edge_clients(small, row):
        crash(small.installation.container("edge-0"))
    small.installation.await_healthy("edge-0")


def test_the_proxy_of_postgres_crashes(small: Small, postgres: Postgres, results: Results) -> None:
    with results.row("postgres-proxy-crash") as row, watched(row, postgres) as watch:
        crash(small.installation.container("postgres-proxy-0"))
        watch.settle()


def test_the_proxy_of_redis_crashes(small: Small, redis: Redis, results: Results) -> None:
    with results.row("redis-proxy-crash") as row, watched(row, redis) as watch:
        crash(small.installation.container("redis-proxy-0"))
        watch.settle()


def test_all_proxies_get_another_image(
    small: Small, postgres: Postgres, redis: Redis, results: Results
) -> None:
    before = small.installation.ids()
    with (
        results.row("edge-image") as edge,
        results.row("postgres-proxy-image") as of_postgres,
        results.row("redis-proxy-image") as of_redis,
        edge_clients(small, edge),
        watched(of_postgres, postgres) as first,
        watched(of_redis, redis) as second,
    ):
        change_of_haproxy(small)
        result = small.up().ok()
        assert "replaces it, an outage of some seconds" in result.output
        first.settle()
        second.settle()
        assert small.installation.replaced(before) >= PROXIES


def change_of_haproxy(small: Small) -> None:
    """Its reference is only in the file of all images."""
    file = small.clone.folder / "stacks" / "images.yaml"
    images = yaml.safe_load(file.read_text())
    images["lab"]["support"]["haproxy"] = derived(small.installation, images["lab"]["support"]["haproxy"])
    file.write_text(yaml.safe_dump(images, sort_keys=False))
