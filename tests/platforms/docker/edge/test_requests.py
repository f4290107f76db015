"""What the edge lets in, how it hands it on, and what it keeps out. HAProxy and nginx are real."""

from __future__ import annotations

import socket
import ssl
import time

import httpx
import pytest

from tests.platforms.docker.edge.lab import HOST, PUBLIC_PORT, Edge, trusting

pytestmark = pytest.mark.e2e


def raw(edge: Edge, head: str, port: int = 8443) -> int:
    """The status of a request that no client may tidy up; without `Connection` and `Content-Length`."""
    with socket.create_connection((edge.at, port), timeout=10) as plain:
        talk = trusting().wrap_socket(plain, server_hostname=HOST) if port == 8443 else plain
        talk.sendall(f"{head}Connection: close\r\nContent-Length: 0\r\n\r\n".encode())
        return int(talk.recv(64).split(b" ")[1])


def raw_path(edge: Edge, path: str, method: str = "GET") -> int:
    """The status of a path as it is written."""
    return raw(edge, f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n")


def received_headers(edge: Edge, **headers: str) -> dict[str, str]:
    """Headers of a request as the gateway gets them."""
    with edge.client(headers=headers) as client:
        result: dict[str, str] = client.get("/seen").raise_for_status().json()["headers"]
        return result


@pytest.mark.parametrize("path", ["/", "/app/x?y=1&z=%20"])
def test_http_leads_to_https_at_the_public_port(edge: Edge, path: str) -> None:
    for host in (HOST, f"org.{HOST}:80"):
        answer = httpx.get(f"http://{edge.at}:8080{path}", headers={"Host": host}, trust_env=False)
        assert answer.status_code == 308
        assert answer.headers["Location"] == f"https://{host.removesuffix(':80')}:{PUBLIC_PORT}{path}"


def test_http_2_is_spoken_and_old_tls_is_not(edge: Edge) -> None:
    context = trusting()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection((edge.at, 8443)) as plain, context.wrap_socket(plain) as channel:
        assert channel.selected_alpn_protocol() == "h2"
        assert channel.version() == "TLSv1.3"
    old = trusting()
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version = ssl.TLSVersion.TLSv1
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection((edge.at, 8443)) as plain, pytest.raises(ssl.SSLError):
        old.wrap_socket(plain)


def test_who_asks_says_the_edge_alone(edge: Edge) -> None:
    """The services believe the first X-Forwarded-For and count limits by it (contract §2.13)."""
    spoofs = {"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil"}
    headers = received_headers(edge, **spoofs, **{"X-Forwarded-Prefix": "/evil", "X-Forwarded-Port": "1"})
    forwarding = {name: value for name, value in headers.items() if name.startswith("x-forwarded-")}
    own = forwarding.pop("x-forwarded-for")
    assert own != "9.9.9.9"
    assert edge.gateways[0].host == own  # this machine, on the scratch network
    assert forwarding == {
        "x-forwarded-proto": "https",
        "x-forwarded-host": HOST,
        "x-forwarded-port": str(PUBLIC_PORT),
    }
    assert headers["host"] == HOST


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "tracestate", "baggage", "X-Cloud-Trace-Context", "X-Amzn-Trace-Id", "CDN-Loop", "Via"],
)
def test_what_the_services_take_for_an_attack_is_taken_away(edge: Edge, header: str) -> None:
    """`;word` in a header of a proxy or a tracer is a 400 (contract §2.13)."""
    assert header.lower() not in received_headers(edge, **{header: "for=1.2.3.4;proto=https"})


def test_what_the_services_understand_is_kept(edge: Edge) -> None:
    expected = {"Authorization": "Bearer a.b.c", "traceparent": "00-1-2-01", "X-SignalR-User-Agent": "a;b"}
    headers = received_headers(edge, **expected)
    assert {name: headers.get(name.lower()) for name in expected} == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/tenants/bootstrap", 403),
        ("/API/Tenants/Bootstrap", 403),
        ("/api/tenants/%62ootstrap?x", 403),
        ("/api/tenant/tenants/bootstrap", 403),
        ("/org/acme/api/tenants/bootstrap", 403),
        ("/org//api/tenants/bootstrap", 403),
        ("/org/ac%2fme/api/tenants/bootstrap", 403),
        ("//api//tenants/bootstrap", 403),
        ("/api/tenants/bootstrap/", 403),
        ("/api/tenants/bootstrap;x=1", 403),
        ("/api/x/../tenants/bootstrap", 400),
        ("/api/x/%2e%2E/tenants/bootstrap", 400),
        ("/api/./tenants/bootstrap", 400),
        ("/api/x\\..\\tenants/bootstrap", 400),
        ("/api/tenants/bootstraps", 200),
        ("/api/tenants?next=/../x", 200),
        ("/a..b/.well-known/x", 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_way_to_a_first_administrator_is_closed(edge: Edge, path: str, status: int, method: str) -> None:
    """The gateway decodes, ignores case, resolves dots and cuts off `/org/<name>` (contract §3.1)."""
    assert raw_path(edge, path, method) == status


@pytest.mark.parametrize("port", [8080, 8443])
@pytest.mark.parametrize("host", ["", "Host: \r\n"])
def test_a_request_for_no_host_is_refused(edge: Edge, port: int, host: str) -> None:
    assert raw(edge, f"GET / HTTP/1.1\r\n{host}", port) == 400


def test_long_heads_pass_both_ways(edge: Edge) -> None:
    """A token with many claims; an answer that sets several cookies."""
    assert len(received_headers(edge, Authorization=f"Bearer {'x' * 12_000}")["authorization"]) > 12_000
    with edge.client() as client:
        assert len(client.get("/head/12000").raise_for_status().headers["X-Long"]) == 12_000


def test_the_events_of_a_stream_come_at_once(edge: Edge) -> None:
    """As HTTP/1.1, where edges and kernels wait for more; the last one needs no patience."""
    with edge.client() as client, client.stream("GET", "/events") as stream:
        late = [time.monotonic() - float(line.removeprefix("data: ")) for line in stream.iter_lines() if line]
    assert len(late) == 5
    assert min(late[:-1]) < 0.1


def test_a_body_that_the_services_refuse_is_refused(edge: Edge) -> None:
    """contract §2.13: more than 10 MiB is 413."""
    with edge.client() as client:
        assert client.post("/largest", content=b"x" * 10 * 1024 * 1024).status_code == 200
        assert client.post("/larger", content=b"x" * (10 * 1024 * 1024 + 1)).status_code == 413
    assert [request.size for gateway in edge.gateways for request in gateway.of("/largest")] == [
        10 * 1024 * 1024
    ]
    assert not any(gateway.of("/larger") for gateway in edge.gateways)


def test_browsers_must_stay_with_https(edge: Edge) -> None:
    with edge.client() as client:
        answer = client.get("/")
    assert answer.headers.get_list("Strict-Transport-Security") == ["max-age=31536000"]
    assert "kestrel" not in answer.headers.get("Server", "").lower()
