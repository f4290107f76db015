"""Image change of every store under writers: each member once, with hand-overs, without losses."""

import time

import pytest

from tests.e2e.prod_small.images import derived, image_of
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.redis_members import Redis
from tests.e2e.prod_small.results import Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e

MOST_HAND_OVERS = 2


def test_postgres_gets_another_image(small: Small, postgres: Postgres, results: Results) -> None:
    before = small.installation.ids()
    servers = {n for n in before if n.startswith(("postgres-", "etcd-"))} & set(small.installation.servers())
    servers.remove("postgres-proxy-0")
    timeline = postgres.timeline()
    small.clone.set(
        "postgres.patroniImage", derived(small.installation, image_of(small.installation, "postgres-0"))
    )
    with results.row("postgres-image") as row, watched(row, postgres) as watch:
        result = small.up().ok()
        watch.settle()
        postgres.await_replicas()
        hand_overs = postgres.timeline() - timeline
        row.note(f"{hand_overs} hand-overs; `up` took {result.seconds:.0f} s")
        assert small.installation.replaced(before) == servers
        assert hand_overs <= MOST_HAND_OVERS


def test_redis_gets_another_image(small: Small, redis: Redis, results: Results) -> None:
    before = small.installation.ids()
    epoch = redis.epoch()
    small.clone.set("redis.image", derived(small.installation, image_of(small.installation, "redis-0")))
    with results.row("redis-image") as row, watched(row, redis) as watch:
        began = time.monotonic()
        result = small.up().ok()
        watch.settle(least=time.monotonic() - began + 10)
        redis.await_replicas()
        hand_overs = redis.epoch() - epoch
        row.note(f"{hand_overs} hand-overs; `up` took {result.seconds:.0f} s")
        assert small.installation.replaced(before) == {*redis.members, *redis.sentinels}
        assert hand_overs <= MOST_HAND_OVERS
