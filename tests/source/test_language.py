"""Plain words: CONTRIBUTING.md has the rules and the plain form of each banned word."""

from __future__ import annotations

import pytest

from sorcha_infra.paths import ROOT
from tests.source.language import WORDS, breaches, texts
from tests.source.modules import files

_SUFFIXES = (".py", ".md", ".sh", ".pl", ".pm", ".js", ".yaml", ".yml", ".toml", ".txt", ".json", ".cfg", "")
_LIST_OF_WORDS = (
    "CONTRIBUTING.md",
    "tests/source/language.py",
    "tests/source/test_language.py",
    "tests/source/test_messages.py",
    "tests/source/test_names.py",
)
"""They quote the words."""


def _files() -> list[str]:
    return [
        path
        for path in files()
        if (ROOT / path).suffix in _SUFFIXES
        and path not in _LIST_OF_WORDS
        and not path.startswith("tests/stacks/snapshots/")
        and path != "LICENSE"
    ]


def _folders() -> list[str]:
    """Two levels of folders: one test for each file would cost more than the reading."""
    return sorted({_folder(path) for path in _files()})


def _folder(path: str) -> str:
    return "/".join(path.split("/")[:-1][:2])


def _of(folder: str) -> list[str]:
    return [path for path in _files() if _folder(path) == folder]


@pytest.mark.parametrize("folder", [folder for folder in _folders() if not folder.startswith("tests")])
def test_texts_use_plain_words(folder: str) -> None:
    failures = [
        f"{path}:{text.line}: {breach}"
        for path in _of(folder)
        for text in texts(ROOT / path)
        for breach in breaches(text.text)
    ]
    assert failures == []


@pytest.mark.parametrize("folder", [folder for folder in _folders() if folder.startswith("tests")])
def test_tests_use_plain_words(folder: str) -> None:
    failures = [
        f"{path}:{number}: {match.group()}"
        for path in _of(folder)
        for number, line in enumerate((ROOT / path).read_text().splitlines(), 1)
        for match in WORDS.finditer(line)
    ]
    assert failures == []


def test_every_file_is_read() -> None:
    paths = [path for folder in _folders() for path in _of(folder)]
    assert sorted(paths) == sorted(_files())


@pytest.mark.parametrize(
    ("text", "breach"),
    [
        ("for how long nobody knows", "nobody"),
        ("mend the cause", "mend"),
        ("the port is not to be had", "is not to be had"),
        ("the file is no text in UTF-8", "is no"),
        ("What a rule is.", "What a rule is."),
        ("Rules. Who says what.", "Who says what."),
    ],
)
def test_a_breach_is_noticed(text: str, breach: str) -> None:
    assert list(breaches(text)) == [breach]


@pytest.mark.parametrize(
    "text", ["What does a word mean?", "There is no edge.", "It is no longer used.", "a stand-in", "command"]
)
def test_plain_text_is_no_breach(text: str) -> None:
    assert list(breaches(text)) == []
