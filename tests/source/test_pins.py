"""The environment of the policy pack has the packages of the program."""

from __future__ import annotations

from sorcha_infra.paths import ROOT


def _pins(path: str) -> dict[str, str]:
    lines = (ROOT / path).read_text().splitlines()
    return dict(line.split("==", 1) for line in lines if "==" in line and not line.startswith("#"))


def test_common_packages_have_one_version() -> None:
    own, program = _pins("policy/requirements.txt"), _pins("requirements.txt")
    shared = own.keys() & program.keys()
    assert shared == {"pulumi", "pydantic", "PyYAML"}
    assert {name: own[name] for name in shared} == {name: program[name] for name in shared}
    assert "pulumi-policy" in own.keys() - program.keys()
