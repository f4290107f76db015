"""Every command of the documents is run by a test, is generated, or has a reason why no test runs it."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import cast

import pytest

from sorcha_infra.config.report import report
from sorcha_infra.operate.summary import summary
from sorcha_infra.paths import ROOT
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate import DockerOperations
from tests.config.stacks import dev, examine_stack, refusals
from tests.domain.deployments import deployment
from tests.harness.documents import Block, Documented, blocks, every_command, is_command, paths, read
from tests.source.modules import Module, module, suite

_MOST_NOT_RUN = 10

NOT_RUN = {
    "make test": "It is the run of all tests; a test cannot start it.",
    "make mutate": "`make check` runs the same program, `tests.gates.mutate`, for minutes.",
    "make e2e TIER=prod-small": "It runs all tests of prod-small, an hour; `make test` has the quick ones.",
    "REFRESH=1 lab/build": "It downloads all Debian packages again and replaces the images of all tests.",
    "journalctl -u docker -n 50": "The engine of the tests may run without systemd.",
    "systemctl restart docker": "The engine of the tests may run without systemd.",
}
"""Commands that no test runs, and the reason."""

CONTAINED = {
    ". ./env.sh": ("tests/e2e/clone.py", "_IN_ENVIRONMENT = '. ./env.sh && exec \"$@\"'"),
    "make check": (".github/workflows/pull-request.yml", "- run: make check\n"),
    "pulumi preview --stack dev --policy-pack policy": (
        "tests/gates/test_preview.py",
        '"preview", "--stack", STACK, "--policy-pack", "policy"',
    ),
    "make up": ("tests/e2e/dev/test_30_no_change.py", '"make", "up", f"STACK={STACK}"'),
}
"""Commands that a test or the workflow contains: the file, and the same command there."""

_PAGE = "<!-- Written by `python -m sorcha_infra.explain.pages`"
"""First words of a page that the program writes."""

_DRAWINGS = {"docs/architecture.md": "stacks/Pulumi.<stack>.yaml"}
"""Blocks without a label that hold no text of a terminal: their first lines."""


def _summary() -> str:
    stack = deployment("dev", publicUrl="http://localhost:8080")
    outputs = {"url": stack.public_url, "adminEmail": "admin@sorcha.local", "tier": stack.tier}
    return summary("dev", stack, outputs, DockerOperations(cast(Engine, None)), 58.4)


def _errors() -> str:
    stack = dev(services={"tenant": {"replcas": 2}, "validator": {"replicas": 2}})
    return report(refusals(examine_stack(stack)), "dev", "stacks/Pulumi.dev.yaml")


_OUTPUTS = {"README.md": _summary, "docs/configuration.md": _errors}
"""Blocks without a label that the program prints."""


def run_entries(entry: Module) -> Iterator[Documented]:
    """The commands that a test takes from a document: calls of `Documented` with constants."""
    constants = {
        node.targets[0].id: node.value.value
        for node in entry.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }
    for node in entry.nodes(ast.Call):
        assert isinstance(node, ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == Documented.__name__:
            document, fragment = (_constant(entry, argument, constants) for argument in node.args[:2])
            yield Documented(document, fragment)


def _constant(entry: Module, node: ast.expr, constants: Mapping[str, object]) -> str:
    value = constants.get(node.id) if isinstance(node, ast.Name) else getattr(node, "value", None)
    assert isinstance(value, str), f"{entry.path}:{node.lineno}: Documented needs constants of the module"
    return value


@cache
def run_texts() -> frozenset[str]:
    """The commands that a test runs."""
    entries = (entry for test in suite() if _is_test(test) for entry in run_entries(test))
    return frozenset(_normal(text) for entry in entries for text in entry.matches())


def _normal(text: str) -> str:
    """After `. ./env.sh` the Python of the clone is the first on the path."""
    return text.replace("venv/bin/python ", "python ")


def _is_test(entry: Module) -> bool:
    return "/test_" in entry.path and entry.path != "tests/source/test_commands.py"


def generated() -> set[str]:
    """The commands that occur on pages of the program alone."""
    pages = {path for path in paths() if (ROOT / path).read_text().startswith(_PAGE)}
    places: dict[str, set[str]] = {}
    for command in every_command():
        places.setdefault(command.text, set()).add(command.document)
    return {text for text, documents in places.items() if documents <= pages}


def classes(text: str) -> list[str]:
    """The classes of a command."""
    members = {
        "run": _normal(text) in run_texts(),
        "contained": text in CONTAINED,
        "generated": text in generated() and _normal(text) not in run_texts(),
        "not run": text in NOT_RUN,
    }
    return [name for name, is_member in members.items() if is_member]


@pytest.mark.parametrize("text", sorted({command.text for command in every_command()}))
def test_a_command_is_run_generated_or_has_a_reason(text: str) -> None:
    places = [command.place for command in every_command() if command.text == text]
    assert len(classes(text)) == 1, f"{places}: {text}: {classes(text) or 'no test runs it'}"


@pytest.mark.parametrize(
    "entry", [entry for entry in suite() if _is_test(entry)], ids=lambda entry: entry.path
)
def test_a_test_runs_commands_that_the_documents_have(entry: Module) -> None:
    assert all(run.text for run in run_entries(entry))


def test_few_commands_are_not_run_and_each_has_a_reason() -> None:
    assert len(NOT_RUN) <= _MOST_NOT_RUN
    assert all(reason.endswith(".") for reason in NOT_RUN.values())


@pytest.mark.parametrize("text", [*NOT_RUN, *CONTAINED])
def test_a_listed_command_is_in_a_document(text: str) -> None:
    assert text in {command.text for command in every_command()}


@pytest.mark.parametrize("text", CONTAINED)
def test_a_contained_command_is_in_its_file(text: str) -> None:
    path, line = CONTAINED[text]
    assert line in (ROOT / path).read_text()


def _other_blocks() -> list[Block]:
    return [block for path in paths() for block in blocks(path) if not block.is_shell and not block.label]


@pytest.mark.parametrize("block", _other_blocks(), ids=lambda block: f"{block.document}:{block.line}")
def test_a_block_of_output_is_what_the_program_prints(block: Block) -> None:
    if _DRAWINGS.get(block.document) == block.title:
        return
    assert block.document in _OUTPUTS, f"{block.title!r} is neither a command nor a known output: add a label"
    text = _words(_OUTPUTS[block.document]())
    assert [line for line in block.lines if _words(line) not in text] == []


def _words(text: str) -> str:
    return " ".join(text.split())


_TEXT = """# A page

