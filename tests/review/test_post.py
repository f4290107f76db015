"""The script post with a stand-in for gh: one comment, edited in place, and a label on risk."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.paths import ROOT
from sorcha_infra.review.cut import LIMIT, MARKER

SCRIPT = ROOT / ".github/scripts/post"
LABEL = "needs-data-plan"
TOKEN = "a-token"
HEAD = "abc123"
BOT = "github-actions[bot]"
TOOLS = ("bash", "cmp", "grep", "head", "iconv", "sed", "wc")
"""Programs that the script may start besides gh. Python would import the clone's code."""


class Repository:
    """A folder with `gh` and the tools on PATH, the state of the stand-in, and the files to post."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bin"
        self.review = folder / "review"
        for path in (self.path, self.review):
            path.mkdir()
        for tool in TOOLS:
            program = shutil.which(tool)
            assert program is not None
            (self.path / tool).symlink_to(program)
        source = (Path(__file__).parent / "stand_in_gh.py").read_text()
        (self.path / "gh").write_text(f"#!{sys.executable}\n{source}")
        (self.path / "gh").chmod(0o755)
        self.set(token=TOKEN, may_write=True, comments=[], labels=[], pulls=[])
        self.environment = {
            "PATH": str(self.path),
            "GH_TOKEN": TOKEN,
            "GH_REPO": "a/b",
            "HEAD_OWNER": "owner",
            "HEAD_BRANCH": "branch",
            "HEAD_SHA": HEAD,
        }

    @property
    def state(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.path / "state.json").read_text())
        return content

    def set(self, **values: Any) -> None:
        file = self.path / "state.json"
        file.write_text(json.dumps({**(self.state if file.exists() else {}), **values}))

    def pull(self, number: int, sha: str, head: str = "owner:branch", state: str = "open") -> None:
        pull = {"number": number, "state": state, "head": {"sha": sha, "label": head}}
        self.set(pulls=[*self.state["pulls"], pull])

    def comment(self, *bodies: str, login: str = BOT) -> None:
        comments = self.state["comments"]
        numbers = enumerate(bodies, len(comments) + 1)
        entries = [{"id": number, "user": {"login": login}, "body": body} for number, body in numbers]
        self.set(comments=[*comments, *entries])

    @property
    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.state["comments"]]

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(SCRIPT), "review"],
            cwd=self.review.parent,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def post(self, body: str, risk: str = "no", **environment: str) -> str:
        """Output of the script for a review with that text below the marker."""
        (self.review / "comment.md").write_text(f"{MARKER}\n{body}" if body else "")
        (self.review / "risk").write_text(f"{risk}\n")
        result = self.run(**environment)
        assert (result.returncode, result.stderr) == (0, "")
        return result.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository(tmp_path)
    repository.pull(5, HEAD, head="other:branch")
    repository.pull(6, "older")
    repository.pull(7, HEAD)
    repository.pull(8, HEAD, state="closed")
    return repository


def test_a_first_review_is_a_new_comment(repository: Repository) -> None:
    output = repository.post("a first\tline\n\n'$x' \"y\" {owner} 🦊\n")
    assert output == f"pull request 7: comment created; label {LABEL} not set\n"
    assert repository.bodies == [f"{MARKER}\na first\tline\n\n'$x' \"y\" {{owner}} 🦊\n"]
    assert repository.state["labels"] == []


def test_a_second_review_edits_it(repository: Repository) -> None:
    repository.post("first")
    [comment] = repository.state["comments"]
    assert "comment edited" in repository.post("second")
    assert repository.state["comments"] == [{**comment, "body": f"{MARKER}\nsecond"}]


def test_a_review_without_text_removes_the_comment_and_the_label(repository: Repository) -> None:
    repository.set(labels=[f"{LABEL}-2"])
    assert f"label {LABEL} set" in repository.post("first", "yes")
    assert repository.state["labels"] == [LABEL, f"{LABEL}-2"]
    assert "comment removed" in repository.post("")
    assert (repository.bodies, repository.state["labels"]) == ([], [f"{LABEL}-2"])
    assert repository.post("") == f"pull request 7: nothing to post; label {LABEL} not set\n"


def test_a_label_that_is_set_stays_set(repository: Repository) -> None:
    repository.post("first", "yes")
    repository.post("second", "yes")
    assert repository.state["labels"] == [LABEL]


def test_foreign_comments_are_not_changed(repository: Repository) -> None:
    """Also a user's comment with the marker, and another workflow's by the same bot."""
    repository.comment(f"{MARKER}\nnot ours", login="user")
    repository.comment(*(f"talk {number}" for number in range(150)), login="user")
    repository.comment(f"{MARKER}\nours", f"{MARKER}\nours again")
    repository.comment(f"of another workflow\n{MARKER}")
    bodies = [body for body in repository.bodies if "ours" not in body or "not ours" in body]
    repository.post("new")
    assert repository.bodies == [*bodies[:-1], f"{MARKER}\nnew", bodies[-1]]
    repository.post("")
    assert repository.bodies == bodies


def test_a_pull_request_with_a_newer_commit_is_not_changed(repository: Repository) -> None:
    before = repository.state
    output = repository.post("old", "yes", HEAD_SHA="before")
    assert (
        output == "no open pull request has this commit as its head (closed, or a newer commit was pushed)\n"
    )
    assert repository.state == before


@pytest.mark.parametrize("head", [{"HEAD_OWNER": "fork"}, {"HEAD_BRANCH": "other"}])
def test_the_same_commit_on_another_branch_is_another_pull_request(
    repository: Repository, head: dict[str, str]
) -> None:
    before = repository.state
    assert "no open pull request" in repository.post("new", "yes", **head)
    assert repository.state == before


def test_a_text_of_the_limit_is_posted(repository: Repository) -> None:
    text = "x" * (LIMIT - len(MARKER) - 1)
    assert "comment created" in repository.post(text)
    assert len(repository.bodies[0].encode()) == LIMIT


@pytest.mark.parametrize(
    ("body", "risk"),
    [
        (b"no marker", b"no"),
        (f" {MARKER}\nfine".encode(), b"no"),
        (f"{MARKER} \nfine".encode(), b"no"),
        (f"{MARKER[:5]}\0{MARKER[5:]}\nfine".encode(), b"no"),
        (f"{MARKER}\n{'x' * (LIMIT - len(MARKER))}".encode(), b"no"),
        (f"{MARKER}\n{'é' * (LIMIT // 2)}".encode(), b"no"),
        (f"{MARKER}\n".encode() + b"\xff", b"no"),
        (f"{MARKER}\nfine".encode(), b"maybe"),
        (f"{MARKER}\nfine".encode(), b"yes\nno"),
        (f"{MARKER}\nfine".encode(), b""),
        (b"", b"maybe"),
        (None, b"no"),
        (b"", None),
    ],
)
def test_an_invalid_review_is_not_posted(
    repository: Repository, body: bytes | None, risk: bytes | None
) -> None:
    """A fork's run writes these files."""
    before = repository.state
    for name, content in (("comment.md", body), ("risk", risk)):
        if content is not None:
            (repository.review / name).write_bytes(content)
    result = repository.run()
    assert (result.returncode, result.stdout) == (1, "")
    assert re.match(r"error: review: .+\.\n    Fix: .*[^.\n]\n$", result.stderr)
    assert repository.state == before


