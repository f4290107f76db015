"""Rules over all files of the repository."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath

from sorcha_infra.paths import ROOT
from tests.source.modules import PRODUCT, files, product, suite

_TEXT = {".py", ".sh", ".pl", ".js", ".yaml", ".yml", ".toml", ".txt", ".json", ".md", ".go", ".env", ""}
_MACHINE = re.compile(r"(?<![\w.$}/-])/(?:work|root|opt/sorcha[\w-]*|home/\w+)/\w")
"""Path of one machine: absolute, at the beginning of a word."""

_IN_IMAGES = ("lab/", "tests/lab/")
"""Folders whose paths are paths in images."""


def texts(*suffixes: str) -> dict[str, str]:
    contents = {}
    for path in files():
        if PurePath(path).suffix in (suffixes or _TEXT):
            try:
                contents[path] = (ROOT / path).read_text()
            except UnicodeDecodeError:
                continue
    return contents


def test_no_file_names_a_path_of_one_machine() -> None:
    """A clone on another machine would not have the path."""
    # `/home/app/` is the home of the services' user in their images (contract §2.11).
    places = [
        f"{path}: {match.group()}"
        for path, text in texts().items()
        if not path.startswith(_IN_IMAGES) and path != "tests/source/test_repository.py"
        for match in _MACHINE.finditer(text)
        if not match.group().startswith("/home/app/")
    ]
    assert places == []
    assert _MACHINE.search("cd /work/main")
    assert _MACHINE.search('"/opt/sorcha-toolchain/bin"')


def test_the_product_does_not_import_its_tests() -> None:
    """An installation has no pytest, and must not use a stand-in."""
    assert [
        entry.path for entry in product() if any(name.split(".")[0] == "tests" for name in entry.imports())
    ] == []


def test_the_product_runs_no_file_of_its_tests() -> None:
    """The lab is a separate tool; an installation can lack the tests."""
    pattern = re.compile(r"""["']tests/""")
    assert [entry.path for entry in product() if pattern.search(entry.text)] == _PROOFS


_PROOFS = [
    f"{PRODUCT}/profiles/docker/promises/__init__.py",
    f"{PRODUCT}/profiles/docker/promises/pools.py",
    f"{PRODUCT}/profiles/docker/promises/postgres.py",
    f"{PRODUCT}/profiles/docker/promises/stores.py",
]
"""Files that name the test behind a promise, but do not run it."""


def test_every_test_is_collected_or_serves_one() -> None:
    """A file that pytest does not collect never fails."""
    counts = Counter(name for entry in suite() for name in _imported_names(entry.imports()))
    for entry in suite():
        file = PurePath(entry.path)
        has_tests = any(line.startswith(("def test_", "async def test_")) for line in entry.text.splitlines())
        if file.name.startswith("test_"):
            assert has_tests, f"{entry.path} is collected and holds no test"
        else:
            assert not has_tests, f"{entry.path} holds tests that are not collected"
            is_special = file.name in ("conftest.py", "__init__.py", "__main__.py")
            assert is_special or counts[file.stem] or _is_started(entry.path), f"{entry.path} is not used"


def _imported_names(imports: object) -> set[str]:
    assert hasattr(imports, "__iter__")
    return {part for name in imports for part in str(name).split(".")}


def _is_started(path: str) -> bool:
    """Whether another file names it, such as a program or plug-in that a test starts."""
    name = PurePath(path).name
    return any(name in text for file, text in texts(".py", ".sh", ".yaml", "").items() if file != path)


def test_shellcheck_sees_every_shell_script() -> None:
    """toolchain/verify finds scripts by their first lines; it skips a script without them."""
    shebang = re.compile(r"^#!.*\b(ba)?sh$|^# shellcheck shell=", re.MULTILINE)
    paths = [path for path, text in texts(".sh").items() if not shebang.search(text)]
    assert paths == []


def test_every_script_and_file_of_the_product_is_used() -> None:
    """An unused file is maintained without a test."""
    source = "\n".join(entry.text for entry in product())
    folders = (f"{PRODUCT}/jobs/", f"{PRODUCT}/platforms/docker/files/")
    paths = [path for path in files() if path.startswith(folders) and not path.endswith(".py")]
    assert len(paths) > 8
    assert [path for path in paths if PurePath(path).name not in source] == []


def test_the_product_and_its_images_float_on_no_tag() -> None:
    """`latest` can be a different program after the next pull."""
    contents = {path: text for path, text in texts().items() if path.startswith((PRODUCT, "stacks/"))}
    assert [path for path, text in contents.items() if re.search(r"[\w/]:latest\b", text)] == []
