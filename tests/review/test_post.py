"""One comment, edited in place, removed when there is nothing to tell; a label on risk."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sorcha_infra.review.cut import LIMIT, MARKER
from sorcha_infra.review.post import LABEL, main, post
from sorcha_infra.review.problem import InputError
from tests.architecture.source import ROOT
from tests.review.github import TOKEN, GitHub, served

HEAD = "abc123"


@pytest.fixture
def github() -> GitHub:
    made = GitHub()
    made.pull(6, "older")
    made.pull(7, HEAD)
    return made


@pytest.fixture
def environment(github: GitHub) -> Iterator[Mapping[str, str]]:
    with served(github) as address:
        yield {
            "GITHUB_API_URL": address,
            "GITHUB_REPOSITORY": "a/b",
            "GITHUB_TOKEN": TOKEN,
            "HEAD_OWNER": "owner",
            "HEAD_BRANCH": "branch",
            "HEAD_SHA": HEAD,
        }


def found(folder: Path, body: str, risk: str = "no") -> Path:
    (folder / "comment.md").write_text(f"{MARKER}\n{body}" if body else "")
    (folder / "risk").write_text(f"{risk}\n")
    return folder


def test_a_first_review_is_a_new_comment(
    github: GitHub, environment: Mapping[str, str], tmp_path: Path
) -> None:
    assert "comment made" in post(found(tmp_path, "one"), environment)
    assert github.bodies == [f"{MARKER}\none"]
    assert github.labels == set()


def test_a_second_one_edits_it(github: GitHub, environment: Mapping[str, str], tmp_path: Path) -> None:
    post(found(tmp_path, "one"), environment)
    assert "comment edited" in post(found(tmp_path, "two"), environment)
    assert github.bodies == [f"{MARKER}\ntwo"]


def test_nothing_to_tell_removes_it(github: GitHub, environment: Mapping[str, str], tmp_path: Path) -> None:
    post(found(tmp_path, "one", "yes"), environment)
    assert github.labels == {LABEL}
    assert "comment removed" in post(found(tmp_path, ""), environment)
    assert (github.bodies, github.labels) == ([], set())
    assert "nothing to tell" in post(found(tmp_path, ""), environment)


def test_comments_of_others_are_left_alone(
    github: GitHub, environment: Mapping[str, str], tmp_path: Path
) -> None:
    """Also one that begins as ours do: anybody can write that."""
    github.comment(f"{MARKER}\nnot ours", "somebody")
    for number in range(150):
        github.comment(f"talk {number}", "somebody")
    ours = github.comment(f"{MARKER}\nours")
    github.comment(f"{MARKER}\nours again")
    post(found(tmp_path, "new"), environment)
    assert ours["body"] == f"{MARKER}\nnew"
    assert len(github.comments) == 152
    post(found(tmp_path, ""), environment)
    assert len(github.comments) == 151


def test_a_pull_request_that_moved_on_is_left_to_its_newer_run(
    github: GitHub, environment: Mapping[str, str], tmp_path: Path
) -> None:
    told = post(found(tmp_path, "old", "yes"), {**environment, "HEAD_SHA": "before"})
    assert "moved on" in told
    assert (github.bodies, github.labels) == ([], set())


@pytest.mark.parametrize(
    ("body", "risk"),
    [("no marker", "no"), (f"{MARKER}\n{'x' * LIMIT}", "no"), (f"{MARKER}\nfine", "maybe"), (None, "no")],
)
def test_what_is_no_review_is_not_posted(
    github: GitHub, environment: Mapping[str, str], tmp_path: Path, body: str | None, risk: str
) -> None:
    """A fork's run writes these files."""
    found(tmp_path, "", risk)
    (tmp_path / "comment.md").unlink() if body is None else (tmp_path / "comment.md").write_text(body)
    with pytest.raises(InputError, match="review"):
        post(tmp_path, environment)
    assert github.bodies == []


def test_a_missing_permission_is_told_by_its_name(
    github: GitHub,
    environment: Mapping[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    github.may_write = False
    assert main([str(found(tmp_path, "one"))], environment) == 1
    told = capsys.readouterr()
    assert "status 403" in told.err
    assert "pull-requests: write" in told.err
    assert TOKEN not in told.err + told.out


def test_it_needs_nothing_but_python(tmp_path: Path) -> None:
    """It runs where no package is installed: nothing that a pull request asks for may run there."""
    ended = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            "-c",
            f"import sys; sys.path.append({str(ROOT)!r}); import sorcha_infra.review.post",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr == ""
