"""The document about the rooms matches the enforced imports."""

from __future__ import annotations

import re
from itertools import takewhile

import pytest

from sorcha_infra.paths import ROOT
from tests.source.modules import PRODUCT
from tests.source.test_imports import IMPORTS, SDKS

_TEXT = (ROOT / "docs/architecture.md").read_text()


def _rooms() -> dict[str, set[str]]:
    """Room → allowed imports according to the table."""
    lines = _TEXT.split("| room |")[1].splitlines()[2:]
    rows = [line.strip("|").split("|") for line in takewhile(lambda line: line.startswith("|"), lines)]
    return {row[0].strip(" `"): set(re.findall(r"[\w ]+", row[2])) - {" "} for row in rows}


@pytest.mark.parametrize("room", sorted(set(IMPORTS) - {""}))
def test_the_table_names_each_room_and_what_it_may_import(room: str) -> None:
    names = {"provider SDKs" if name in SDKS else name for name in IMPORTS[room] - {room, "pydantic_core"}}
    assert {name.strip() for name in _rooms()[room]} == names


def test_the_table_names_no_other_room() -> None:
    assert set(_rooms()) == set(IMPORTS) - {""}


def test_each_path_in_it_exists() -> None:
    """Below the package, or below the repository."""
    roots = (ROOT, ROOT / PRODUCT)
    paths = [path for path in re.findall(r"`([\w./-]+)`", _TEXT) if "/" in path]
    assert [path for path in paths if not any((root / path).exists() for root in roots)] == []
