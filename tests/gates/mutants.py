"""Small changes of a function, as a typing error would make them."""

from __future__ import annotations

import ast
import copy
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Mutant:
    """One function with one thing changed."""

    function: FunctionType
    line: int
    description: str
    code: Any

    @property
    def place(self) -> str:
        return f"{self.function.__module__.removeprefix('sorcha_infra.')}:{self.line}"

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Apply the change to the function, for all its users."""
        usual = self.function.__code__
        self.function.__code__ = self.code
        try:
            yield
        finally:
            self.function.__code__ = usual


def mutants(module: ModuleType) -> Iterator[Mutant]:
    """Mutants of all functions of a module."""
    tree = ast.parse(inspect.getsource(module))
    for node in tree.body:
        function = getattr(module, node.name, None) if isinstance(node, ast.FunctionDef) else None
        if isinstance(node, ast.FunctionDef) and isinstance(function, FunctionType):
            yield from _mutants_of(function, node, module)


def _mutants_of(function: FunctionType, node: ast.FunctionDef, module: ModuleType) -> Iterator[Mutant]:
    for index, (place, description, _) in enumerate(_sites(node)):
        copy_of_node = copy.deepcopy(node)
        _, _, change = list(_sites(copy_of_node))[index]
        change()
        ast.fix_missing_locations(copy_of_node)
        scope: dict[str, Any] = dict(vars(module))
        exec(compile(ast.Module([copy_of_node], []), module.__file__ or "", "exec"), scope)
        function_of_copy = scope[node.name]
        yield Mutant(function, place, f"{node.name}: {description}", function_of_copy.__code__)


Site = tuple[int, str, Callable[[], None]]


def _sites(function: ast.FunctionDef) -> Iterator[Site]:
    """Line, what is changed, and what changes it."""
    for node in _decisive_nodes(function):
        yield from _operators(node)
        yield from _values(node)
        yield from _statements(node)


def _decisive_nodes(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Nodes that decide. tests/config checks the texts and fixes of findings."""
    queue: list[ast.AST] = list(function.body)
    while queue:
        node = queue.pop(0)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        yield node
        queue += [child for child in ast.iter_child_nodes(node) if child not in _texts(node)]


def _texts(node: ast.AST) -> list[ast.AST]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return [node.annotation] if isinstance(node, ast.AnnAssign) else []
    if node.func.id == "Finding":
        return [*node.args[1:2], *(keyword for keyword in node.keywords if keyword.arg == "expected")]
    if node.func.id in ("Problem", "even_voters", "_https", "_unused_key"):
        return [keyword for keyword in node.keywords if keyword.arg != "severity"]
    return []


def _operators(node: ast.AST) -> Iterator[Site]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            if type(operator) in _SWAPS:
                yield line, f"{ast.unparse(node)}: the comparison turned", _setter(node.ops, at, operator)
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _SWAPS:
        turned_operator = _SWAPS[type(node.op)]()
        yield line, f"{ast.unparse(node)}: the operator turned", lambda: setattr(node, "op", turned_operator)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield line, f"{ast.unparse(node)}: not left out", lambda: setattr(node, "op", ast.UAdd())


def _setter(operators: list[Any], at: int, operator: ast.AST) -> Callable[[], None]:
    def change() -> None:
        operators[at] = _SWAPS[type(operator)]()

    return change


def _values(node: ast.AST) -> Iterator[Site]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        value = not node.value
        yield node.lineno, f"{node.value} turned", lambda: setattr(node, "value", value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        next_value = node.value + 1
        yield node.lineno, f"{node.value} made {next_value}", lambda: setattr(node, "value", next_value)


def _statements(node: ast.AST) -> Iterator[Site]:
    if isinstance(node, ast.If):
        for value in (True, False):
            yield node.lineno, f"if {ast.unparse(node.test)}: always {value}", _always(node, value)
    elif isinstance(node, ast.Yield | ast.YieldFrom):
        yield node.lineno, "a finding left out", lambda: _silence(node)


def _always(node: ast.If, value: bool) -> Callable[[], None]:
    return lambda: setattr(node, "test", ast.Constant(value))


def _silence(node: ast.Yield | ast.YieldFrom) -> None:
    # Still a generator, that yields nothing there.
    node.__class__ = ast.YieldFrom
    node.value = ast.Tuple([], ast.Load())
