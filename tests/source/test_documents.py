"""Documents have valid links, and are short enough to be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.source.modules import files

_MOST_README_LINES = 120
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def _documents() -> list[str]:
    return [path for path in files() if path.endswith(".md")]


def _anchors(text: str) -> set[str]:
    """Anchors of headings, as on GitHub."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(path: Path) -> Iterator[str]:
    """Links to a missing file or heading; addresses of other hosts are not checked."""
    for link in _LINK.findall(path.read_text()):
        file, _, anchor = link.partition("#")
        target = path.parent / file if file else path
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in _anchors(target.read_text())):
            yield link


@pytest.mark.parametrize("document", _documents())
def test_each_link_leads_somewhere(document: str) -> None:
    assert list(broken_links(ROOT / document)) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    document = tmp_path / "a.md"
    document.write_text("# A b\n[x](#a-b) [y](#c) [z](missing.md) [w](https://example.com/no)")
    assert list(broken_links(document)) == ["#c", "missing.md"]


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= _MOST_README_LINES


@pytest.mark.parametrize("document", _documents())
def test_each_make_target_in_a_document_exists(document: str) -> None:
    targets = re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    commands = re.findall(
        r"(?:`|^[ ]{0,4}\$? ?|; )make ([a-z][a-z0-9-]*)", (ROOT / document).read_text(), re.MULTILINE
    )
    assert set(commands) <= set(targets)
