"""Each citation in a comment has a heading in docs/sources, and each heading there is cited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache

import pytest

from sorcha_infra.paths import ROOT
from tests.source.modules import files

_FOLDER = "docs/sources/"
_VERIFIED = "verified"
_DECISIONS = "decisions"

_PREPOSITIONS = frozenset(("and", "as", "in", "of", "see"))
"""Words before a bare citation other than a document: `as §2.5 says`."""

_BREAK = r"\s+(?:(?:#|//|\*|--)\s+)?"
"""Space, or end of a line of a comment."""

_SIGN = re.compile(
    rf"(?:(?P<document>[\w-]+)(?:\.md)?{_BREAK})?(?<!\w)§(?P<section>\d+(?:\.\d+)*|[a-z])(?![\w])"
)
_TITLE = re.compile(rf"""\b{_DECISIONS}(?:\.md,{_BREAK}|:[ ])(?P<title>[A-Z][^):"|;]*)""")
_LIST = re.compile(rf",?{_BREAK}(?:and{_BREAK})?")
"""Separator of two sections of one document: `contract §3.5, §3.6`."""

_NUMBER = re.compile(r"(?<![§.\w])(?=\d+\.\d|[a-z]\b)")
"""Position of the missing sign before a number or letter."""

_HOMES = {
    "lab/services/": "contract",
    "tests/domain/test_environment.py": "contract",
    "sorcha_infra/platforms/docker/redis/server.py": "recipes",
    "sorcha_infra/profiles/docker/invariants/": "provider-semantics",
    "tests/platforms/docker/test_redis_set.py": "recipes",
}
"""Folder or file → document of its bare numbers; elsewhere it is the last document in the file."""

_OUTSIDE = re.compile(
    r"knowledge base|docs/(?:platform-contract|platform-verified|provider-semantics|ha-recipes)\.md"
)


@dataclass(frozen=True, order=True)
class Citation:
    """Document as named in the text, or none, and section."""

    document: str
    section: str
    line: int = 0


@cache
def short_names() -> dict[str, str]:
    """Short name → file, from the table of the README."""
    rows = re.findall(
        r"^\| (?P<names>`[^|]+`) \| \[[^\]]+\]\((?P<file>[^)]+)\)", _read("README.md"), re.MULTILINE
    )
    return {name: file for names, file in rows for name in re.findall(r"`([^`]+)`", names)}


@cache
def sections() -> dict[str, frozenset[str]]:
    """File → its headings: numbers and letters, or whole titles for the decisions."""
    return {
        file: frozenset(
            title if name == _DECISIONS else title.split()[0]
            for title in re.findall(r"^##+ (.+)$", _read(file), re.MULTILINE)
        )
        for name, file in short_names().items()
    }


def _read(file: str) -> str:
    return (ROOT / _FOLDER / file).read_text()


@cache
def _texts() -> dict[str, str]:
    """Path → text of every file that can cite."""
    texts = {}
    for path in files():
        if not path.startswith(_FOLDER) and path != "tests/source/test_citations.py":
            with suppress(UnicodeDecodeError):
                texts[path] = (ROOT / path).read_text()
    return texts


def _with_signs(text: str) -> str:
    """Add the sign to bare numbers in a table column that has the sign as heading."""
    lines = text.splitlines()
    is_row = False
    for index, line in enumerate(lines):
        is_row = line.startswith("|") and (is_row or line.endswith("| § |"))
        if is_row:
            start, _, cell = line.rstrip("| ").rpartition("|")
            lines[index] = f"{start}|{_NUMBER.sub('§', cell)} |"
    return "\n".join(lines)


def citations(path: str, text: str) -> Iterator[Citation]:
    """Every citation of a text, with its document."""
    text = _with_signs(text.replace("\\u00a7", "§"))
    numbers = re.compile(rf"\b(?P<name>{'|'.join(short_names())}) (?P<section>\d+\.\d+)\b(?!\.\d)")
    text = numbers.sub(r"\g<name> §\g<section>", text)
    home = next((home for folder, home in _HOMES.items() if path.startswith(folder)), "")
    document, end = "", 0
    for match in _SIGN.finditer(text):
        word, section = match["document"] or "", match["section"]
        if word.isdigit():  # a section of an RFC
            continue
        line = text.count("\n", 0, match.start("section")) + 1
        is_bare = not word or word.lower() in _PREPOSITIONS
        if not is_bare:
            document = word
        elif home and not _LIST.fullmatch(text[end : match.start("section") - 1]):
            document = home
        yield Citation(_VERIFIED if is_bare and section.isalpha() else document, section, line)
        end = match.end()
    for match in _TITLE.finditer(text):
        title = re.sub(_BREAK, " ", match["title"]).strip()
        yield Citation(_DECISIONS, title, text.count("\n", 0, match.start("title")) + 1)


