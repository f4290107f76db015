"""Messages to users are made by constructors alone, and each has the one grammar."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sorcha_infra.domain.messages import Message
from tests.source.language import breaches
from tests.source.modules import Module, module, product

_WRITERS = {
    "sorcha_infra/console.py": "the terminal",
    "sorcha_infra/diagnostics.py": "Pulumi's log",
    "sorcha_infra/render/__main__.py": "JSON on standard output, for the program that called it",
}
"""Modules that may print or log."""

_USER_ERRORS = ("UserError", "RefusedError", "UnreadableError", "VetoError", "UnknownNodeError")
"""Exceptions with a message of the grammar, or with problems."""

_INTERNAL = ("DuplicateKeyError",)
"""Exceptions that their own module catches and turns into problems."""

_DEFECTS = ("KeyError", "LookupError", "NotImplementedError", "TypeError", "ValueError", "DuplicateUrnError")
"""Defects of the program itself: a traceback is right, and no input of a user leads to one."""

_IN_CONTAINERS = "sorcha_infra/platforms/docker/postgres/agent/"
"""Programs of a container: their output is a log, not a message of the grammar."""

_CONSTRUCTORS = {
    "Problem": ("path", "finding", "expected"),
    "Finding": ("resource", "problem", "expected"),
    "Message": ("path", "problem", "expected"),
    "UserError": ("path", "problem", "expected", "fix"),
    "VetoError": ("path", "problem", "expected", "fix"),
    "warn": ("path", "problem", "expected", "fix"),
    "error": ("path", "problem", "expected", "fix"),
}
"""Constructor → its parts, in the order of its parameters."""

_LINE = re.compile(r"\S[^\n]*?: [^\n]+\.")
_FIX = re.compile(r"    (?:Fix|Or|Or accept the deviation): \S[^\n]*[^.\n]")


def _modules() -> list[Module]:
    return [entry for entry in product() if not entry.path.startswith(_IN_CONTAINERS)]


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return f"{_name(node.value)}.{node.attr}" if isinstance(node.value, ast.Name) else node.attr
    return ""


def writes(source: Module) -> Iterator[str]:
    """Calls that write to a terminal or a log."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            name = _name(node.func)
            parts = ast.unparse(node.func)
            if name == "print" or parts.startswith(("pulumi.log.", "sys.stderr.", "sys.stdout.", "log.")):
                yield f"{node.lineno}: {parts}"
            if name == "sys.exit" and any(isinstance(argument, ast.Constant) for argument in node.args):
                yield f"{node.lineno}: {parts}"


def foreign_raises(source: Module) -> Iterator[str]:
    """Exceptions that are neither for a user nor a defect of the program."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = _name(node.exc.func).rpartition(".")[2]
            if name not in (*_USER_ERRORS, *_INTERNAL, *_DEFECTS) and name[:1].isupper():
                yield f"{node.lineno}: {name}"


@dataclass(frozen=True)
class Part:
    """One argument of a constructor, as far as it is written there."""

    place: str
    name: str
    text: str


def parts(source: Module) -> Iterator[Part]:
    """Literal text of every constructor call; a value that is filled in reads `…`."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = _name(node.func).rpartition(".")[2]
        names = _CONSTRUCTORS.get(name, ())
        if name in ("warn", "error") and not ast.unparse(node.func).startswith("diagnostics."):
            continue
        arguments = dict(zip(names, node.args, strict=False))
        arguments |= {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg in names}
        for key, value in arguments.items():
            for text in _literals(value):
                yield Part(f"{source.path}:{node.lineno}", key, text)


def _literals(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(
                str(value.value) if isinstance(value, ast.Constant) else "…" for value in node.values
            )
        case ast.IfExp():
            yield from (*_literals(node.body), *_literals(node.orelse))
        case ast.BinOp(op=ast.Add()):
            yield from (
                first + second
                for first in list(_literals(node.left)) or ["…"]
                for second in list(_literals(node.right)) or ["…"]
            )


def faults(part: Part) -> Iterator[str]:
    """Breaches of the grammar in one part of a message."""
    text = part.text
    yield from breaches(text)
    if part.name in ("problem", "finding", "expected"):
        if text.endswith((".", ":", ",")):
            yield "punctuation at its end"
        if re.search(r"\b(?:found|allowed)\b:?", text) and re.search(r"\ballowed\b", text):
            yield "`allowed` belongs into the expectation"
        if any(phrase.count(": ") > 1 for phrase in re.split(r"[.;] ", re.sub(r"`[^`]*`", "", text))):
            yield "a chain of colons"
    if part.name == "expected" and text[:1].isupper() and not re.match(r"[A-Z]{2,}|PEM", text):
        yield "an expectation begins in lower case"
    if part.name == "fix" and text.endswith("."):
        yield "punctuation at its end"


def test_only_the_writers_write() -> None:
    assert {
        source.path: calls
        for source in _modules()
        if source.path not in _WRITERS and (calls := list(writes(source)))
    } == {}


def test_a_raise_is_for_a_user_or_a_defect() -> None:
    assert {source.path: calls for source in _modules() if (calls := list(foreign_raises(source)))} == {}


@pytest.mark.parametrize(
    "source", [entry for entry in _modules() if list(parts(entry))], ids=lambda source: source.path
)
def test_each_message_has_the_grammar(source: Module) -> None:
    failures = [
        f"{part.place}: {part.name}: {fault}: {part.text}" for part in parts(source) for fault in faults(part)
    ]
    assert failures == []


def test_there_are_messages() -> None:
    """The search would pass on nothing; the program makes more than this many."""
    assert sum(part.name in ("problem", "finding") for source in _modules() for part in parts(source)) > 90


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("Problem(path='a', finding='found 3, allowed 1')", "`allowed` belongs into the expectation"),
        ("Problem(path='a', finding=f'is {x}.')", "punctuation at its end"),
        ("UserError('a', 'it is wrong: this: that', fix='x')", "a chain of colons"),
        ("UserError('a', 'nobody runs', fix='x')", "nobody"),
        ("diagnostics.warn('a', 'is wrong', expected='The one')", "an expectation begins in lower case"),
    ],
)
def test_a_breach_is_noticed(code: str, fault: str) -> None:
    assert [breach for part in parts(module("a.py", code)) for breach in faults(part)] == [fault]


@pytest.mark.parametrize(
    "code", ["print('x')", "pulumi.log.warn('x')", "sys.stderr.write('x')", "sys.exit('x')"]
)
def test_a_write_past_the_constructors_is_noticed(code: str) -> None:
    assert list(writes(module("a.py", code)))


def test_a_raise_past_the_constructors_is_noticed() -> None:
    assert list(foreign_raises(module("a.py", "raise RuntimeError('the port is in use')")))


def test_a_message_is_printed_by_the_grammar() -> None:
    message = Message(
        path="sorcha:deployment.edge.httpPort",
        problem="443 is the port of edge.httpsPort",
        expected="another port",
        fixes=("pulumi config set …", "pulumi config rm …"),
        acceptance="pulumi config set accept",
        details=("one\ntwo",),
    )
    first, *rest = str(message).splitlines()
    assert _LINE.fullmatch(first)
    assert [bool(_FIX.fullmatch(line)) for line in rest] == [False, False, True, True, True]
