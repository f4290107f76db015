"""One way for the data, and provider SDKs in one wing only (architecture.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.architecture.source import PRODUCT, Module, module, product

_SDKS = {"pulumi_docker", "pulumi_kubernetes", "pulumi_random", "pulumi_tls", "docker", "kubernetes"}

_ALLOWED: dict[str, set[str]] = {
    "": set(),
    "domain": {"pydantic", "domain"},
    "config": {"pydantic", "pydantic_core", "yaml", "domain", "config"},
    "ports": {"pulumi", "domain"},
    "outputs": {"pulumi", "domain", "ports"},
    "scripts": {"scripts"},
    "components": {"pulumi", "domain", "ports", "outputs", "components"},
    "platforms": {"pulumi", "requests", "domain", "ports", "outputs", "scripts", "platforms", *_SDKS},
    "program": {"pulumi", "domain", "config", "components", "platforms"},
    "operate": {"domain", "config", "platforms", "operate"},
    "offline": {"pulumi", "google", "yaml", "config", "offline"},
    "review": {"domain", "config", "review"},
    "explain": {"domain", "config", "review", "explain"},
    "__main__": {"explain", "review"},
    "pages": {"domain", "config", "explain"},
}
"""Layer → what it may import besides the standard library."""


def target(imported: str) -> str:
    """`sorcha_infra.domain.names.x` → `domain`; `pulumi.runtime` → `pulumi`."""
    parts = imported.split(".")
    return parts[1] if parts[0] == PRODUCT and len(parts) > 1 else parts[0]


def offences(one: Module) -> Iterator[str]:
    for imported in sorted(set(one.imports())):
        top = imported.split(".")[0]
        internal = top == PRODUCT
        if not internal and top in sys.stdlib_module_names:
            continue
        if target(imported) not in _ALLOWED[one.layer]:
            yield f"{one.path} imports {imported}"


@pytest.mark.parametrize("one", product(), ids=lambda one: one.name)
def test_each_layer_imports_only_what_it_may(one: Module) -> None:
    """A wall with one hole is none: the second platform would have to live with Docker's SDK."""
    assert one.layer in _ALLOWED, f"{one.path}: a new layer; say in {__name__} what it may import"
    assert list(offences(one)) == []


def test_no_rule_is_left_over() -> None:
    assert set(_ALLOWED) == {one.layer for one in product()}


def test_a_platform_does_not_know_the_other() -> None:
    """What both need stands beside them; a chain of containers is no Deployment."""
    platforms = {one.name.split(".")[2] for one in product() if one.name.startswith(f"{PRODUCT}.platforms.")}
    for one in product():
        for other in platforms - {"generated"}:
            if one.name.startswith(f"{PRODUCT}.platforms.") and not one.name.startswith(
                f"{PRODUCT}.platforms.{other}"
            ):
                wrong = [name for name in one.imports() if name.startswith(f"{PRODUCT}.platforms.{other}")]
                assert wrong == [], one.path


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
        ("sorcha_infra/ports.py", "import docker.errors"),
        ("sorcha_infra/operate/x.py", "import pulumi"),
        ("sorcha_infra/program.py", "from tests.harness import render"),
    ],
)
def test_a_hole_in_a_wall_is_noticed(path: str, text: str) -> None:
    assert list(offences(module(path, text)))
