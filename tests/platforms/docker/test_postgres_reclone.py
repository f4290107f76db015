"""A replica that can never catch up is cloned anew, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http.client import IncompleteRead
from typing import Any

import pytest

from sorcha_infra.platforms.docker.postgres.agent import reclone

STREAMS = {
    "role": "replica",
    "state": "running",
    "replication_state": "streaming",
    "xlog": {"received_location": 9, "replayed_location": 9},
}
ALONE = {
    "role": "replica",
    "state": "running",
    "xlog": {"received_location": 0, "replayed_location": 7, "paused": False},
}
FURTHER = {**ALONE, "xlog": {"received_location": 8, "replayed_location": 7}}
STARTS = {**ALONE, "state": "creating replica"}
LEADS = {"role": "primary", "state": "running", "xlog": {"location": 9}}


@pytest.mark.parametrize(
    ("status", "at"),
    [(STREAMS, None), (LEADS, None), (STARTS, None), (ALONE, 7), (FURTHER, 8), ({**ALONE, "xlog": {}}, None)],
)
def test_only_a_running_replica_that_does_not_stream_is_looked_at(
    status: Mapping[str, Any], at: int | None
) -> None:
    assert reclone.place(status) == at


class EndedError(Exception):
    """There is nothing more to look at."""


def questions(looks: Iterable[Mapping[str, Any] | Exception], answers: list[bool]) -> list[int]:
    """What was asked of the leader while it looked at these; `answers` are its own."""
    iterator: Iterator[Mapping[str, Any] | Exception] = iter(looks)
    places: list[int] = []

    def look() -> Mapping[str, Any]:
        status = next(iterator, None)
        if status is None:
            raise EndedError
        if isinstance(status, Exception):
            raise status
        return status

    def is_gone(at: int) -> bool:
        places.append(at)
        return answers.pop(0)

    try:
        reclone.watch(look, is_gone)
    except EndedError:
        return [*places, -1]
    return places


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reclone, "_PAUSE_SECONDS", 0)


def test_the_leader_is_asked_when_it_stood_still_for_three_looks() -> None:
    assert questions([ALONE, ALONE, ALONE], [True]) == [7]
    assert questions([ALONE, ALONE], []) == [-1]


@pytest.mark.parametrize(
    "between",
    [
        STREAMS,
        FURTHER,
        STARTS,
        LEADS,
        OSError("no answer"),
        IncompleteRead(b"{"),
        ValueError("half an answer"),
    ],
)
def test_whatever_moves_is_left_alone(between: Mapping[str, Any] | Exception) -> None:
    assert questions([ALONE, ALONE, between, ALONE, ALONE], []) == [-1]


def test_what_the_leader_still_has_is_waited_for() -> None:
    assert questions([ALONE] * 5, [False, False, True]) == [7, 7, 7]
