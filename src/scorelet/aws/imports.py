"""What a Python source imports, read from its text: nothing of it is run."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Import(NamedTuple):
    """One name that a source imports.

    name    in full: `from a.b import c` imports a.b and maybe a.b.c, and gives both
    line    where it stands
    late    it is not imported with its module: it stands in a function, or where its absence may be caught
    within  the name may be a module's, or that of something in one
    """

    name: str
    line: int
    late: bool = False
    within: bool = False


def imports_of(tree: ast.AST, package: str = "") -> Iterator[Import]:
    """All imports but those that only type checkers read. `package`: where relative ones start."""
    yield from _of(tree, package, late=False)


def _of(node: ast.AST, package: str, *, late: bool) -> Iterator[Import]:
    match node:
        case ast.Import():
            for alias in node.names:
                yield Import(alias.name, node.lineno, late)
        case ast.ImportFrom():
            yield from _from(node, package, late)
        case ast.If() if is_type_checking(node.test):
            yield from _of_all(node.orelse, package, late)
        case _:
            inside = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.Try)
            yield from _of_all(ast.iter_child_nodes(node), package, inside)


def _of_all(nodes: Iterable[ast.AST], package: str, late: bool) -> Iterator[Import]:
    for node in nodes:
        yield from _of(node, package, late=late)


def _from(node: ast.ImportFrom, package: str, late: bool) -> Iterator[Import]:
    base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
    name = ".".join([*filter(None, base), *([node.module] if node.module else [])])
    if name:
        yield Import(name, node.lineno, late)
    for alias in node.names:
        if alias.name != "*":
            yield Import(f"{name}.{alias.name}" if name else alias.name, node.lineno, late, within=True)


def is_type_checking(test: ast.expr) -> bool:
    """Whether a condition is `TYPE_CHECKING` or `typing.TYPE_CHECKING`."""
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
