"""Load of an installation: clients with continuous requests, and long-lived sockets, all recorded.

    with HttpLoad("https://localhost:8443") as load:
        ...                                 # the fault
    assert load.failed() == []

Certificates are not verified, because a generated one has no known issuer.
"""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType
from typing import Self

import httpx
import websockets

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE"})

GATEWAY = "X-Sorcha-Standin-Gateway"
"""Header of the stand-ins that names the gateway of a request."""


@dataclass(frozen=True, slots=True)
class Request:
    """Request of a client."""

    method: str
    path: str
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of one request for its client; times in seconds of `time.monotonic`."""

    client: int
    at: float
    seconds: float
    method: str
    path: str
    status: int | None
    """Status, or None without an answer, with the reason in `error`."""

    error: str = ""
    gateway: str = ""
    """Server that answered, if it identified itself."""

    @property
    def failed(self) -> bool:
        """Whether there was no answer, a server error, or an error of a limit."""
        return self.status is None or self.status >= 500 or self.status == 429


@dataclass(frozen=True, slots=True)
class Drop:
    """Loss and reconnection of a socket."""

    client: int
    at: float
    seconds: float
    """Seconds until it was open again."""

    attempts: int
    """Attempts until it was open; 1 is the minimum."""

    reason: str


@dataclass
class HttpLoad:
    """Clients that keep their cookies like browsers, all in one thread."""

    url: str
    requests: Sequence[Request] = (
        Request("GET", "/tenant/health"),
        Request("GET", "/"),
        Request("POST", "/api/service-auth/token", b"grant_type=none"),
        Request("PUT", "/api/service-auth/token", b"a body " * 300),
    )
    clients: int = 8
    pause: float = 0.05
    """Seconds between two requests of a client."""

    keep_alive: bool = True
    """Whether a client reuses its connection."""

    sockets: int = 0
    socket_path: str = "/hubs/register"
    """The only hub without a token (contract §3.1)."""

    timeout: float = 30
    outcomes: list[Outcome] = field(default_factory=list)
    drops: list[Drop] = field(default_factory=list)
    connections: int = 0
    """Number of sockets that were open at any time."""

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + self.timeout
        while self.connections < self.sockets or not self.outcomes:
            assert time.monotonic() < deadline, f"{self.url}: the load does not start"
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def failed(self, *, idempotent: bool | None = None) -> list[Outcome]:
        """Failed requests: all, only idempotent ones, or only others."""
        return [
            outcome
            for outcome in self.outcomes
            if outcome.failed and idempotent in (None, outcome.method in IDEMPOTENT)
        ]

    def gap(self) -> float:
        """Longest time without the start of a successful request."""
        ends = sorted(outcome.at + outcome.seconds for outcome in self.outcomes if not outcome.failed)
        return max((b - a for a, b in pairwise(ends)), default=0.0)

    def slowest(self) -> float:
        """Seconds of the slowest successful answer."""
        return max((outcome.seconds for outcome in self.outcomes if not outcome.failed), default=0.0)

    def reconnects(self) -> dict[int, int]:
        """Socket → number of losses."""
        counts = Counter(drop.client for drop in self.drops)
        return {client: counts[client] for client in range(self.sockets)}

    def summary(self) -> str:
        """Summary line for a terminal."""
        kinds = Counter(f"{outcome.method} {outcome.status or outcome.error}" for outcome in self.failed())
        text = f"{len(self.outcomes)} requests, {len(self.failed())} failed {dict(kinds) or ''}".rstrip()
        text += f", slowest {self.slowest():.2f} s, gap {self.gap():.2f} s"
        if self.sockets:
            worst = max((drop.seconds for drop in self.drops), default=0.0)
            tries = max((drop.attempts for drop in self.drops), default=0)
            text += f"; {self.sockets} sockets lost {len(self.drops)} times, back in {worst:.2f} s"
            text += f", {tries} tries at most"
        return text

    def _run(self) -> None:
        asyncio.run(self._all())

    async def _all(self) -> None:
        async with asyncio.TaskGroup() as group:
            for client in range(self.clients):
                group.create_task(self._client(client))
            for client in range(self.sockets):
                group.create_task(self._socket(client))

    async def _client(self, client: int) -> None:
        limits = httpx.Limits(max_keepalive_connections=1 if self.keep_alive else 0)
        async with httpx.AsyncClient(
            base_url=self.url, verify=_trusting(), timeout=self.timeout, limits=limits
        ) as http:
            turn = client
            while not self._stop.is_set():
                self.outcomes.append(await self._ask(http, client, self.requests[turn % len(self.requests)]))
                turn += 1
                await asyncio.sleep(self.pause)

    async def _ask(self, http: httpx.AsyncClient, client: int, request: Request) -> Outcome:
        at = time.monotonic()
        status, error, gateway = None, "", ""
        try:
            answer = await http.request(request.method, request.path, content=request.body)
            status, gateway = answer.status_code, answer.headers.get(GATEWAY, "")
        except httpx.HTTPError as problem:
            error = repr(problem)
        return Outcome(
            client, at, time.monotonic() - at, request.method, request.path, status, error, gateway
        )

    async def _socket(self, client: int) -> None:
        url = self.url.replace("http", "ws", 1) + self.socket_path
        drop_time, attempts, reason = 0.0, 0, ""
        while not self._stop.is_set():
            attempts += 1
            try:
                async with websockets.connect(
                    url, ssl=_trusting() if url.startswith("wss") else None, proxy=None, open_timeout=10
                ) as socket:
                    if drop_time:
                        now = time.monotonic()
                        self.drops.append(Drop(client, drop_time, now - drop_time, attempts, reason))
                    else:
                        self.connections += 1
                    attempts = 0
                    await self._until_lost(socket)
            except (OSError, websockets.WebSocketException, TimeoutError) as problem:
                reason = repr(problem)
                if attempts:
                    await asyncio.sleep(0.1)
            drop_time = drop_time if attempts else time.monotonic()

    async def _until_lost(self, socket: websockets.ClientConnection) -> None:
        """Ping the hub every half second."""
        while not self._stop.is_set():
            await asyncio.wait_for(await socket.ping(), timeout=self.timeout)
            await asyncio.sleep(0.5)


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
