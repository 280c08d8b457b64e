"""Short names for Python's `ast` nodes, as the lowering needs them.

Nodes are made without positions. `placed` gives a finished piece its line, which stands for a place in the
document (see `program.Places`); parts that have a line already keep it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any, TypeVar

A = TypeVar("A", bound=ast.AST)


def load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def store(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())


def constant(value: Any) -> ast.Constant:
    return ast.Constant(value)


def call(function: str | ast.expr, *args: ast.expr) -> ast.Call:
    return ast.Call(load(function) if isinstance(function, str) else function, list(args), [])


def attribute(value: ast.expr, name: str) -> ast.Attribute:
    return ast.Attribute(value, name, ast.Load())


def subscript(value: ast.expr, key: ast.expr) -> ast.Subscript:
    return ast.Subscript(value, key, ast.Load())


def assign(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([store(name)], value)


def assign_all(names: Iterable[str], values: Iterable[ast.expr]) -> ast.Assign:
    """``a, b = x, y``"""
    return ast.Assign([ast.Tuple([store(name) for name in names], ast.Store())], ast.Tuple(list(values), ast.Load()))


def walrus(name: str, value: ast.expr) -> ast.NamedExpr:
    return ast.NamedExpr(store(name), value)


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.Compare:
    return ast.Compare(left, [operator], [right])


def is_none(value: ast.expr) -> ast.Compare:
    return compare(value, ast.Is(), constant(None))


def is_class(value: ast.expr, name: str) -> ast.Compare:
    """``type(value) is name``"""
    return compare(call("type", value), ast.Is(), load(name))


def all_of(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)


def any_of(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)


def negation(test: ast.expr) -> ast.expr:
    match test:
        case ast.Compare(left=left, ops=[ast.Is()], comparators=[right]):
            return compare(left, ast.IsNot(), right)
    return ast.UnaryOp(ast.Not(), test)


def tuple_of(items: Iterable[ast.expr]) -> ast.Tuple:
    return ast.Tuple(list(items), ast.Load())


def effect(value: ast.expr) -> ast.Expr:
    return ast.Expr(value)


def block(statements: list[ast.stmt]) -> list[ast.stmt]:
    """A suite: Python wants at least one statement."""
    return statements or [ast.Pass()]


def arguments(names: Iterable[str]) -> ast.arguments:
    return ast.arguments([], [ast.arg(name) for name in names], None, [], [], None, [])


def function(name: str, params: Iterable[str], body: list[ast.stmt]) -> ast.FunctionDef:
    return ast.FunctionDef(name, arguments(params), block(body), [])


def stable(value: ast.expr) -> bool:
    """Whether evaluating `value` now or later is the same (within an expression that changes no variable)."""
    return isinstance(value, ast.Name | ast.Constant)


def placed(node: A, line: int) -> A:
    """`node` and the parts of it that have no line yet, on that line."""
    pending: list[ast.AST] = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, ast.expr | ast.stmt | ast.excepthandler | ast.arg):
            if hasattr(part, "lineno"):
                continue
            part.lineno = part.end_lineno = line
            part.col_offset = part.end_col_offset = 0
        pending.extend(ast.iter_child_nodes(part))
    return node
