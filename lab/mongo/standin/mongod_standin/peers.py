"""Messages between members: one request per connection, signed with the set's keyFile.

The protocol is specific to the stand-in; members of mongod authenticate to each other with the key.
"""

from __future__ import annotations

import hmac
import socket
import struct
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from bson import decode, encode

Document = dict[str, Any]

COMMAND = "standinPeer"
_HEADER = struct.Struct("<iiii")
_OP_MSG = 2013
_MOST_PEERS = 32


class PeerError(Exception):
    """A member that does not answer, or rejects the request."""


class Peers:
    """Client of the other members."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._pool = ThreadPoolExecutor(_MOST_PEERS, thread_name_prefix="peer")

    def _proof(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")

    def verify(self, document: Mapping[str, Any]) -> Document:
        """Body of another member's message; PeerError if its key is different."""
        body, proof = document.get("body"), document.get("proof")
        if not isinstance(body, bytes) or not isinstance(proof, bytes):
            raise PeerError("not a message of a member")
        if not hmac.compare_digest(self._proof(body), proof):
            raise PeerError("Authentication failed: that member has a different keyFile")
        return decode(body)

    def ask(self, host: str, operation: str, seconds: float, **fields: Any) -> Document:
        """Send one request and return its answer, or raise PeerError."""
        body = encode({"operation": operation, **fields})
        request = encode({COMMAND: 1, "body": body, "proof": self._proof(body), "$db": "admin"})
        name, _, port = host.rpartition(":")
        message = struct.pack("<IB", 0, 0) + request
        try:
            with socket.create_connection((name, int(port)), timeout=seconds) as connection:
                connection.settimeout(seconds)
                connection.sendall(_HEADER.pack(16 + len(message), 1, 0, _OP_MSG) + message)
                length = _HEADER.unpack(_exactly(connection, 16))[0]
                reply = decode(_exactly(connection, length - 16)[5:])
        except OSError as error:
            raise PeerError(f"{host}: {error}") from error
        if not reply.get("ok"):
            raise PeerError(f"{host}: {reply.get('errmsg')}")
        return reply

    def send(self, host: str, operation: str, seconds: float, **fields: Any) -> Future[Document]:
        """Send a request in the background."""
        return self._pool.submit(self.ask, host, operation, seconds, **fields)

    def ask_all(self, hosts: list[str], operation: str, seconds: float, **fields: Any) -> dict[str, Document]:
        """Send a request to several members and return the answers that arrive."""

        def answer_of(host: str) -> Document | None:
            try:
                return self.ask(host, operation, seconds, **fields)
            except PeerError:
                return None

        answers = zip(hosts, self._pool.map(answer_of, hosts), strict=True)
        return {host: answer for host, answer in answers if answer is not None}


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        part = connection.recv(length - len(parts))
        if not part:
            raise ConnectionError("the connection ended early")
        parts += part
    return bytes(parts)