@cache
def _all() -> dict[str, tuple[Citation, ...]]:
    """Path → citations of the file."""
    return {path: tuple(citations(path, text)) for path, text in _texts().items()}


def unknown_citations(path: str, entries: Iterable[Citation]) -> Iterator[str]:
    """Citations without a document or a heading in docs/sources."""
    for citation in entries:
        file = short_names().get(citation.document)
        if file is None or citation.section not in sections()[file]:
            place = f"{path}:{citation.line}"
            yield f"{place}: {citation.document or 'no document'} {citation.section}"


def test_each_citation_leads_to_a_section() -> None:
    assert [place for path, entries in _all().items() for place in unknown_citations(path, entries)] == []


def test_each_section_is_cited() -> None:
    """A section without a citation would become outdated unnoticed."""
    targets = {
        (short_names().get(citation.document), citation.section)
        for entries in _all().values()
        for citation in entries
    }
    assert [
        f"{file} {section}"
        for file, titles in sorted(sections().items())
        for section in sorted(titles)
        if (file, section) not in targets
    ] == []


def test_each_document_has_a_short_name_that_is_cited() -> None:
    documents = {path.removeprefix(_FOLDER) for path in files() if path.startswith(_FOLDER)}
    assert documents == {"README.md", *short_names().values()}
    assert set(short_names()) == {citation.document for entries in _all().values() for citation in entries}


def test_no_section_is_there_twice() -> None:
    for file in set(short_names().values()):
        headings = re.findall(r"^##+ (\S+)", _read(file), re.MULTILINE)
        assert file == "decisions.md" or len(headings) == len(set(headings)), file


def test_no_comment_leads_to_a_document_elsewhere() -> None:
    assert [path for path, text in _texts().items() if _OUTSIDE.search(text)] == []


@pytest.mark.parametrize(
    ("text", "document", "section"),
    [
        ("(contract §2.6)", "contract", "2.6"),
        ("as `platform-verified.md §g` says", "platform-verified", "g"),
        ("(ha-recipes\n    # §1.7)", "ha-recipes", "1.7"),
        ('"a (contract \\u00a72.8)."', "contract", "2.8"),
        ("(provider-semantics 6.2)", "provider-semantics", "6.2"),
        ("(decisions.md, Data, keys and growth).", "decisions", "Data, keys and growth"),
        ('sources=("decisions: Two ways to die",)', "decisions", "Two ways to die"),
        ("decisions.md, Growth: the same stack", "decisions", "Growth"),
    ],
)
def test_the_forms_of_a_citation(text: str, document: str, section: str) -> None:
    assert list(citations("x.py", text)) == [Citation(document, section, 2 if "\n" in text else 1)]
    assert list(unknown_citations("x.py", citations("x.py", text))) == []


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("x.py", "contract §3.5, §3.6", "contract contract"),
        ("x.py", "platform-contract.md §2 and §3", "platform-contract platform-contract"),
        (
            "x.py",
            "provider-semantics §1.6 ... (§1.7) in §e",
            "provider-semantics provider-semantics verified",
        ),
        ("x.py", 'sources=("recipes §8 P1 to P11", "verified §c")', "recipes verified"),
        (
            "lab/services/x.go",
            "(§2.13, §f), verified §g. As §2.5 says",
            "contract verified verified contract",
        ),
        (
            "lab/services/x.md",
            "| a | § |\n|---|---|\n| b | 2.2, verified a, b |",
            "contract verified verified",
        ),
        ("x.py", "(RFC 8032 §5.1.7), the § in comments", ""),
        ("x.py", "(§1.7)", "?"),
    ],
)
def test_the_document_of_a_bare_number(path: str, text: str, names: str) -> None:
    assert [citation.document or "?" for citation in citations(path, text)] == names.split()


@pytest.mark.parametrize(
    "text",
    [
        "(contract §9.9)",
        "(contract §2.60)",
        "(contract §2.6, §2.99)",
        "(verified §z)",
        "(handbook §2.6)",
        "(§2.6)",
        "(ha-recipes 9.9)",
        "(decisions.md, Miracles)",
        '("decisions: Miracles",)',
    ],
)
def test_an_invented_citation_is_noticed(text: str) -> None:
    assert len(list(unknown_citations("x.py", citations("x.py", text)))) == 1
