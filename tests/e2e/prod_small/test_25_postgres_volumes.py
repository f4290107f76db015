"""PostgreSQL members after the loss of their data: cloned again, never a second cluster."""

import pytest

from tests.e2e.prod_small.faults import kill, start, wipe
from tests.e2e.prod_small.postgres import DATA, Postgres
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.results import Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e


def test_a_replica_without_its_volume_is_cloned(small: Small, postgres: Postgres, results: Results) -> None:
    (replica,) = postgres.replicas()
    container = small.installation.container(replica)
    with results.row("pg-wipe-replica") as row:
        cluster = postgres.system(postgres.primary())
        with watched(row, postgres) as watch:
            kill(container)
            wipe(small.installation, replica, DATA)
            start(container)
            postgres.await_replicas(120)
            watch.settle()
        assert postgres.system(replica) == cluster
        assert postgres.primary() != replica


def test_an_old_primary_without_its_volume_is_cloned(
    small: Small, postgres: Postgres, results: Results
) -> None:
    primary = postgres.primary()
    container = small.installation.container(primary)
    with results.row("pg-wipe-primary") as row:
        cluster = postgres.system(primary)
        with watched(row, postgres) as watch:
            kill(container)
            wipe(small.installation, primary, DATA)
            start_time = start(container)
            postgres.await_replicas(120)
            watch.settle()
            assert primary not in watch.probe.writers(start_time)
        assert postgres.system(primary) == cluster
        assert postgres.primary() != primary
