"""Neutral rooms use no word of one platform, which would be knowledge in the wrong room."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.source.modules import PRODUCT

_WORDS = re.compile(
    r"docker|container|subnet|ipam|dockerfile|must_?run|\buploads?\b|\benvs\b|networks_?advanced"
    r"|kubernetes|kubectl|kubelet|\bpods?\b|stateful_?set|\bhelm\b|config_?map"
    r"|patroni|etcd|haproxy|nginx",
    re.IGNORECASE,
)

_OF_ONE_PLATFORM = (
    f"{PRODUCT}/profiles/docker/",
    f"{PRODUCT}/profiles/kubernetes/",
    f"{PRODUCT}/platforms/docker/",
    f"{PRODUCT}/profiles/__init__.py",
    f"{PRODUCT}/platforms/__init__.py",
)
"""Rooms of a platform, and the two registers."""

_KEY = "a key of the stack file on every platform"
_EXCEPTIONS: dict[tuple[str, str], str] = {
    ("domain/topology.py", "etcd patroni"): f"`postgres.etcdMembers` and `postgres.patroniImage`: {_KEY}",
    ("domain/secrets.py", "etcd patroni"): f"`sorcha:etcdPassword` and `sorcha:patroniPassword`: {_KEY}",
    ("domain/deployment.py", "haproxy nginx"): f"values of `edge.kind`: {_KEY}",
    ("config/parse.py", "haproxy"): f"the default of `edge.kind`: {_KEY}",
    ("seam.py", "haproxy nginx"): f"values of `edge.kind`: {_KEY}",
    ("domain/names.py", "kubernetes"): "app.kubernetes.io: labels that tools support on every platform",
    ("domain/services.py", "kubernetes"): "kubernetes/plan.md: a document of Sorcha that is a source",
    ("domain/public_defaults.py", "docker"): "docker-compose.yml and a credential that Sorcha published",
    ("domain/rules/images.py", "docker"): "a command that reads a digest from any registry",
    ("render/outputs.py", "container docker"): "types of a provider, in the only table of types",
}
"""File and its words → reason."""


def _neutral() -> Iterator[Path]:
    for folder in (PRODUCT, "policy"):
        for path in sorted((ROOT / folder).rglob("*")):
            text = path.relative_to(ROOT).as_posix()
            if path.suffix in (".py", ".sh", ".js", ".pl", ".pm") and not text.startswith(
                (*_OF_ONE_PLATFORM, "policy/venv/")
            ):
                yield path


def words(text: str) -> set[str]:
    """Words of one platform in a text."""
    return {match.group().lower() for match in _WORDS.finditer(text)}


def _allowance(path: str) -> set[str]:
    return {word for file, names in _EXCEPTIONS if file == path for word in names.split()}


@pytest.mark.parametrize("path", tuple(_neutral()), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_neutral_room_holds_no_word_of_one_platform(path: Path) -> None:
    text = path.read_text()
    short = path.relative_to(ROOT).as_posix().removeprefix(f"{PRODUCT}/")
    lines = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if words(line) - _allowance(short)
    ]
    assert lines == []


@pytest.mark.parametrize(("file", "names"), _EXCEPTIONS)
def test_each_exception_is_in_use(file: str, names: str) -> None:
    assert words((ROOT / PRODUCT / file).read_text()) == set(names.split())


@pytest.mark.parametrize(
    "text",
    ["the container's port", "mustRun", "must_run=True", "docker0", "kubectl get pods", "inputs['envs']"],
)
def test_a_word_is_noticed(text: str) -> None:
    assert words(text)


def test_a_word_inside_of_another_is_none() -> None:
    assert words("a tripod with a helmet") == set()
