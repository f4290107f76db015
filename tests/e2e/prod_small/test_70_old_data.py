"""PostgreSQL with data of another cluster, and with a replica that was down for too long."""

import time

import pytest

from tests.e2e.installation import state
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import kill, start, volume_of, wipe
from tests.e2e.prod_small.postgres import DATA, Postgres
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.results import Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e

_LIMIT = "64MB"
_WRITTEN_MIB = 256


def test_a_volume_of_an_older_cluster_makes_no_second_one(
    small: Small, postgres: Postgres, results: Results
) -> None:
    (replica,) = postgres.replicas()
    container = small.installation.container(replica)
    with results.row("old-cluster") as row:
        cluster = postgres.system(postgres.primary())
        with watched(row, postgres) as watch:
            kill(container)
            wipe(small.installation, replica, DATA)
            initialise(small, replica)
            began = start(container)
            outcome = wait_for(
                "its refusal, or a new clone", lambda: outcome_of(small, postgres, replica), 120
            )
            watch.settle()
            assert replica not in watch.probe.writers(began)
        row.note(outcome)
        assert postgres.system(postgres.primary()) == cluster
        if outcome != CLONED:
            kill(container)
            wipe(small.installation, replica, DATA)
            start(container)
            postgres.await_replicas(120)


CLONED = "cloned again"


def outcome_of(small: Small, postgres: Postgres, replica: str) -> str | None:
    """Outcome, or None until it is known."""
    container = small.installation.container(replica)
    words = [
        line for line in container.logs(tail=200).decode(errors="replace").splitlines() if "CRITICAL" in line
    ]
    rows = postgres.ask(postgres.primary(), "SELECT application_name FROM pg_stat_replication")
    if any(row[0] == replica for row in rows):
        return CLONED
    is_over = container.attrs["RestartCount"] > 1 or not state(container)["Running"]
    return f"refused: {words[-1]}" if words and is_over else None


def initialise(small: Small, name: str) -> None:
    """Create another cluster in a member's volume, like one of an older installation."""
    container = small.installation.container(name)
    assert container.image is not None
    folder = f"{DATA}/pgdata"
    helper = small.installation.client.containers.run(
        container.image.id,
        ["bash", "-c", f"install -d -o postgres -m 700 {folder} && gosu postgres initdb -k -D {folder}"],
        entrypoint=[],
        user="0",
        network_mode="none",
        volumes={volume_of(container, DATA): {"bind": DATA, "mode": "rw"}},
        labels=container.labels,
        detach=True,
    )
    try:
        assert helper.wait()["StatusCode"] == 0, helper.logs()
    finally:
        helper.remove(force=True)


def test_the_log_for_a_dead_replica_does_not_fill_the_disk(
    small: Small, postgres: Postgres, results: Results
) -> None:
    (replica,) = postgres.replicas()
    container = small.installation.container(replica)
    with results.row("wal-full") as row:
        primary = postgres.primary()
        usual = postgres.ask(primary, "SHOW max_slot_wal_keep_size")[0][0]
        row.note(f"the limit is {usual}, for the test {_LIMIT}")
        assert usual != "-1", "the log for a dead replica can fill the disk"
        limit_wal(postgres, primary, max_slot_wal_keep_size=_LIMIT, wal_keep_size="0")
        with watched(row, postgres) as watch:
            kill(container)
            watch.settle()
            for _ in range(_WRITTEN_MIB // 16):
                postgres.ask(primary, "SELECT pg_logical_emit_message(false, 'e2e', repeat('x', 16000000))")
                postgres.ask(primary, "SELECT pg_switch_wal()")
            postgres.ask(primary, "CHECKPOINT")
            slots = dict(postgres.ask(primary, "SELECT slot_name, wal_status FROM pg_replication_slots"))
            row.note(f"slots: {slots}")
            assert "lost" in slots.values() or not slots
            watch.settle()
            assert postgres.primary() == primary
            began = start(container)
            postgres.await_replicas(180)
            row.note(f"the replica is back after {time.monotonic() - began:.0f} s")
        limit_wal(postgres, primary)


def limit_wal(postgres: Postgres, primary: str, **sizes: str) -> None:
    """Set limits that override Patroni's; without any, restore Patroni's."""
    for name in ("max_slot_wal_keep_size", "wal_keep_size"):
        value = f"SET {name} = '{sizes[name]}'" if name in sizes else f"RESET {name}"
        postgres.ask(primary, f"ALTER SYSTEM {value}")
    postgres.ask(primary, "SELECT pg_reload_conf()")
