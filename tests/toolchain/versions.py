"""Pinned versions."""

from __future__ import annotations

import re

from sorcha_infra.paths import ROOT


def versions() -> dict[str, str]:
    """Name and value of every pin in toolchain/versions.env."""
    text = (ROOT / "toolchain/versions.env").read_text()
    return dict(re.findall(r"^(\w+)=(\S+)$", text, re.MULTILINE))
