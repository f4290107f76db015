"""PostgreSQL during faults of its primary: bounds, losses, second writers."""

import random
import time

import pytest

from tests.e2e.installation import host_pid, state
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import crash, cut_off, kill, paused, start, stop
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.results import Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e


@pytest.mark.quick
def test_a_killed_primary_is_replaced_and_returns_as_a_replica(
    small: Small, postgres: Postgres, results: Results, subtests: pytest.Subtests
) -> None:
    primary = postgres.primary()
    container = small.installation.container(primary)
    with subtests.test("killed"), results.row("pg-kill") as row, watched(row, postgres) as watch:
        kill(container)
        watch.settle()
        assert postgres.primary() != primary
    with subtests.test("returns"), results.row("pg-returns") as row, watched(row, postgres) as watch:
        began = start(container)
        postgres.await_streaming()
        row.took = time.monotonic() - began
        postgres.await_replicas()
        row.note(f"may take over after {time.monotonic() - began:.1f} s")
        watch.settle()
        assert primary not in watch.probe.writers(began)


def test_a_stopped_primary_hands_over(small: Small, postgres: Postgres, results: Results) -> None:
    primary = postgres.primary()
    container = small.installation.container(primary)
    with results.row("pg-stop") as row, watched(row, postgres) as watch:
        stop(container)
        watch.settle()
    assert state(container)["ExitCode"] == 0
    start(container)
    postgres.await_replicas()


def test_a_switch_over(small: Small, postgres: Postgres, results: Results) -> None:
    primary = postgres.primary()
    with results.row("pg-switch") as row, watched(row, postgres) as watch:
        postgres.switch_over(small.installation)
        watch.settle()
        assert postgres.primary() != primary
    postgres.await_replicas()


def test_a_crashed_postmaster(small: Small, postgres: Postgres, results: Results) -> None:
    with results.row("pg-crash") as row, watched(row, postgres) as watch:
        crash(small.installation.container(postgres.primary()), "postgres")
        watch.settle()
    postgres.await_replicas()


def test_a_frozen_primary_takes_no_write_when_it_thaws(
    small: Small, postgres: Postgres, results: Results
) -> None:
    primary = postgres.primary()
    with results.row("pg-pause") as row, watched(row, postgres) as watch:
        with paused(small.installation.container(primary)):
            # The fault itself, of a fixed duration.
            time.sleep(30)
        thaw = time.monotonic()
        watch.settle()
        postgres.await_replicas()
        assert primary not in watch.probe.writers(thaw)


def test_a_primary_without_a_network(small: Small, postgres: Postgres, results: Results) -> None:
    primary = postgres.primary()
    inner_pids = {primary: host_pid(small.installation.container(primary))}
    address = small.plan.of("postgres", int(primary.rpartition("-")[2]))
    with results.row("pg-cut") as row:
        with watched(row, postgres, inner_pids) as watch:
            assert primary in watch.probe.writers(), "the probe from within must be able to write"
            with cut_off(small.installation, primary, address):
                watch.settle(least=30)
            postgres.await_replicas()
        assert postgres.primary() != primary
    small.installation.await_healthy(primary)


def test_a_killed_replica_is_not_waited_for(small: Small, postgres: Postgres, results: Results) -> None:
    (replica,) = postgres.replicas()
    with results.row("pg-replica") as row, watched(row, postgres) as watch:
        kill(small.installation.container(replica))
        watch.settle()
    small.up("--refresh").ok()
    postgres.await_replicas()


def test_everything_killed_and_started_in_any_order(
    small: Small, postgres: Postgres, results: Results
) -> None:
    names = [n for n in small.installation.servers() if n.startswith(("postgres-", "etcd-"))]
    names.remove("postgres-proxy-0")
    containers = [small.installation.container(name) for name in names]
    random.shuffle(containers)
    with results.row("pg-blackout") as row, watched(row, postgres) as watch:
        kill(*containers)
        began = start(*containers)
        watch.await_writes()
        row.took = time.monotonic() - began
        watch.settle()
        row.note("order: " + ", ".join(str(c.name).removeprefix("e2e-small-") for c in containers))
    postgres.await_replicas()
    small.installation.await_healthy()


def test_one_etcd_is_not_missed(small: Small, postgres: Postgres, results: Results) -> None:
    container = small.installation.container("etcd-0")
    with results.row("etcd-one") as row, watched(row, postgres) as watch:
        kill(container)
        watch.settle(least=10)
    start(container)
    small.installation.await_healthy("etcd-0")


def test_no_etcd_is_not_missed_for_a_while(small: Small, postgres: Postgres, results: Results) -> None:
    names = [name for name in small.installation.servers() if name.startswith("etcd-")]
    containers = [small.installation.container(name) for name in names]
    with results.row("etcd-all") as row, watched(row, postgres) as watch:
        primary = postgres.primary()
        kill(*containers)
        watch.settle(least=25)
        start(*containers)
        small.installation.await_healthy(*names)
        # Long enough for a leader without a lease to step down.
        watch.settle(least=time.monotonic() - watch.began + 10)
        assert postgres.primary() == primary
    wait_for("the replica", postgres.replicas, 30)
