"""A stand-in for the part of GitHub's API that posting a review needs."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "a-token"
BOT = "github-actions[bot]"


class GitHub:
    """One repository `a/b` with its pull requests, comments and labels."""

    def __init__(self) -> None:
        self.pulls: list[dict[str, Any]] = []
        self.comments: list[dict[str, Any]] = []
        self.labels: set[str] = set()
        self.may_write = True
        self._next = 1

    def pull(self, number: int, sha: str, head: str = "owner:branch") -> None:
        self.pulls.append({"number": number, "head": {"sha": sha, "label": head}})

    def comment(self, body: str, login: str = BOT) -> dict[str, Any]:
        made = {"id": self._next, "body": body, "user": {"login": login}}
        self._next += 1
        self.comments.append(made)
        return made

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.comments]

    def answer(self, method: str, path: str, content: Any) -> tuple[int, Any]:
        url = urlsplit(path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        place = url.path.removeprefix("/repos/a/b")
        if method != "GET" and not self.may_write:
            return 403, {"message": "Resource not accessible by integration"}
        if place == "/pulls":
            assert query["state"] == "open"
            return 200, _page([one for one in self.pulls if one["head"]["label"] == query["head"]], query)
        if place == "/issues/7/comments":
            return (201, self.comment(content["body"])) if content else (200, _page(self.comments, query))
        if place == "/issues/7/labels":
            self.labels |= set(content["labels"])
            return 200, []
        return self._of_one(method, place, content)

    def _of_one(self, method: str, place: str, content: Any) -> tuple[int, Any]:
        if found := re.fullmatch(r"/issues/7/labels/(.+)", place):
            known = found[1] in self.labels
            self.labels.discard(found[1])
            return (200, []) if known else (404, {"message": "Label does not exist"})
        if found := re.fullmatch(r"/issues/comments/(\d+)", place):
            return self._of_comment(method, int(found[1]), content)
        return 404, {"message": "Not Found"}

    def _of_comment(self, method: str, number: int, content: Any) -> tuple[int, Any]:
        [comment] = [one for one in self.comments if one["id"] == number]
        if method == "DELETE":
            self.comments.remove(comment)
            return 204, None
        comment["body"] = content["body"]
        return 200, comment


def _page(entries: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
    size, page = int(query["per_page"]), int(query["page"])
    return entries[(page - 1) * size : page * size]


@contextmanager
def served(github: GitHub) -> Iterator[str]:
    """Its address while it answers."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            content = json.loads(self.rfile.read(length)) if length else None
            authorised = self.headers["Authorization"] == f"Bearer {TOKEN}"
            status, answer = github.answer(self.command, self.path, content) if authorised else (401, {})
            text = b"" if answer is None else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_DELETE = _any  # noqa: N815 - the server's names

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
