"""The pack's own environment runs the same code as the program's."""

from __future__ import annotations

from sorcha_infra.paths import ROOT


def _pins(path: str) -> dict[str, str]:
    lines = (ROOT / path).read_text().splitlines()
    return dict(line.split("==", 1) for line in lines if "==" in line and not line.startswith("#"))


def test_what_both_need_has_one_version() -> None:
    own, program = _pins("policy/requirements.txt"), _pins("requirements.txt")
    shared = own.keys() & program.keys()
    assert shared == {"pulumi", "pydantic", "PyYAML"}
    assert {name: own[name] for name in shared} == {name: program[name] for name in shared}
    assert "pulumi-policy" in own.keys() - program.keys()
