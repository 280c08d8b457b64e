"""Assignments that nothing reads are left out.

They are left behind where a specialiser reads the parts of a value instead of the value: the array that a
regression's terms were gathered in, say, or the sum for a class that nobody asks for. Names are unique in the
module, so one look at all reads decides; what only such an assignment reads goes with it.
"""

from __future__ import annotations

import ast
from collections import Counter
from typing import TypeVar

A = TypeVar("A", bound=ast.AST)

_SUITES = (ast.FunctionDef, ast.If, ast.For, ast.While, ast.Try, ast.ExceptHandler)


def without_unused(node: A) -> A:
    """`node` without assignments of plain displays and names, and additions of constants, to variables that are never
    read."""
    found = _Remover(_read(node)).visit(node)
    assert isinstance(found, type(node))
    return found


def _read(node: ast.AST) -> set[str]:
    """The names that are read by more than assignments which are left out."""
    reads: Counter[str] = Counter()
    given: dict[str, list[ast.expr]] = {}
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name, ctx=ast.Load()):
                reads[name] += 1
            case ast.AugAssign(target=ast.Name(id=name), value=value) if not isinstance(value, ast.Constant):
                reads[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _pure(value):
                given.setdefault(name, []).append(value)
    pending = [name for name in given if not reads[name]]
    while pending:
        for value in given.get(pending.pop(), ()):
            for name in _names(value):
                reads[name] -= 1
                if not reads[name]:
                    pending.append(name)
    return {name for name, count in reads.items() if count}


def _names(value: ast.expr) -> list[str]:
    return [part.id for part in ast.walk(value) if isinstance(part, ast.Name)]


class _Remover(ast.NodeTransformer):
    def __init__(self, read: set[str]) -> None:
        self.read = read

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        match node.targets:
            case [ast.Name(id=name)] if name not in self.read and _pure(node.value):
                return None
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST | None:
        match node.target:
            case ast.Name(id=name) if name not in self.read:
                return None
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if isinstance(node, _SUITES) and not node.body:
            # Python wants a statement in every suite.
            node.body = [ast.copy_location(ast.Pass(), node)]
        return node


def _pure(value: ast.expr) -> bool:
    """Whether evaluating the value does nothing else."""
    match value:
        case ast.Constant() | ast.Name():
            return True
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return all(map(_pure, items))
        case ast.Dict(keys=keys, values=items):
            return all(key is not None and _pure(key) for key in keys) and all(map(_pure, items))
    return False
