"""Scorelet's own code as files of a function's package: as byte code in one file, or as sources.

Byte code is of one minor version of Python. For another than this one sources ship, which the function compiles at
each cold start: its folder is read-only, so that nothing of it can be kept.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from importlib.util import MAGIC_NUMBER
from typing import Any

from scorelet.aws import carried
from scorelet.aws.bytecode import compiled, dumped
from scorelet.aws.reach import Module, Source

ONE_FILE = "scorelet/__init__.pyc"
_UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
"""The header of byte code whose source nobody looks for (PEP 552), and no hash."""


def as_byte_code(modules: Sequence[Module], source: Source) -> dict[str, bytes]:
    """All modules in one file, as constants of what imports them."""
    table: Any = tuple((each.name, each.is_package, dumped(compiled(_tree(each), each.path))) for each in modules)
    importer = _tree(source.module(carried.__name__))
    install = ast.Call(ast.Name(carried.install.__name__, ast.Load()), [ast.Constant(table)], [])
    importer.body.append(ast.Expr(install))
    return {ONE_FILE: MAGIC_NUMBER + _UNCHECKED + dumped(compiled(importer, "scorelet/__init__.py"))}


def _tree(module: Module) -> ast.Module:
    """A tree of its own, which may be changed."""
    return ast.parse(module.source, module.path)


def as_sources(modules: Sequence[Module]) -> dict[str, bytes]:
    """Each module as it is."""
    return {each.path: each.source for each in modules}
