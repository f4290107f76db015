"""Another certificate, another limit, fewer gateways: a reload without a lost request."""

from __future__ import annotations

import httpx
import pytest

from tests.certificates import Pair, pair
from tests.e2e.prod_small.http_load import HttpLoad, Request
from tests.lab.store_lab import wait_until
from tests.platforms.docker.edge.lab import HOST, Edge

pytestmark = pytest.mark.e2e

REQUESTS = (Request("GET", "/a"), Request("POST", "/b", b"body"))


def test_a_certificate_is_taken_over_under_load(edge: Edge) -> None:
    """nginx closes idle connections at a reload: its clients open one for each request here."""
    before = edge.served_certificate()
    start_time = edge.container.attrs["State"]["StartedAt"]
    load = HttpLoad(edge.url, REQUESTS, clients=6, pause=0.02, keep_alive=edge.kind == "haproxy")
    with load:
        for _ in range(3):
            fresh = pair(HOST)
            status, output = edge.configure(fresh)
            assert (status, output.splitlines()[-1]) == (0, "written and reloaded without an interruption")
            assert edge.served_certificate().split() == fresh.chain.split()
    assert load.failed() == [], load.summary()
    assert edge.served_certificate() != before
    edge.container.reload()
    assert edge.container.attrs["State"]["StartedAt"] == start_time


def test_anothers_key_is_refused_and_the_old_certificate_stays(edge: Edge) -> None:
    before, good = edge.served_certificate(), edge.pair
    status, output = edge.configure(Pair(pair(HOST).chain, pair(HOST).key))
    assert status == 65
    assert "the old settings stay" in output
    assert "PRIVATE KEY" not in output
    edge.pair = good
    assert edge.served_certificate() == before
    edge.container.restart(timeout=5)
    wait_until("the edge", lambda: edge.client().get("/").status_code == 200)
    assert edge.served_certificate() == before


def test_one_address_cannot_take_everything(edge: Edge) -> None:
    assert edge.configure(requests_per_second=2)[0] == 0
    try:
        with edge.client() as client:
            answers = [client.get("/many") for _ in range(40)]
        assert [answer.status_code for answer in answers[:10]] == [200] * 10
        assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "10")
        assert "Retry-After" not in answers[0].headers
    finally:
        assert edge.configure(requests_per_second=1000)[0] == 0
    wait_until("the limit is gone", lambda: edge.client().get("/").status_code == 200)


def test_sign_ins_are_refused_before_the_gateway_lets_them_hang(edge: Edge) -> None:
    """The gateway's own limit is 10 a minute for each of the two (contract §2.13)."""
    with edge.client() as client:
        answers = [client.post("/api/auth/login").status_code for _ in range(30)]
        assert client.get("/api/me").status_code == 200
    assert answers[:20] == [200] * 20
    assert answers[-1] == 429


def test_a_gateway_that_is_taken_away_is_asked_no_more(edge: Edge) -> None:
    assert edge.configure(gateways=1)[0] == 0
    try:
        with edge.client() as client:
            gateways = {client.get("/one").json()["gateway"] for _ in range(6)}
        assert gateways == {"gateway-0"}
        assert {httpx.get(edge.url, verify=False).status_code for _ in range(3)} == {200}
    finally:
        assert edge.configure(gateways=2)[0] == 0
