"""A gateway as the edge sees one, played by the test itself: it echoes requests, and dies."""

from __future__ import annotations

import asyncio
import base64
import ctypes
import json
import socket
import struct
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha1

_WEBSOCKET = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


_SO_ATTACH_FILTER = 26
_NO_SYN = (
    (0x30, 0, 0, 13),  # the TCP flags
    (0x54, 0, 0, 0x12),  # of which SYN and ACK
    (0x15, 0, 1, 0x02),  # are SYN alone:
    (0x06, 0, 0, 0),  # dropped
    (0x06, 0, 0, 0xFFFFFFFF),
)
"""Classic BPF, as `struct sock_filter` has it: code, jump if true, jump if false, value."""


@dataclass(frozen=True, slots=True)
class ReceivedRequest:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""

    size: int
    """Bytes of the body."""


@dataclass
class Gateway:
    """Answers everything with 200 and what it was asked; `/slow` only after `release`.

    `/events` is a stream of five, one each 0.3 s, with their send times; `/head/<n>` has a head
    of more than n bytes.

    As the product, it refuses new connections at once on a stop, and finishes its
    requests (platform-verified §f).
    """

    name: str
    host: str
    port: int = 0
    requests: list[ReceivedRequest] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._connections: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self.start()

    def start(self) -> None:
        """Takes connections, where it took them before."""
        self._server = self._call(asyncio.start_server(self._serve, self.host, self.port))
        self.port = self._server.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Takes no new connection."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)

    def stop_rudely(self) -> None:
        """Takes no new connection, and resets whoever came while it was busy elsewhere."""

        async def close() -> None:
            time.sleep(0.3)
            self._server.close()

        asyncio.run_coroutine_threadsafe(close(), self._loop).result(10)

    def kill(self) -> None:
        """As SIGKILL: what was under way is reset."""
        self.stop()
        self._loop.call_soon_threadsafe(self._reset)

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    def of(self, path: str) -> list[ReceivedRequest]:
        """Requests for a path, not those of health checks."""
        return [request for request in self.requests if request.path == path]

    async def _close(self) -> None:
        """Drops new connections, then serves those in the kernel's queue, then closes.

        Closing resets those who queue, with requests that they have sent. The queue is as long as
        this loop is late, and it is late where others use the machine.
        """
        for listener in self._server.sockets:
            _drop_new_connections(listener)
        await asyncio.sleep(0.05)  # handshakes end within one, and each pass of the loop empties the queue
        self._server.close()

    def _call(self, coroutine: object) -> asyncio.Server:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(10)  # type: ignore[arg-type]

    def _reset(self) -> None:
        for writer in self._connections:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            while await self._answer(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; whether the connection goes on."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        request = ReceivedRequest(method, path, headers, await _size(headers, reader))
        if path != "/alive":
            self.requests.append(request)
        if headers.get("upgrade", "").lower() == "websocket":
            await self._echo(headers, reader, writer)
            return False
        if path == "/slow":
            while not self.release.is_set():  # no thread of the pool's few, and none that outlives the test
                await asyncio.sleep(0.01)
        if path == "/events":
            await _events(writer)
            return False
        text = json.dumps({"gateway": self.name, "headers": headers, "path": path}).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nServer: Kestrel\r\n")
        if path.startswith("/head/"):
            writer.write(f"X-Long: {'x' * int(path.removeprefix('/head/'))}\r\n".encode())
        writer.write(f"Content-Length: {len(text)}\r\n\r\n".encode() + text)
        await writer.drain()
        return headers.get("connection", "").lower() != "close"

    async def _echo(
        self, headers: Mapping[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """A WebSocket that answers each short message with the gateway's name, and pings as it must."""
        accept = base64.b64encode(sha1(headers["sec-websocket-key"].encode() + _WEBSOCKET).digest())
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n")
        writer.write(b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        while True:
            kind, length = await reader.readexactly(2)
            mask = await reader.readexactly(4)
            data = await reader.readexactly(length & 0x7F)
            text = bytes(byte ^ mask[at % 4] for at, byte in enumerate(data))
            answers = {0x1: (0x1, self.name.encode()), 0x8: (0x8, text), 0x9: (0xA, text)}
            answer, content = answers[kind & 0xF]
            writer.write(bytes((0x80 | answer, len(content))) + content)
            await writer.drain()
            if kind & 0xF == 0x8:
                return


async def _size(headers: Mapping[str, str], reader: asyncio.StreamReader) -> int:
    """Reads a body of either form to its end."""
    if headers.get("transfer-encoding") != "chunked":
        return len(await reader.readexactly(int(headers.get("content-length", 0))))
    size = 0
    while chunk := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(chunk + 2)
        size += chunk
    await reader.readuntil(b"\r\n")
    return size


async def _events(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(5):
        await asyncio.sleep(0.3)
        event = f"data: {time.monotonic()}\n\n".encode()
        writer.write(b"%x\r\n%s\r\n" % (len(event), event))
        await writer.drain()
    writer.write(b"0\r\n\r\n")
    await writer.drain()


def _drop_new_connections(listener: socket.socket) -> None:
    """Drops new connections, which are refused when they ask again, 1 s later, and lets handshakes end."""
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *instruction) for instruction in _NO_SYN))
    program = struct.pack("HP", len(_NO_SYN), ctypes.addressof(code))
    listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)
