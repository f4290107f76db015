"""A set of one of the stand-in becomes one of three, and back, by the platform's own scripts."""

from __future__ import annotations

import pytest

from tests.lab.mongo_set import MEMBERS, SUBNET, Set, setup
from tests.lab.store_lab import store_lab, wait_until

pytestmark = pytest.mark.e2e


def test_a_set_of_one_grows_and_shrinks_again() -> None:
    """On the same data; a number that was taken out is not given again."""
    with store_lab(SUBNET) as lab, Set.start(lab, ["mongo-0"], first="alone") as growing:
        assert setup(growing, ["mongo-0"])[0] == 0
        growing.write("while it was alone")
        growing.add(["mongo-1", "mongo-2"])
        status, output = setup(growing, MEMBERS[:3])
        assert status == 0, output
        growing.settled()
        assert "while it was alone" in growing.words("mongo-2")
        assert [m["_id"] for m in growing.config()["members"]] == [0, 1, 2]
        with growing.direct("mongo-0") as client:
            client.admin.command("replSetStepDown", 60)  # so that the primary is one that has to go
        wait_until("another primary", lambda: growing.leader() != "mongo-0")
        status, output = setup(growing, ["mongo-0"])
        assert status == 0, output
        assert [m["host"] for m in growing.config()["members"]] == ["mongo-0:27017"]
        assert growing.ask_guard("mongo-2", "remove", by="mongo-1") == (0, "")
        status, output = setup(growing, ["mongo-0", "mongo-1"])
        assert status == 0, output
        assert [m["_id"] for m in growing.config()["members"]] == [0, 3]
        growing.settled()
