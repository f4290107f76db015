"""Gateways that come, go and die behind the edge. HAProxy and nginx are real, the gateways are played."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import websockets

from sorcha_infra.platforms.docker.edge import drain
from sorcha_infra.profiles.docker.haproxy import REPEATABLE_BODY
from tests.e2e.prod_small.http_load import HttpLoad, Request
from tests.lab.store_lab import wait_until
from tests.platforms.docker.edge.gateway import Gateway
from tests.platforms.docker.edge.lab import Edge, trusting

pytestmark = pytest.mark.e2e

REQUESTS = (Request("GET", "/a"), Request("POST", "/b", b"body"), Request("PUT", "/c", b"body"))


@pytest.fixture(autouse=True)
def both(edge: Edge) -> Iterator[None]:
    """Both gateways take requests, before and after."""
    yield
    for gateway in edge.gateways:
        gateway.release.clear()
        if not gateway._server.is_serving():
            gateway.start()
    wait_until(
        "both gateways in rotation",
        lambda: {gateway_of(edge) for _ in range(12)} == {"gateway-0", "gateway-1"},
    )


def both_are_asked(edge: Edge) -> None:
    """Awaits that new clients get to either."""
    names = {gateway.name for gateway in edge.gateways}
    wait_until("both gateways in rotation", lambda: {gateway_of(edge) for _ in range(12)} == names)


def gateway_of(edge: Edge, **cookies: str) -> str:
    """Which gateway answers a client with these cookies."""
    with edge.client(cookies=cookies) as client:
        return str(client.get("/who").raise_for_status().json()["gateway"])


def cookie(edge: Edge) -> dict[str, str]:
    """What a new client is given."""
    with edge.client() as client:
        answer = client.get("/who")
        [text] = answer.headers.get_list("Set-Cookie")
        assert {"httponly", "secure", "samesite=lax"} <= {part.strip().lower() for part in text.split(";")}
        return dict(answer.cookies)


def by_name(edge: Edge, name: str) -> Gateway:
    return next(gateway for gateway in edge.gateways if gateway.name == name)


def test_a_client_stays_at_its_gateway_also_when_that_was_replaced(edge: Edge) -> None:
    clients = [cookie(edge) for _ in range(24)]  # nginx hashes: 8 of them had one home once in 128 times
    homes = [gateway_of(edge, **client) for client in clients]
    assert set(homes) == {"gateway-0", "gateway-1"}
    for gateway in edge.gateways:
        gateway.kill()
        wait_until(
            "the other takes them over",
            lambda: {gateway_of(edge, **client) for client in clients} != set(homes),
        )
        gateway.start()
        wait_until(
            "its own are back", lambda: [gateway_of(edge, **client) for client in clients] == homes, 20
        )


def test_a_gateway_that_stops_loses_nothing(edge: Edge) -> None:
    """It refuses new connections at once, before any check notices (verified §f)."""
    with HttpLoad(edge.url, REQUESTS, clients=6, pause=0.01) as load:
        for gateway in edge.gateways:
            gateway.stop()
            before = len(load.outcomes)
            wait_until("requests meanwhile", lambda before=before: len(load.outcomes) > before + 150)  # type: ignore[misc]
            gateway.start()
            both_are_asked(edge)
    assert load.failed() == [], load.summary()


@pytest.mark.parametrize("edge", ["haproxy"], indirect=True)
def test_a_drained_gateway_loses_no_request(edge: Edge) -> None:
    with HttpLoad(edge.url, REQUESTS, clients=6, pause=0.01) as load:
        for gateway in edge.gateways:
            assert edge.run(drain.command(gateway.name)) == (0, "")
            gateway.stop_rudely()
            gateway.start()
    assert load.failed() == [], load.summary()


@pytest.mark.parametrize("edge", ["haproxy"], indirect=True)
def test_who_was_to_go_and_stays_counts_again(edge: Edge) -> None:
    client = cookie(edge)
    home = gateway_of(edge, **client)
    assert edge.run(drain.command(home, pause=2)) == (0, "")
    assert gateway_of(edge, **client) != home
    wait_until("it counts again", lambda: gateway_of(edge, **client) == home, 10)


@pytest.mark.parametrize("edge", ["haproxy"], indirect=True)
def test_the_last_gateway_goes_on_to_the_end(edge: Edge) -> None:
    first, last = edge.gateways
    first.kill()
    wait_until("the other alone", lambda: {gateway_of(edge) for _ in range(12)} == {last.name})
    assert edge.run(drain.command(last.name)) == (0, "")
    assert {gateway_of(edge) for _ in range(12)} == {last.name}


@pytest.mark.parametrize("edge", ["haproxy"], indirect=True)
def test_a_drained_gateway_that_died_is_not_used_again(edge: Edge) -> None:
    """A roll that ends in between, and the next one at once."""
    first, last = edge.gateways
    assert edge.run(drain.command(first.name, pause=2)) == (0, "")
    first.kill()
    assert edge.run(drain.command(last.name, pause=2)) == (0, "")
    assert {gateway_of(edge) for _ in range(12)} == {last.name}


def test_what_may_be_repeated_is_and_nothing_else(edge: Edge) -> None:
    """A gateway dies with requests under way: a GET is answered by the other, a POST is not sent twice."""
    repeatable = ("GET", "PUT", "DELETE")
    count = 12  # that none of a method is at the victim happens once in a thousand runs
    with ThreadPoolExecutor(4 * count) as pool:
        futures = [(method, pool.submit(slowly, edge, method)) for method in (*repeatable, "POST") * count]
        wait_until("all under way", lambda: sum(len(g.of("/slow")) for g in edge.gateways) == 4 * count)
        victim, survivor = edge.gateways
        losses = Counter(request.method for request in victim.of("/slow"))
        assert min(losses[method] for method in (*repeatable, "POST")) > 0
        baseline = len(survivor.of("/slow"))
        victim.kill()
        repeats = sum(losses[method] for method in repeatable)
        wait_until(
            "what may be repeated at the other", lambda: len(survivor.of("/slow")) == baseline + repeats, 10
        )
        victim.release.set()
        survivor.release.set()
        answers = Counter((method, future.result().status_code < 400) for method, future in futures)
    assert [answers[(method, False)] for method in repeatable] == [0, 0, 0]
    assert answers[("POST", False)] == losses["POST"]
    assert sum(request.method == "POST" for g in edge.gateways for request in g.of("/slow")) == count
    for gateway in edge.gateways:
        gateway.requests.clear()


def slowly(edge: Edge, method: str) -> httpx.Response:
    with edge.client(headers={"Authorization": f"Bearer {'x' * 2000}"}) as client:
        content: dict[str, bytes | Iterator[bytes]] = {
            "PUT": b"." * REPEATABLE_BODY,
            "POST": b".",
            "DELETE": iter([b"of ", b"unknown length"]),
        }
        return client.request(method, "/slow", content=content.get(method))


def test_a_websocket_comes_back_at_the_other_gateway(edge: Edge) -> None:
    url = f"{edge.url.replace('https', 'wss')}/hubs/register"

    async def answers() -> tuple[str, str]:
        async with websockets.connect(url, ssl=trusting(), proxy=None) as first:
            await first.send("who")
            before = str(await first.recv())
            by_name(edge, before).kill()
            await asyncio.wait_for(first.wait_closed(), 10)
        async with websockets.connect(url, ssl=trusting(), proxy=None) as second:
            await second.send("who")
            return before, str(await second.recv())

    assert set(asyncio.run(answers())) == {"gateway-0", "gateway-1"}
