"""A stand-in for `gh api`, as far as .github/scripts/post uses it; refuses every other call.

test_post.py copies it to a folder on PATH as `gh`. Beside it, state.json holds the pull requests of a
repository `a/b`, and the comments and labels of its pull request 7.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import Any, NoReturn

STATE = Path(__file__).parent / "state.json"
REPOSITORY = "repos/a/b"
DEFAULT_PAGE = 30
ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def refuse(message: str, status: int = 1) -> NoReturn:
    print(f"gh: {message}", file=sys.stderr)
    sys.exit(status)


def fields(call: argparse.Namespace) -> dict[str, str]:
    """The parameters; those of -F may come from a file."""
    parameters = dict(pair.split("=", 1) for pair in call.raw)
    for name, value in (pair.split("=", 1) for pair in call.typed):
        parameters[name] = Path(value[1:]).read_bytes().decode() if value.startswith("@") else value
    return parameters


def select(expression: str, entries: list[dict[str, Any]]) -> str:
    """Output of `--jq '.[] | [.a, .b.c] | @tsv'`."""
    columns = re.fullmatch(r"\.\[\] \| \[(.+)\] \| @tsv", expression)
    if columns is None:
        refuse(f"the stand-in does not support the filter {expression}", 2)
    return "".join(
        "\t".join(_cell(path, entry) for path in columns[1].split(", ")) + "\n" for entry in entries
    )


def _cell(path: str, entry: Any) -> str:
    for key in path.removeprefix(".").split("."):
        entry = entry[key]
    return "".join(ESCAPES.get(character, character) for character in str(entry))


def read(state: dict[str, Any], place: str, parameters: dict[str, str]) -> list[dict[str, Any]]:
    """A list of the repository."""
    match place:
        case "/pulls" if parameters.keys() == {"state", "head"}:
            selection = (parameters["state"], parameters["head"])
            return [pull for pull in state["pulls"] if (pull["state"], pull["head"]["label"]) == selection]
        case "/issues/7/comments":
            return list(state["comments"])
        case "/issues/7/labels":
            return [{"name": label} for label in state["labels"]]
    refuse(f"the stand-in does not support GET {place}", 2)


def write(state: dict[str, Any], method: str, place: str, parameters: dict[str, str]) -> None:
    """A change of the repository."""
    comments, labels = state["comments"], state["labels"]
    match method, place.split("/")[1:]:
        case "POST", ["issues", "7", "comments"]:
            user = {"login": "github-actions[bot]"}
            number = max((comment["id"] for comment in comments), default=0) + 1
            comments.append({"id": number, "user": user, "body": parameters["body"]})
        case "PATCH", ["issues", "comments", number]:
            [comment] = [comment for comment in comments if comment["id"] == int(number)]
            comment["body"] = parameters["body"]
        case "DELETE", ["issues", "comments", number]:
            state["comments"] = [comment for comment in comments if comment["id"] != int(number)]
        case "POST", ["issues", "7", "labels"]:
            state["labels"] = sorted({*labels, parameters["labels[]"]})
        case "DELETE", ["issues", "7", "labels", label] if label in labels:
            labels.remove(label)
        case "DELETE", ["issues", "7", "labels", _]:
            refuse("Label does not exist (HTTP 404)")
        case _:
            refuse(f"the stand-in does not support {method} {place}", 2)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("command", choices=["api"])
    parser.add_argument("path")
    parser.add_argument("--method")
    parser.add_argument("--paginate", action="store_true")
    parser.add_argument("--silent", action="store_true")
    parser.add_argument("--jq")
    parser.add_argument("-f", dest="raw", action="append", default=[])
    parser.add_argument("-F", dest="typed", action="append", default=[])
    call = parser.parse_args(arguments)
    state = json.loads(STATE.read_text())
    parameters = fields(call)
    method = call.method or ("POST" if parameters else "GET")
    if os.environ.get("GH_TOKEN") != state["token"]:
        refuse("Bad credentials (HTTP 401)")
    if not call.path.startswith(f"{REPOSITORY}/"):
        refuse("Not Found (HTTP 404)")
    place = call.path.removeprefix(REPOSITORY)
    if method == "GET":
        entries = read(state, place, parameters)
        sys.stdout.write(select(call.jq, entries if call.paginate else entries[:DEFAULT_PAGE]))
        return
    if call.paginate or call.jq or not call.silent:
        refuse("the stand-in makes changes with --silent alone", 2)
    if not state["may_write"]:
        refuse("Resource not accessible by integration (HTTP 403)")
    write(state, method, place, parameters)
    STATE.write_text(json.dumps(state))


if __name__ == "__main__":
    main(sys.argv[1:])
