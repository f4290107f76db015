"""Changes that must stop: a replica is down, or a member does not become healthy."""

import pytest

from tests.e2e.prod_small.faults import kill, start
from tests.e2e.prod_small.images import broken, derived, image_of
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.redis_members import Redis
from tests.e2e.prod_small.results import Results
from tests.e2e.prod_small.watching import watched

pytestmark = pytest.mark.e2e


def test_postgres_is_not_changed_while_its_replica_is_down(
    small: Small, postgres: Postgres, results: Results
) -> None:
    if postgres.primary() != "postgres-0":
        # The roll begins with postgres-0. A replica that is down can be replaced, a primary must not.
        postgres.switch_over(small.installation)
        postgres.await_replicas()
    assert postgres.primary() == "postgres-0"
    settings = small.clone.stack_file.read_text()
    replica = small.installation.container("postgres-1")
    with results.row("postgres-refused") as row, watched(row, postgres) as watch:
        kill(replica)
        before = small.installation.ids()
        # More memory changes the settings of the server, and so the container.
        small.clone.set("postgres.resources.cpus", "1")
        small.clone.set("postgres.resources.memoryMib", "1280")
        result = small.up().failed()
        row.note("says: " + line_with(result.output, "postgres-0: was not replaced, because"))
        watch.settle()
        assert small.installation.ids() == before
        assert postgres.primary() == "postgres-0"
    small.clone.stack_file.write_text(settings)
    start(replica)
    postgres.await_replicas()
    small.up().ok()


def test_a_roll_of_redis_that_fails_is_ended_by_the_next_up(
    small: Small, redis: Redis, results: Results
) -> None:
    good = image_of(small.installation, "redis-0")
    before = small.installation.ids()
    with results.row("roll-broken") as row, watched(row, redis) as watch:
        small.clone.set("redis.image", broken(small.installation, good, "redis-server"))
        result = small.up().failed()
        replacements = small.installation.replaced(before)
        row.note(f"stopped at {', '.join(sorted(replacements))}")
        assert len(replacements) == 1, replacements
        assert "last log lines" in result.output
        assert "this image is broken" in result.output
        assert not result.output.count("was not replaced")
        watch.settle()
        small.clone.set("redis.image", derived(small.installation, good))
        small.up().ok()
        watch.settle()
        redis.await_replicas()
        assert small.installation.replaced(before) == {*redis.members, *redis.sentinels}
    small.installation.await_healthy()


def line_with(output: str, words: str) -> str:
    """First line with a phrase."""
    lines = [line.strip() for line in output.splitlines() if words in line]
    assert lines, f"no line has {words!r}:\n{output}"
    return lines[0]