def test_a_missing_permission_has_its_name_in_the_message(repository: Repository) -> None:
    repository.set(may_write=False)
    (repository.review / "comment.md").write_text(f"{MARKER}\nfine")
    (repository.review / "risk").write_text("no")
    result = repository.run()
    assert result.returncode == 1
    assert "HTTP 403" in result.stderr
    assert (
        "error: repos/a/b/issues/7/comments: GitHub refuses the request (see its answer above).\n"
        in result.stderr
    )
    assert "pull-requests: write" in result.stderr
    assert TOKEN not in result.stderr + result.stdout


def test_a_list_that_cannot_be_read_ends_the_script(repository: Repository) -> None:
    """The script would create a second comment if it could not see the first."""
    (repository.review / "comment.md").write_text(f"{MARKER}\nfine")
    (repository.review / "risk").write_text("no")
    result = repository.run(GH_TOKEN="another")
    assert (result.returncode, result.stdout) == (1, "")
    assert "HTTP 401" in result.stderr


def test_the_script_holds_the_marker_and_the_limit_of_the_review() -> None:
    text = SCRIPT.read_text()
    assert re.findall(r"\bmarker='(.*?)'", text) == [MARKER]
    assert re.findall(r"\blimit=(\d+)", text) == [str(LIMIT)]


def test_only_gh_and_standard_tools_are_started(repository: Repository) -> None:
    """Code of the clone or of a package must not run with a token that can write."""
    assert sorted(file.name for file in repository.path.iterdir()) == sorted([*TOOLS, "gh", "state.json"])
    repository.post("fine", "yes")
    assert not re.search(r"\b(python|venv|pip|eval|source)\b", SCRIPT.read_text())
