"""A module becomes byte code that is small, and the same in every process and on every day.

Left out is what no function asks for: docstrings, assertions, annotations of functions, imports for type checkers, and
the columns of the places that tracebacks show; lines stay. What an assertion says of our own code is tried by tests;
none of it checks what comes from outside.

`marshal` marks each object that more than one holds, wherever the other holder is: what else a process has done so
shows in the bytes. `dumped` holds all objects itself, so that all are marked. It also tells interned strings from
others: the compiler interns names and nothing else, and what is given to it is to be interned.
"""

from __future__ import annotations

import ast
import marshal
from collections.abc import Iterator
from sys import intern
from types import CodeType
from typing import Any

from scorelet.aws.imports import is_type_checking

_MARSHAL = 4
_NO_COLUMN, _NO_PLACE = 13, 15
_LONGEST = 8
"""Kinds of entries in a table of places, and how many code units one entry is for at most: Objects/locations.md of
CPython."""


def compiled(tree: ast.Module, path: str) -> CodeType:
    """The byte code of a module, which tracebacks will call `path`. The tree is changed."""
    bare: ast.Module = _Bare().visit(tree)
    return without_columns(compile(bare, intern(path), "exec", dont_inherit=True, optimize=2))


class _Bare(ast.NodeTransformer):
    """Without annotations, which nothing asks for. The fields of named tuples and data classes are made of theirs, but
    not of what they say: None is as good, and is not compiled by `typing` as a text would be, which would take
    milliseconds of a cold start."""

    def visit_If(self, node: ast.If) -> Any:
        if is_type_checking(node.test):
            return [self.visit(each) for each in node.orelse] or ast.copy_location(ast.Pass(), node)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> Any:
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Any:
        node.returns = None
        given = node.args
        for each in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
            if each is not None:
                each.annotation = None
        return self.generic_visit(node)

    def visit_Module(self, node: ast.Module) -> Any:
        node.body = [_assigned(each) for each in node.body if not _is_future(each)]
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        node.annotation = ast.copy_location(ast.Constant(None), node.annotation)
        return self.generic_visit(node)


def _is_future(node: ast.stmt) -> bool:
    """The import that keeps annotations as texts."""
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _assigned(node: ast.stmt) -> ast.stmt:
    """`x: int = 1` as `x = 1`."""
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return ast.copy_location(ast.Assign([node.target], node.value), node)
    return node


# --- places ----------------------------------------------------------------------------------------------------------


def without_columns(code: CodeType) -> CodeType:
    """The same code, of whose places only the lines are known."""
    inner = tuple(without_columns(each) if isinstance(each, CodeType) else each for each in code.co_consts)
    bare = code.replace(co_consts=inner, co_linetable=_lines(code))
    same = list(bare.co_lines()) == list(code.co_lines())
    return bare if same else code.replace(co_consts=inner)  # a Python that writes its table in another way


def _lines(code: CodeType) -> bytes:
    table, last = bytearray(), code.co_firstlineno
    for start, end, line in code.co_lines():
        left = (end - start) // 2
        while left > 0:
            units = min(left, _LONGEST)
            left -= units
            kind = _NO_PLACE if line is None else _NO_COLUMN
            table.append(0x80 | kind << 3 | units - 1)
            if line is not None:
                table += _signed(line - last)
                last = line
    return bytes(table)


def _signed(number: int) -> bytes:
    """Six bits at a time, the sign in the lowest."""
    rest = -number << 1 | 1 if number < 0 else number << 1
    found = bytearray()
    while rest >= 64:
        found.append(64 | rest & 63)
        rest >>= 6
    found.append(rest)
    return bytes(found)


# --- bytes -----------------------------------------------------------------------------------------------------------


def dumped(code: CodeType) -> bytes:
    """The code as `marshal` writes it, whoever else holds parts of it."""
    held = list(_parts(code))
    data = marshal.dumps(code, _MARSHAL)
    del held
    return data


def _parts(value: Any) -> Iterator[Any]:
    """All objects that a code object consists of; those that it shares with everyone are interned."""
    yield intern(value) if isinstance(value, str) and value in _SHARED else value
    if isinstance(value, CodeType):
        for name in _HELD:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple | frozenset):
        for each in value:
            yield from _parts(each)


_SHARED = frozenset(["", *map(chr, range(256))])
"""Strings of which there is one object for all: whether it is interned depends on what others have done with it."""
_HELD = (
    "co_consts", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_filename", "co_name", "co_qualname",
    "co_linetable", "co_exceptiontable",
)  # fmt: skip
