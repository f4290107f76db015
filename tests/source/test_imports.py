"""Allowed imports of each layer, with provider SDKs only in the platforms (docs/architecture.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.source.modules import PRODUCT, Module, module, product

SDKS = {"pulumi_docker", "pulumi_kubernetes", "pulumi_random", "pulumi_tls", "docker", "kubernetes"}

IMPORTS: dict[str, set[str]] = {
    "": set(),
    "paths": set(),
    "console": {"domain"},
    "diagnostics": {"pulumi", "domain"},
    "template": set(),
    "jobs": {"jobs"},
    "domain": {"pydantic", "domain"},
    "profiles": {"pydantic", "domain", "profiles"},
    "config": {"pydantic", "pydantic_core", "yaml", "domain", "profiles", "console", "paths", "config"},
    "seam": {"pulumi", "domain"},
    "secret_files": {"pulumi", "domain", "seam"},
    "components": {"pulumi", "domain", "seam", "secret_files", "components"},
    "operations": {"domain"},
    "platforms": {
        *("pulumi", "domain", "profiles", "seam", "secret_files", "operations"),
        *("jobs", "template", "console", "diagnostics", "paths", "platforms"),
        *SDKS,
    },
    "program": {
        *("pulumi", "domain", "profiles", "config"),
        *("components", "platforms", "diagnostics", "paths"),
    },
    "operate": {
        "psutil",
        "domain",
        "profiles",
        "config",
        "platforms",
        "operations",
        "console",
        "paths",
        "operate",
    },
    "render": {"pulumi", "google", "yaml", "domain", "profiles", "config", "render"},
    "review": {"yaml", "domain", "profiles", "config", "console", "paths", "review"},
    "explain": {"domain", "profiles", "config", "render", "program", "console", "paths", "explain"},
    "__main__": {"explain", "review"},
}
"""Layer → allowed imports, in addition to the standard library."""

_HALVES = ("profiles", "platforms")
"""Layers with a room for each platform."""


def target(imported: str) -> str:
    """`sorcha_infra.domain.names.x` → `domain`; `pulumi.runtime` → `pulumi`."""
    parts = imported.split(".")
    return parts[1] if parts[0] == PRODUCT and len(parts) > 1 else parts[0]


def offences(entry: Module) -> Iterator[str]:
    for imported in sorted(set(entry.imports())):
        top = imported.split(".")[0]
        internal = top == PRODUCT
        if not internal and top in sys.stdlib_module_names:
            continue
        if target(imported) not in IMPORTS[entry.layer]:
            yield f"{entry.path} imports {imported}"


@pytest.mark.parametrize("entry", product(), ids=lambda entry: entry.name)
def test_each_layer_imports_only_what_it_may(entry: Module) -> None:
    """With one exception the second platform would depend on Docker's SDK."""
    assert entry.layer in IMPORTS, f"{entry.path}: a new layer, list its imports in {__name__}"
    assert list(offences(entry)) == []


def test_no_rule_is_left_over() -> None:
    assert set(IMPORTS) == {entry.layer for entry in product()}


def platform_rooms() -> set[str]:
    """Names of the platforms, which are folders of a half."""
    rooms = {entry.name.split(".")[2] for entry in product() if entry.name.startswith(f"{PRODUCT}.profiles.")}
    return {
        room
        for room in rooms
        if any(entry.path.startswith(f"{PRODUCT}/profiles/{room}/") for entry in product())
    }


def strays(entry: Module) -> Iterator[str]:
    """Imports of a platform's room from outside of its two halves, except by the registers."""
    own = entry.name.split(".")[2] if entry.layer in _HALVES and entry.name.count(".") > 1 else ""
    if entry.path in (f"{PRODUCT}/profiles/__init__.py", f"{PRODUCT}/platforms/__init__.py"):
        return
    for imported in sorted(set(entry.imports())):
        parts = imported.split(".")
        is_in_half = parts[0] == PRODUCT and len(parts) > 2 and parts[1] in _HALVES
        if is_in_half and parts[2] in platform_rooms() - {own}:
            yield f"{entry.path} imports {imported}"


@pytest.mark.parametrize("entry", product(), ids=lambda entry: entry.name)
def test_a_platform_is_known_to_its_own_halves_and_the_registers_alone(entry: Module) -> None:
    """One place chooses the platform; no other place branches on it."""
    assert list(strays(entry)) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sorcha_infra/review/x.py", "from sorcha_infra.profiles.docker.kinds import CONTAINER"),
        ("sorcha_infra/program.py", "from sorcha_infra.platforms.docker.platform import DockerPlatform"),
        ("sorcha_infra/profiles/kubernetes/x.py", "from sorcha_infra.profiles.docker import kinds"),
        ("sorcha_infra/platforms/kubernetes/x.py", "from sorcha_infra.platforms.docker import files"),
    ],
)
def test_a_stray_import_is_noticed(path: str, text: str) -> None:
    assert list(strays(module(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sorcha_infra/domain/x.py", "import pulumi"),
        ("sorcha_infra/domain/x.py", "def f():\n    from sorcha_infra.config import load"),
        ("sorcha_infra/domain/x.py", "from ..config.load import load"),
        ("sorcha_infra/components/x.py", "import pulumi_docker as docker"),
        ("sorcha_infra/components/x.py", "from sorcha_infra.platforms.docker import files"),
        ("sorcha_infra/config/x.py", "from pulumi.runtime import config"),
        ("sorcha_infra/platforms/docker/x.py", "from sorcha_infra.components.base import SorchaComponent"),
        ("sorcha_infra/seam.py", "import docker.errors"),
        ("sorcha_infra/profiles/docker/x.py", "import pulumi"),
        ("sorcha_infra/profiles/docker/x.py", "from sorcha_infra.seam import File"),
        ("sorcha_infra/operate/x.py", "import pulumi"),
        ("sorcha_infra/program.py", "from tests.harness import render"),
    ],
)
def test_a_hole_in_a_wall_is_noticed(path: str, text: str) -> None:
    assert list(offences(module(path, text)))
