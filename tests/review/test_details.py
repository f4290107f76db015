"""The diff of a step: changed lines of YAML below their keys."""

from __future__ import annotations

from typing import Any

import pytest

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.profiles.credentials import PASSWORD
from sorcha_infra.profiles.docker.kinds import CONTAINER
from sorcha_infra.review.details import details
from sorcha_infra.review.mask import SECRET
from tests.review.samples import step

CONFIGURATION = "\n".join(
    ["backend gateways", *(f"    option {number}" for number in range(20)), "    server a", ""]
)


def update(key: str, before: Any, after: Any, **options: Any) -> Step:
    sides = {"before": {key: before}, "after": {key: after}}
    return step(Op.UPDATE, "x-0", keys=(key,), **{**sides, **options})


def lines(key: str, before: Any, after: Any) -> list[str]:
    """The diff without its heading."""
    return details(update(key, before, after), whole=True)[1:]


@pytest.mark.parametrize(
    ("op", "heading"),
    [
        (Op.CREATE, "+ create Container x-0"),
        (Op.UPDATE, "~ update Container x-0"),
        (Op.REPLACE, "! replace Container x-0 (a resource that it uses is replaced)"),
        (Op.DELETE, "- delete Container x-0"),
    ],
)
def test_each_operation_has_its_sign(op: Op, heading: str) -> None:
    assert details(step(op, "x-0", inputs={"image": "a"}), whole=False) == [heading]


def test_a_replacement_names_its_causes() -> None:
    replacement = step(Op.REPLACE, "x-0", causes=("command", "envs"))
    assert details(replacement, whole=True) == ["! replace Container x-0 (command, envs changed)"]


def test_a_change_of_the_protection_has_a_line() -> None:
    release = step(Op.UPDATE, "x-0", protected=True, protected_after=False)
    assert details(release, whole=True)[1:] == ["!   protected: true → false"]


def test_an_added_setting_moves_no_other() -> None:
    before = ["A=1", "B=x=y", "C=3"]
    assert lines("envs", before, ["Z=0", "C=3", "B=x=y", "A=1"]) == ["    envs:", "+     Z: '0'"]


def test_a_changed_order_is_not_reported_as_a_secret() -> None:
    [line] = lines("envs", ["A=1", "B=2"], ["B=2", "A=1"])
    assert line == "~   envs: same values in a different order, or white space"


def test_settings_of_one_name_are_all_shown() -> None:
    """A mapping would hold only the last of them."""
    assert "+   - A=2" in lines("envs", ["A=1"], ["A=1", "A=2"])


def test_a_changed_secret_is_marked_and_not_shown() -> None:
    before = [
        {"file": "/a", "content": f"{SECRET} 1a2b"},
        {"file": "/c", "content": f"{SECRET} 3c4d"},
    ]
    after = [
        {"file": "/a", "content": f"{SECRET} 9f9f\nand more"},
        {"file": "/b", "content": f"{SECRET} 5e6f"},
        {"file": "/c", "content": f"{SECRET} 3c4d"},
    ]
    text = "\n".join(lines("uploads", before, after))
    assert text.startswith(f"    uploads:\n      /a:\n+       content: '{SECRET}, changed'\n")
    assert "+     /b:" in text
    assert text.count("changed") == 1, "a new file has no secret before"
    assert "/c" not in text
    assert not any(mark in text for mark in ("1a2b", "9f9f", "and more", "5e6f"))


def test_a_secret_without_a_name_is_compared_by_its_place() -> None:
    before, after = (["--auth", f"{SECRET} {mark}", "b"] for mark in ("1a2b", "3c4d"))
    assert lines("command", before, after) == [
        "    command:",
        f"-   - '{SECRET}'",
        f"+   - '{SECRET}, changed'",
    ]


def test_a_secret_that_only_the_engine_compared_is_marked_as_changed() -> None:
    """A preview has the same mark for each secret."""
    assert lines("uploads", SECRET, SECRET) == [f"~   uploads: {SECRET}, changed"]


def test_a_changed_line_of_a_file_is_below_its_section_and_its_file() -> None:
    before, after = (
        [{"file": "/x.cfg", "content": CONFIGURATION + suffix}] for suffix in ("", "    server b\n")
    )
    assert lines("uploads", before, after) == [
        "    uploads:",
        "      /x.cfg:",
        "        content: |-",
        "          backend gateways",
        "+             server b",
    ]


def test_tabs_and_trailing_blanks_do_not_join_lines() -> None:
    """YAML would write the string as a single line, which is cut before the change."""
    filler = "x" * 300
    diff = lines("command", ["sh", f"{filler}\n\ta \n\tb"], ["sh", f"{filler}\n\ta \n\tc"])
    assert [line for line in diff if line[0] in "+-"] == ["-         b", "+         c"]


def test_a_line_is_cut_at_its_longest() -> None:
    [_, old, new] = details(update("image", "a" * 239, "b" * 300), whole=True)
    assert (len(old), len(new)) == (240, 240)
    assert (old[-1], new[-1]) == ("…", "…")
    assert len(details(update("image", "a", "b" * 229), whole=True)[2]) == 240


@pytest.mark.parametrize("whole", [True, False])
def test_a_created_container_shows_its_distinctions(whole: bool) -> None:
    inputs = {"image": "a", "envs": ["A=b"], "command": [], "restart": "always", "labels": ["c"]}
    output = details(step(Op.CREATE, "x-0", CONTAINER, inputs=inputs), whole=whole)[1:]
    assert output == (["+   envs:", "+     A: b", "+   image: a"] if whole else [])


def test_another_created_resource_shows_all_but_its_labels() -> None:
    creation = step(Op.CREATE, "x", PASSWORD, inputs={"length": 32, "labels": ["a"], "special": False})
    assert details(creation, whole=True)[1:] == ["+   length: 32", "+   special: false"]
