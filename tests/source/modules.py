"""Parsed source of the program, and files of the repository."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sorcha_infra.paths import ROOT

PRODUCT = "sorcha_infra"


@dataclass(frozen=True)
class Module:
    """One Python file."""

    path: str
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Dotted name: `sorcha_infra.domain.names`."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def layer(self) -> str:
        """Folder or file directly below the product's: `domain`, `seam`."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else ""

    def imports(self) -> Iterator[str]:
        """Dotted names of its imports, including those in functions."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{self._base(node)}.{alias.name}" for alias in node.names)

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        package = self.name.split(".")
        parents = package if self.path.endswith("__init__.py") else package[:-1]
        return ".".join([*parents[: len(parents) - node.level + 1], *([node.module] if node.module else [])])

    def nodes(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        """All nodes of these kinds."""
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


def module(path: str, text: str) -> Module:
    return Module(path, text, ast.parse(text, path))


@cache
def product() -> tuple[Module, ...]:
    """Every module of the program."""
    paths = sorted((ROOT / PRODUCT).rglob("*.py"))
    return tuple(module(str(path.relative_to(ROOT)), path.read_text()) for path in paths)


@cache
def suite() -> tuple[Module, ...]:
    """Every module of the tests, except programs of the lab's images."""
    return tuple(
        module(path, (ROOT / path).read_text())
        for path in files()
        if path.startswith("tests/") and path.endswith(".py") and "/standin/" not in path
    )


@cache
def files() -> tuple[str, ...]:
    """Files of the repository: tracked, or new and not ignored."""
    output = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(sorted(path for path in output.split("\0") if path and (ROOT / path).is_file()))
