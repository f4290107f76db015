"""The stand-in gateway proxies, balances and fails as the product does (platform-verified §f)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import httpx
import pytest
import websockets
from docker.models.containers import Container

from tests.lab.service_lab import MONGO, ServiceLab, service_lab
from tests.lab.store_lab import stop, wait_until

pytestmark = pytest.mark.e2e
PEER = "ReverseProxy__Clusters__peer-cluster__"
TWO = {
    PEER + "Destinations__destination1__Address": "http://peer-0:8080",
    PEER + "Destinations__destination2__Address": "http://peer-1:8080",
    PEER + "LoadBalancingPolicy": "RoundRobin",
}
AFFINITY = {
    PEER + "SessionAffinity__Enabled": "true",
    PEER + "SessionAffinity__Policy": "HashCookie",
    PEER + "SessionAffinity__AffinityKeyName": "peer",
    PEER + "SessionAffinity__FailurePolicy": "Redistribute",
}
CHECKED = {
    PEER + "HealthCheck__Active__Enabled": "true",
    PEER + "HealthCheck__Active__Interval": "00:00:01",
    PEER + "HealthCheck__Active__Timeout": "00:00:01",
    PEER + "HealthCheck__Active__Policy": "ConsecutiveFailures",
    PEER + "HealthCheck__Active__Path": "/alive",
    PEER + "Metadata__ConsecutiveFailuresHealthPolicy.Threshold": "2",
}
IDENTITY = "X-Sorcha-Standin"


@pytest.fixture(scope="module")
def lab() -> Iterator[ServiceLab]:
    with service_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def peers(lab: ServiceLab) -> list[Container]:
    both = [lab.start("peer", alias=f"peer-{n}", hostname=f"peer-{n}") for n in range(2)]
    for peer in both:
        lab.answers(peer)
    return both


def gateway(lab: ServiceLab, settings: dict[str, str], alias: str) -> Container:
    container = lab.start("gateway", settings, alias=alias)
    lab.answers(container)
    return container


def served_by(lab: ServiceLab, door: Container, **headers: str) -> str:
    return lab.get(door, "/peer/health", headers=headers).headers[IDENTITY]


@pytest.mark.usefixtures("peers")
def test_round_robin_alternates_and_the_cookie_holds_at_any_gateway(lab: ServiceLab) -> None:
    plain = gateway(lab, TWO, "plain")
    assert {served_by(lab, plain), served_by(lab, plain)} == {"peer/peer-0", "peer/peer-1"}
    first, second = (gateway(lab, {**TWO, **AFFINITY}, f"sticky-{n}") for n in range(2))
    answer = lab.get(first, "/peer/health")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.endswith("; path=/; httponly")
    assert len(cookie.split(";")[0]) == len("peer=") + 16
    home = answer.headers[IDENTITY]
    assert {served_by(lab, second, Cookie=cookie.split(";")[0]) for _ in range(4)} == {home}


def test_a_dead_destination_costs_every_second_request_unless_it_is_checked(
    lab: ServiceLab, peers: list[Container]
) -> None:
    plain = gateway(lab, {**TWO, **AFFINITY}, "unchecked")
    checked = gateway(lab, {**TWO, **AFFINITY, **CHECKED}, "checked")
    answer = lab.get(plain, "/peer/health")
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    victim = next(
        peer for peer in peers if answer.headers[IDENTITY].endswith(peer.attrs["Config"]["Hostname"])
    )
    try:
        stop(victim)
        assert sorted(lab.get(plain, "/peer/health").status_code for _ in range(4)) == [200, 200, 502, 502]
        statuses = {lab.get(plain, "/peer/health", headers={"Cookie": cookie}).status_code for _ in range(3)}
        assert statuses == {502}  # Redistribute does nothing without health checks
        wait_until(
            "the checked gateway leaves it out",
            lambda: [lab.get(checked, "/peer/health").status_code for _ in range(4)] == [200] * 4,
        )
        assert lab.get(checked, "/peer/health", headers={"Cookie": cookie}).status_code == 200
    finally:
        victim.start()
        lab.answers(victim)


def test_defaults_lead_to_the_names_of_the_image(lab: ServiceLab) -> None:
    door = gateway(
        lab, {"ReverseProxy__Clusters__peers-cluster__Destinations__d__Address": "http://x"}, "typo"
    )
    assert lab.get(door, "/peer/health").status_code == 502


def test_a_foreign_host_pays_while_the_tenant_cannot_be_asked(lab: ServiceLab) -> None:
    door = gateway(lab, {}, "trap")
    for host, slow in (("example.com", True), ("www.sorcha.io", True), ("acme.sorcha.io", False)):
        start = monotonic()
        assert lab.get(door, "/alive", headers={"Host": host}).status_code == 200
        assert (monotonic() - start > 5) == slow, host


def test_headers_and_bodies_that_are_refused(lab: ServiceLab) -> None:
    door = gateway(lab, {}, "filter")
    headers = {"Forwarded": "for=1.2.3.4;proto=https"}
    assert lab.get(door, "/peer/health", headers=headers).status_code == 400
    assert lab.get(door, "/alive", headers=headers).status_code == 200
    assert lab.get(door, "/peer/health?organizationId=5").status_code == 400
    assert lab.post(door, "/api/auth/login", content=b"x" * (11 << 20)).status_code == 413
    assert lab.get(door, "/api/organizations").status_code == 401


def test_the_client_is_known_only_when_forwarded_headers_are_believed(lab: ServiceLab) -> None:
    tenant = lab.tenant(lab.database(), {"RateLimiting__PermitLimit": "2", "RateLimiting__QueueLimit": "0"})
    address = {
        "ReverseProxy__Clusters__tenant-cluster__Destinations__destination1__Address": "http://tenant:8080"
    }
    deaf = gateway(lab, address, "deaf")
    believing = gateway(lab, {**address, "ASPNETCORE_FORWARDEDHEADERS_ENABLED": "true"}, "believing")
    lab.answers(tenant)

    def statuses(door: Container) -> list[int]:
        clients = ({"X-Forwarded-For": f"192.0.2.{n}", "X-Forwarded-Proto": "https"} for n in range(4))
        return [lab.get(door, "/tenant/health", headers=client).status_code for client in clients]

    assert 503 in statuses(deaf)  # all clients share the gateway's bucket
    assert 503 not in statuses(believing)
    https = lab.get(believing, "/alive", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" in https.headers


def test_websockets_pass(lab: ServiceLab) -> None:
    tenant = lab.tenant(lab.database(), alias="issuer")
    lab.answers(tenant, "/health")
    blueprint = lab.start("blueprint", {"ConnectionStrings__mongodb": MONGO})
    lab.answers(blueprint)
    address = "ReverseProxy__Clusters__blueprint-cluster__Destinations__destination1__Address"
    door = gateway(lab, {address: "http://blueprint:8080"}, "websocket")
    assert lab.post(door, "/hubs/chat/negotiate").status_code == 401
    admin = lab.admin(tenant)
    assert lab.post(door, "/hubs/chat/negotiate", headers=admin).status_code == 200
    token = admin["Authorization"].split()[1]
    url = lab.url(door).replace("http", "ws", 1) + f"/hubs/chat?access_token={token}"

    async def echo() -> object:
        async with websockets.connect(url, proxy=None) as socket:
            await socket.send("hello")
            return await socket.recv()

    assert asyncio.run(echo()) == "hello"


def test_sigterm_finishes_what_is_in_flight_and_refuses_the_rest(lab: ServiceLab) -> None:
    door = gateway(lab, {}, "leaving")
    with httpx.Client(trust_env=False, timeout=30) as client:
        # A foreign Host keeps a request in flight for seconds.
        request = client.build_request("GET", lab.url(door) + "/alive", headers={"Host": "example.com"})
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(client.send, request)
            wait_until("the request is under way", lambda: not slow.done() and slow.running())
            door.kill("SIGTERM")

            def is_refused() -> bool:
                try:
                    httpx.get(lab.url(door) + "/alive", trust_env=False, timeout=5)
                except httpx.ConnectError:
                    return True
                return False

            wait_until("new connections are refused", is_refused, 5)
            assert not slow.done()
            assert slow.result().status_code == 200
    assert door.wait(timeout=30)["StatusCode"] == 0
