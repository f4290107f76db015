"""What may stand in the repository at all."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath

from tests.architecture.source import PRODUCT, ROOT, files, product, suite

_TEXT = {".py", ".sh", ".pl", ".js", ".yaml", ".yml", ".toml", ".txt", ".json", ".md", ".go", ".env", ""}
_MACHINE = re.compile(r"(?<![\w.$}/-])/(?:work|root|opt/sorcha[\w-]*|home/\w+)/\w")
"""A path of one machine: absolute, at the begin of a word."""

_IN_IMAGES = ("tests/lab/",)
"""Paths there are paths inside of images."""


def texts(*suffixes: str) -> dict[str, str]:
    found = {}
    for path in files():
        if PurePath(path).suffix in (suffixes or _TEXT):
            try:
                found[path] = (ROOT / path).read_text()
            except UnicodeDecodeError:
                continue
    return found


def test_no_file_names_a_path_of_one_machine() -> None:
    """A clone elsewhere would look for what only this machine has."""
    # `/home/app/` is the home of the services' user in their images (contract §2.11).
    found = [
        f"{path}: {match.group()}"
        for path, text in texts().items()
        if not path.startswith(_IN_IMAGES) and path != "tests/architecture/test_repository.py"
        for match in _MACHINE.finditer(text)
        if not match.group().startswith("/home/app/")
    ]
    assert found == []
    assert _MACHINE.search("cd /work/main")
    assert _MACHINE.search('"/opt/sorcha-toolchain/bin"')


def test_the_product_does_not_import_its_tests() -> None:
    """An installation has no pytest, and a stand-in has no place in it."""
    assert [
        one.path for one in product() if any(name.split(".")[0] == "tests" for name in one.imports())
    ] == []


def test_every_test_is_collected_or_serves_one() -> None:
    """A file that pytest does not look into passes for ever."""
    used = Counter(name for one in suite() for name in _imported_names(one.imports()))
    for one in suite():
        file = PurePath(one.path)
        has_tests = any(line.startswith(("def test_", "async def test_")) for line in one.text.splitlines())
        if file.name.startswith("test_"):
            assert has_tests, f"{one.path} is collected and holds no test"
        else:
            assert not has_tests, f"{one.path} holds tests that nobody collects"
            known = file.name in ("conftest.py", "__init__.py", "__main__.py")
            assert known or used[file.stem] or _is_started(one.path), f"{one.path} is used by nothing"


def _imported_names(imports: object) -> set[str]:
    assert hasattr(imports, "__iter__")
    return {part for name in imports for part in str(name).split(".")}


def _is_started(path: str) -> bool:
    """Whether another file names it, as a program or plug-in that a test starts."""
    name = PurePath(path).name
    return any(name in text for other, text in texts(".py", ".sh", ".yaml", "").items() if other != path)


def test_shellcheck_sees_every_shell_script() -> None:
    """toolchain/verify finds scripts by their first lines; one without them is never looked at."""
    shebang = re.compile(r"^#!.*\b(ba)?sh$|^# shellcheck shell=", re.MULTILINE)
    missed = [path for path, text in texts(".sh").items() if not shebang.search(text)]
    assert missed == []


def test_every_script_and_file_of_the_product_is_used() -> None:
    """What nothing starts is read by everybody and tested by nobody."""
    source = "\n".join(one.text for one in product())
    folders = (f"{PRODUCT}/scripts/", f"{PRODUCT}/platforms/docker/files/")
    kept = [path for path in files() if path.startswith(folders) and not path.endswith(".py")]
    assert len(kept) > 8
    assert [path for path in kept if PurePath(path).name not in source] == []


def test_the_product_and_its_images_float_on_no_tag() -> None:
    """`latest` is another program after the next pull."""
    named = {path: text for path, text in texts().items() if path.startswith((PRODUCT, "stacks/"))}
    assert [path for path, text in named.items() if re.search(r"[\w/]:latest\b", text)] == []
