"""Posts a review: one comment that is edited in place, and removed when there is nothing to tell.

`python -m sorcha_infra.review.post FOLDER`, with `comment.md` and `risk` (yes or no) in the folder. It runs
where it may write, beside nothing that a pull request brought, so what it reads is checked; it needs
nothing but Python. Environment, as GitHub sets it: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN;
and HEAD_OWNER, HEAD_BRANCH, HEAD_SHA of what was reviewed.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from sorcha_infra.review.cut import LIMIT, MARKER
from sorcha_infra.review.problem import InputError

LABEL = "needs-data-plan"
"""On a pull request in which something needs an explicit approval."""

_AUTHOR = "github-actions[bot]"
"""Who the workflow's token is; a comment of anybody else is left alone, whatever it begins with."""

_PAGE = 100
_NOT_FOUND = 404
_SECONDS = 30


class Forge:
    """The part of GitHub's API that this needs, for one repository."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._root = f"{environment['GITHUB_API_URL']}/repos/{environment['GITHUB_REPOSITORY']}"
        self._token = environment["GITHUB_TOKEN"]

    def ask(self, method: str, path: str, content: object = None) -> Any:  # noqa: ANN401 - JSON
        """An answer; None where there is none, or no such thing.

        Raises:
            InputError: where it refuses.
        """
        request = Request(  # noqa: S310 - the address is the workflow's own
            self._root + path,
            method=method,
            data=None if content is None else json.dumps(content).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
            },
        )
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310 - the same
                text = answer.read()
        except HTTPError as error:
            if error.code == _NOT_FOUND:
                return None
            raise InputError(
                f"GitHub refuses {method} {path.partition('?')[0]}",
                found=f"status {error.code}",
                next_step="give the workflow the permission pull-requests: write",
            ) from None
        return json.loads(text) if text else None

    def all(self, path: str, **query: str) -> Iterator[Any]:
        """Everything in a list, page by page."""
        page = 1
        while True:
            asked = urlencode({**query, "per_page": str(_PAGE), "page": str(page)})
            found = self.ask("GET", f"{path}?{asked}") or []
            yield from found
            if len(found) < _PAGE:
                return
            page += 1


def post(folder: Path, environment: Mapping[str, str]) -> str:
    """Posts what is in a folder; says what it did.

    Raises:
        InputError: where the folder holds no review.
    """
    body, risk = _read(folder)
    forge = Forge(environment)
    number = _number(forge, environment)
    if number is None:
        return "no open pull request has this commit as its head: it was closed or has moved on"
    own = [
        comment["id"]
        for comment in forge.all(f"/issues/{number}/comments")
        if comment["user"]["login"] == _AUTHOR and comment["body"].startswith(MARKER)
    ]
    done = _comment(forge, number, own, body)
    if risk:
        forge.ask("POST", f"/issues/{number}/labels", {"labels": [LABEL]})
    else:
        forge.ask("DELETE", f"/issues/{number}/labels/{quote(LABEL)}")
    return f"pull request {number}: {done}; label {LABEL} {'set' if risk else 'not set'}"


def _comment(forge: Forge, number: int, own: list[int], body: str) -> str:
    for extra in own[1:] if body else own:
        forge.ask("DELETE", f"/issues/comments/{extra}")
    if not body:
        return "comment removed" if own else "nothing to tell"
    if own:
        forge.ask("PATCH", f"/issues/comments/{own[0]}", {"body": body})
        return "comment edited"
    forge.ask("POST", f"/issues/{number}/comments", {"body": body})
    return "comment made"


def _number(forge: Forge, environment: Mapping[str, str]) -> int | None:
    """The pull request by its head, because nothing that the reviewed code wrote may name it."""
    head = f"{environment['HEAD_OWNER']}:{environment['HEAD_BRANCH']}"
    for pull in forge.all("/pulls", state="open", head=head):
        if pull["head"]["sha"] == environment["HEAD_SHA"]:
            return int(pull["number"])
    return None


def _read(folder: Path) -> tuple[str, bool]:
    try:
        body, risk = (folder / "comment.md").read_text(), (folder / "risk").read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{folder} holds no review",
            found=str(error.strerror if isinstance(error, OSError) else "no text"),
            next_step="look at the job that reviews",
        ) from None
    if risk not in ("yes", "no") or (body and not body.startswith(MARKER)) or len(body.encode()) > LIMIT:
        raise InputError(
            f"{folder} holds something else than a review",
            found="a comment without the marker, or too long, or a risk that is neither yes nor no",
            next_step="look at what the pull request changes in sorcha_infra/review and the workflow",
        )
    return body, risk == "yes"


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Posts; the exit status."""
    try:
        print(post(Path(arguments[0]), environment))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
