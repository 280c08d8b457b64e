"""Assignments that nothing reads are left out.

They are left behind where a specialiser reads the parts of a value instead of the value: the array that a
regression's terms were gathered in, say. Names are unique in the module, so one look at all reads decides.
"""

from __future__ import annotations

import ast
from typing import TypeVar

A = TypeVar("A", bound=ast.AST)

_SUITES = (ast.FunctionDef, ast.If, ast.For, ast.While, ast.Try, ast.ExceptHandler)


def without_unused(node: A) -> A:
    """`node` without assignments of plain displays and names to variables that are never read."""
    read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    found = _Remover(read).visit(node)
    assert isinstance(found, type(node))
    return found


class _Remover(ast.NodeTransformer):
    def __init__(self, read: set[str]) -> None:
        self.read = read

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        match node.targets:
            case [ast.Name(id=name)] if name not in self.read and _pure(node.value):
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