Run `make up`, `docker kill`, `docker volume prune` or `toolchain/setup`. Run `make up STACK=dev` and `git
clean -xfd`.

```
make check   # all
echo 'a # b' # c
docker ps \\
  --all
```
1. A step.
   ```
   docker exec a b 'c
     d'
   ```
"""


def test_commands_are_found() -> None:
    texts = [command.text for command in read("a.md", _TEXT)]
    assert texts == [
        "make up STACK=dev",
        "git clean -xfd",
        "make check",
        "echo 'a # b'",
        "docker ps --all",
        "docker exec a b 'c\n  d'",
    ]


@pytest.mark.parametrize(
    "span", ["make up", "docker kill", "docker volume prune", "pulumi stack ls", "kill -9", "cp"]
)
def test_a_name_is_a_mention(span: str) -> None:
    assert not is_command(span)


@pytest.mark.parametrize(
    "span",
    ["make up STACK=dev", "docker stop a", "docker ps -a", "pulumi stack select dev", ". ./env.sh", "cp a b"],
)
def test_an_argument_makes_a_command(span: str) -> None:
    assert is_command(span)


def test_a_variable_in_place_of_a_constant_is_noticed() -> None:
    text = "def test_a(page):\n    Documented(page, 'make')\n"
    with pytest.raises(AssertionError, match="constants"):
        list(run_entries(module("tests/test_x.py", text)))


def test_the_classes_are_counted() -> None:
    """All but one class may be empty for a command; none of the classes is empty as a whole."""
    counts = Counter(name for text in {command.text for command in every_command()} for name in classes(text))
    assert set(counts) == {"run", "contained", "generated", "not run"}
