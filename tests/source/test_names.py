"""A name states the meaning of a value: no module and no variable is a participle or a pronoun."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import PurePath

import pytest

from tests.source.modules import Module, module, product, suite

_PRONOUNS = """
    one other others another each some few many most more none everything anything nothing something
    everybody anybody nobody somebody they them these those this that it who whom whose which what
    here there where when why how
"""
_PARTICIPLES = """
    accepted added admitted aggregated allowed answered answering asked bound built called changed chosen
    committed compared configured counted created declared decoded deleted derived described differing
    drained encoded ended ending escaped examined explained exported failed filtered finished
    fitted forbidden forced forcing found generated given gone got grown guarded heard held hidden hosted
    implied installed joined judged kept known left listed loaded looked lost made mapped marked masked
    merged minded missing mounted named needed nested noted opened owned parsed passed paused pending
    planned previewed published pulled quoted rebuilt recorded refused registered remembered removed
    rendered repaired replaced resolved reviewed rounded running said seen sent served shown signed
    sorted started stopped stored stuck taken told touched unbuilt unfinished unreadable used waited
    waiting wanted worked wrapped written
"""
# `expected` is allowed: with `actual` it is the usual name in tests.
_BANNED = frozenset((_PRONOUNS + _PARTICIPLES).split())


_KEYS = {("sorcha_infra/config/images.py", "published")}
"""File and field of a key in a file of users."""

_TEXTS_IN_CONTAINERS = "sorcha_infra/platforms/docker/postgres/agent/"
"""Programs in the containers of PostgreSQL and etcd: a changed name replaces every member of a deployed
stack, so their names follow with the next functional change."""


def names(entry: Module) -> Iterator[tuple[int, str]]:
    """Line and name of every variable: local, parameter, field, constant, import."""
    for node in ast.walk(entry.tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield node.lineno, name
            case (
                ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name))
            ):
                yield node.lineno, name


def offences(entry: Module) -> Iterator[str]:
    """Names without a meaning for the value."""
    states = _members_of_enumerations(entry)
    for line, name in names(entry):
        word = name.strip("_").lower()
        if word in _BANNED and (line, name) not in states and (entry.path, name) not in _KEYS:
            yield f"{entry.path}:{line}: {name}"
    file = PurePath(entry.path)
    yield from (
        f"{entry.path}: a module is named {part}"
        for part in (*file.parent.parts, file.stem)
        if part.strip("_") in _BANNED
    )


def _members_of_enumerations(entry: Module) -> set[tuple[int, str]]:
    """States are named by adjectives: `DELETED` of a stack, `REFUSED` of a verdict."""
    return {
        (target.lineno, target.id)
        for node in ast.walk(entry.tree)
        if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases)
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


@pytest.mark.parametrize(
    "entry",
    [entry for entry in (*product(), *suite()) if not entry.path.startswith(_TEXTS_IN_CONTAINERS)],
    ids=lambda entry: entry.path,
)
def test_no_name_is_a_participle_or_a_pronoun(entry: Module) -> None:
    assert list(offences(entry)) == []


@pytest.mark.parametrize(
    "text",
    [
        "told = 1",
        "def f(one): ...",
        "f = lambda _asked: 0",
        "[found for found in ()]",
        "import x as here",
        "class A:\n    given: int",
        "try: ...\nexcept E as known: ...",
    ],
)
def test_such_a_name_is_noticed(text: str) -> None:
    assert list(offences(module("sorcha_infra/x.py", text)))


def test_a_module_of_such_a_name_is_noticed() -> None:
    assert list(offences(module("sorcha_infra/generated.py", "")))
    assert list(offences(module("sorcha_infra/inside/unbuilt/x.py", "")))


def test_a_state_of_an_enumeration_is_an_adjective() -> None:
    assert not list(offences(module("sorcha_infra/x.py", "class S(StrEnum):\n    DELETED = 'deleted'")))
