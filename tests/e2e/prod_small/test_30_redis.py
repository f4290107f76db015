"""Redis during faults of its master: bounds, losses, second masters."""

import random
import time

import pytest

from tests.e2e.installation import state
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import crash, kill, no_name_server, restarted, start
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.redis_members import Redis
from tests.e2e.prod_small.results import Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e


@pytest.mark.quick
def test_a_killed_master_is_replaced_and_never_a_second_one(
    small: Small, redis: Redis, results: Results, subtests: pytest.Subtests
) -> None:
    master = redis.master()
    container = small.installation.container(master)
    with subtests.test("killed"), results.row("redis-kill") as row, watched(row, redis) as watch:
        kill(container)
        watch.settle()
        assert redis.master() != master
    with subtests.test("returns"), results.row("redis-returns") as row, watched(row, redis) as watch:
        began = start(container)
        redis.await_replicas()
        row.note(f"follows after {time.monotonic() - began:.1f} s")
        watch.settle(least=15)
        assert master not in watch.probe.writers(began)
        assert redis.role(master) == "slave"


def test_a_master_and_a_sentinel(small: Small, redis: Redis, results: Results) -> None:
    victims = [small.installation.container(name) for name in (redis.master(), redis.sentinels[0])]
    with results.row("redis-two") as row, watched(row, redis) as watch:
        kill(*victims)
        watch.settle()
    start(*victims)
    redis.await_replicas()


def test_no_name_server_is_needed(small: Small, redis: Redis, results: Results) -> None:
    master = redis.master()
    container = small.installation.container(master)
    names = [*redis.members, *redis.sentinels, "redis-proxy-0"]
    with (
        results.row("redis-dns") as row,
        watched(row, redis) as watch,
        no_name_server(small.installation.container(name) for name in names),
    ):
        kill(container)
        watch.settle()
        assert redis.master() != master
    start(container)
    redis.await_replicas()


def test_a_master_that_is_back_at_once_stays_the_master(small: Small, redis: Redis, results: Results) -> None:
    master, epoch = redis.master(), redis.epoch()
    container = small.installation.container(master)
    with results.row("redis-crash") as row, watched(row, redis) as watch:
        before = state(container)["StartedAt"]
        crash(container)
        wait_for("a new start", lambda: restarted(container, before), 5, 0.05)
        watch.settle(least=10)
        assert redis.master() == master
        assert redis.epoch() == epoch, "there was a fail-over"
    redis.await_replicas()


def test_everything_killed_and_started_in_any_order(small: Small, redis: Redis, results: Results) -> None:
    containers = [small.installation.container(name) for name in (*redis.members, *redis.sentinels)]
    random.shuffle(containers)
    with results.row("redis-blackout") as row, watched(row, redis) as watch:
        kill(*containers)
        began = start(*containers)
        watch.await_writes()
        row.took = time.monotonic() - began
        watch.settle(least=15)
        row.note("order: " + ", ".join(str(c.name).removeprefix("e2e-small-") for c in containers))
    redis.await_replicas()
    small.installation.await_healthy()
