"""Checks of the code that judges the rows: a harness that detects nothing would pass. Needs no engine."""

import time

import pytest

from tests.e2e.prod_small.catalogue import FACTS
from tests.e2e.prod_small.page import page, summary
from tests.e2e.prod_small.probes import Probe
from tests.e2e.prod_small.results import Measurement, Results
from tests.e2e.prod_small.writers import NotAWriterError, Writer


class Store:
    """Store in memory that can be down, reject or lose writes."""

    def __init__(self) -> None:
        self.down = False
        self.read_only = False
        self.numbers: set[int] = set()

    def write(self, number: int) -> None:
        if self.down:
            raise ConnectionError("down")
        if self.read_only:
            raise NotAWriterError
        self.numbers.add(number)

    def close(self) -> None:
        """Close nothing."""

    def connect(self) -> "Store":
        if self.down:
            raise ConnectionError("down")
        return self

    def writer(self) -> Writer:
        return Writer("memory", self.connect, lambda: set(self.numbers))


def test_the_outage_is_the_time_without_an_acknowledged_write() -> None:
    store = Store()
    with store.writer() as writer:
        began = time.monotonic()
        store.down = True
        time.sleep(0.7)
        assert writer.outage(began) >= 0.6, "an outage that lasts counts"
        store.down = False
        writer.await_flow(5)
    assert 0.6 <= writer.outage(began) < 2
    assert writer.errors_since(began)
    assert writer.losses()[0] == 0


def test_a_forgotten_write_is_lost() -> None:
    store = Store()
    with store.writer() as writer:
        pass
    store.numbers.pop()
    assert writer.losses() == (1, len(writer.acknowledgements))


def test_a_writer_without_further_answers_reports_the_reason() -> None:
    store = Store()
    with store.writer() as writer:
        store.down = True
        with pytest.raises(AssertionError, match=r"ConnectionError\('down'\)"):
            writer.settle(began := time.monotonic(), 0.1, least=0)
    assert writer.outage(began) >= 5, "an outage that nothing ended is none of 0 s"


def test_two_members_that_take_writes_at_once_are_two_writers() -> None:
    first, second = Store(), Store()
    with Probe({"a": first.connect, "b": second.connect}) as probe:
        time.sleep(0.6)
    assert probe.two_writers() > 2


def test_a_hand_over_is_no_second_writer() -> None:
    first, second = Store(), Store()
    second.read_only = True
    with Probe({"a": first.connect, "b": second.connect}) as probe:
        time.sleep(0.4)
        first.down = True
        time.sleep(0.2)
        second.read_only = False
        time.sleep(0.4)
    assert probe.writers() == {"a", "b"}
    assert probe.two_writers() == 0


def test_writers_by_turns_are_two_writers() -> None:
    probe = Probe({})
    probe.writes = [(0.0, 0, "a"), (1.0, 10, "b"), (2.0, 20, "a")]
    assert probe.two_writers() == 1
    probe.writes = [(0.0, 0, "a"), (10.0, 100, "b"), (20.0, 200, "a")]
    assert probe.two_writers() == 0, "two hand-overs"


@pytest.mark.parametrize(
    ("row", "breach"),
    [
        (Measurement("pg-kill", outage=30.0, losses=(0, 9)), "outage 30.0 s, at most 25 s expected"),
        (Measurement("pg-kill", losses=(0, 9)), "outage not measured"),
        (Measurement("pg-kill", outage=1.0, losses=(1, 9)), "lost"),
        (Measurement("pg-kill", outage=1.0, losses=(0, 0)), "lost"),
        (Measurement("pg-kill", outage=1.0, losses=(0, 9), two_writers=1, samples=9), "two writers"),
        (Measurement("pg-blackout", took=61.0, losses=(0, 9)), "whole after 61.0 s"),
    ],
)
def test_a_broken_bound_is_a_breach(row: Measurement, breach: str) -> None:
    assert any(breach in text for text in row.breaches())
    assert not row.holds


def test_a_row_that_breaks_its_bound_fails_and_is_kept() -> None:
    results = Results()
    with pytest.raises(AssertionError, match="at most 25 s expected"), results.row("pg-kill") as row:
        row.outage, row.losses = 26.0, (0, 9)
    assert "does not hold" in results.rows["pg-kill"].cell()
    assert any("does not hold" in line for line in summary(results.rows))


def test_a_page_of_some_rows_keeps_the_others_with_their_run() -> None:
    first = page({"pg-kill": Measurement("pg-kill", outage=20.4, losses=(0, 9))}, "", "run 1", "all, on one")
    second = page({"redis-kill": Measurement("redis-kill", outage=6.0)}, first, "run 2", "some, on another")
    assert "| primary killed | ≤ 25 s; 0 lost | 20.4 s; 0 of 9 lost | run 1 |" in second
    assert "| master killed | ≤ 8 s | 6.0 s | run 2 |" in second
    assert "- `run 1`: all, on one" in second
    third = page({"pg-kill": Measurement("pg-kill", outage=5.0, losses=(0, 9))}, second, "run 3", "again")
    assert "20.4 s" not in third
    assert "run 1" not in third, "no row of it is left"
    assert third.count("not measured yet") == len(FACTS) - 2


def test_titles_distinguish_rows() -> None:
    """Rows of the page are identified by their titles."""
    titles = [fact.title for fact in FACTS.values()]
    assert len(set(titles)) == len(titles)
