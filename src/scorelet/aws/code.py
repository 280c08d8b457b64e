"""Scorelet's own code as files of a function's package: as byte code in one file, or as sources.

Byte code is of one minor version of Python. For another than this one sources ship, which the function compiles at
each cold start: its folder is read-only, so that nothing of it can be kept.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cache
from importlib.util import MAGIC_NUMBER
from sys import intern
from typing import Any

from scorelet.aws import carried
from scorelet.aws.bytecode import compiled, dumped
from scorelet.aws.reach import Module, Source

ONE_FILE = "scorelet/__init__.pyc"
_UNCHECKED = (1).to_bytes(4, "little") + bytes(8)
"""The header of byte code whose source nobody looks for (PEP 552), and no hash."""


def as_byte_code(modules: Sequence[Module], source: Source) -> dict[str, bytes]:
    """All modules in one file, as constants of what imports them."""
    table: Any = tuple((intern(each.name), each.is_package, _byte_code(each.source, each.path)) for each in modules)
    importer = ast.parse(source.module(carried.__name__).source)
    install = ast.Call(ast.Name(carried.install.__name__, ast.Load()), [ast.Constant(table)], [])
    importer.body.append(ast.Expr(install))
    code = compiled(ast.fix_missing_locations(importer), "scorelet/__init__.py")
    return {ONE_FILE: MAGIC_NUMBER + _UNCHECKED + dumped(code)}


@cache
def _byte_code(source: bytes, path: str) -> bytes:
    return dumped(compiled(ast.parse(source), path))


def as_sources(modules: Sequence[Module]) -> dict[str, bytes]:
    """Each module as it is."""
    return {each.path: each.source for each in modules}
