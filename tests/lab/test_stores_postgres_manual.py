"""Fail-over by hand on the plain image: who may write is decided as it should; one story, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sorcha_infra.console import UserError
from tests.lab.postgres_pair import Pair, postgres_pair
from tests.lab.store_lab import log, store_lab, wait_until

pytestmark = pytest.mark.e2e

FIRST, SECOND = "postgres-0", "postgres-1"
ALL = "SELECT string_agg(word, ' ' ORDER BY number) FROM story"


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with store_lab() as lab, postgres_pair(lab) as pair:
        yield pair


def tell(pair: Pair, name: str, word: str) -> None:
    pair.sql(name, f"INSERT INTO story (word) VALUES ('{word}')")


def test_a_replica_clones_and_follows(pair: Pair) -> None:
    pair.start(FIRST)
    pair.await_role(FIRST, "primary")
    assert "replicator and rewinder" in pair.run("postgres-roles")
    pair.sql(FIRST, "CREATE TABLE story (number serial, word text)")
    pair.start(SECOND)
    pair.await_role(SECOND, "replica")
    tell(pair, FIRST, "one")
    wait_until("the replica has it", lambda: pair.sql(SECOND, ALL) == "one")
    assert pair.is_role(FIRST, "primary")
    assert not pair.is_role(SECOND, "primary")


def test_a_second_primary_is_refused_while_the_first_takes_writes(pair: Pair) -> None:
    status, output = pair.script(SECOND, "promote")
    assert status == 1
    assert "accepts writes: stop it first" in output
    status, output = pair.script(FIRST, "promote")
    assert status == 1
    assert "is not a replica" in output
    assert not pair.is_role(SECOND, "primary")


def test_the_one_that_leads_may_go_only_while_another_has_all(pair: Pair) -> None:
    assert pair.script(SECOND, "before-delete", FIRST, "replace") == (0, "")
    assert pair.script(FIRST, "before-delete", SECOND, "replace") == (0, "")
    status, output = pair.script(SECOND, "before-delete", FIRST, "remove")
    assert status == 1
    assert "promote another first" in output


def test_a_replica_that_does_not_follow_is_not_promoted_over_a_primary_that_lives(pair: Pair) -> None:
    streams = "SELECT active FROM pg_replication_slots"
    pair.sql(FIRST, "ALTER ROLE replicator NOLOGIN")
    pair.sql(FIRST, "SELECT pg_terminate_backend(pid) FROM pg_stat_replication")
    wait_until("it does not follow", lambda: pair.sql(FIRST, streams) == "f")
    with pytest.raises(UserError, match="nothing was stopped") as error:
        pair.promote(SECOND)
    assert "writes that it has not received would be lost" in str(error.value)
    assert pair.is_role(FIRST, "primary")
    pair.sql(FIRST, "ALTER ROLE replicator LOGIN")
    wait_until("it follows", lambda: pair.sql(FIRST, streams) == "t")


def test_the_operators_command_stops_the_old_primary_which_rejoins(pair: Pair) -> None:
    pair.promote(SECOND)
    assert pair.is_role(SECOND, "primary")
    tell(pair, SECOND, "two")
    pair.await_role(FIRST, "replica")
    wait_until("it follows", lambda: pair.sql(FIRST, ALL) == "one two")
    with pytest.raises(AssertionError, match="read-only"):
        tell(pair, FIRST, "never")


def test_a_second_promotion_changes_nothing(pair: Pair) -> None:
    status, output = pair.script(SECOND, "promote")
    assert (status, "is not a replica" in output) == (1, True)
    with pytest.raises(UserError, match="nothing was stopped"):
        pair.promote(SECOND)
    assert pair.is_role(SECOND, "primary")


def test_an_old_primary_that_went_its_own_way_gives_up_what_no_other_has(pair: Pair) -> None:
    """Cut off, it took a write that the other, which was promoted meanwhile, never saw."""
    old = pair.containers[SECOND]
    place = pair.cut_off(SECOND)
    tell(pair, SECOND, "lost")
    assert pair.script(FIRST, "promote")[0] == 0
    assert not pair.is_role(SECOND, "primary"), "the endpoint must not lead writers to it"
    tell(pair, FIRST, "three")
    old.kill()
    pair.network.connect(old, ipv4_address=place)
    old.start()
    pair.await_role(SECOND, "replica")
    wait_until("it follows", lambda: pair.sql(SECOND, ALL) == "one two three")
    assert "rewinding to the history" in log(old)


def test_a_primary_that_is_frozen_is_stopped_before_another_is_promoted(pair: Pair) -> None:
    pair.containers[FIRST].pause()
    pair.promote(SECOND)
    assert pair.is_role(SECOND, "primary")
    tell(pair, SECOND, "four")
    pair.await_role(FIRST, "replica")
    wait_until("it follows", lambda: pair.sql(FIRST, ALL) == "one two three four")


def test_without_the_one_that_leads_by_the_record_no_member_takes_writes(pair: Pair) -> None:
    for name in (SECOND, FIRST):
        pair.containers[name].kill()
    pair.containers[FIRST].start()
    pair.await_role(FIRST, "replica")
    assert pair.sql(FIRST, ALL) == "one two three four"
    with pytest.raises(AssertionError, match="read-only"):
        tell(pair, FIRST, "never")
    status, output = pair.script(FIRST, "before-delete", FIRST, "replace")
    assert status == 1
    assert "start it" in output
    pair.containers[SECOND].start()
    pair.await_role(SECOND, "primary")
    tell(pair, SECOND, "five")
    wait_until("it follows", lambda: pair.sql(FIRST, ALL).endswith("five"))


def test_a_primary_whose_volume_is_gone_makes_no_new_database(pair: Pair) -> None:
    for name in (FIRST, SECOND):
        pair.containers[name].stop(timeout=60)
    pair.lose_volume(SECOND)
    again = pair.start(SECOND)
    wait_until("it says why", lambda: "REFUSED: this member is the primary by the record" in log(again))
    pair.containers[FIRST].start()
    pair.await_role(FIRST, "replica")
    assert pair.script(FIRST, "promote")[0] == 0
    pair.await_role(SECOND, "replica")
    assert pair.sql(SECOND, ALL) == "one two three four five"
