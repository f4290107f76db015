"""Pinned versions are equal in all files.

The CLI does not find a plugin of another version than its wheel, or the plugin drops properties.
"""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from sorcha_infra.paths import ROOT
from tests.toolchain.versions import versions


def pins(file: str) -> dict[str, str]:
    text = (ROOT / file).read_text()
    return dict(re.findall(r"^([\w.-]+(?:\[\w+\])?)==(\S+)$", text, re.MULTILINE))


@pytest.mark.parametrize("package", ["pulumi", "pulumi-docker", "pulumi-random", "pulumi-kubernetes"])
def test_wheel_and_tool_chain_have_one_version(package: str) -> None:
    pin = versions()[package.upper().replace("-", "_") + "_VERSION"]
    assert pins("requirements.txt")[package] == pin
    assert version(package) == pin


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "constraints.txt"])
def test_every_requirement_is_pinned_exactly(file: str) -> None:
    lines = [line for line in (ROOT / file).read_text().splitlines() if line and line[0] not in "#-"]
    assert len(lines) == len(pins(file)) > 0


def test_no_package_is_pinned_twice() -> None:
    files = ["requirements.txt", "requirements-dev.txt", "constraints.txt"]
    names = [re.sub(r"[-_.]+", "-", name).lower() for file in files for name in pins(file)]
    assert sorted(names) == sorted(set(names))
