"""What a source imports, read from its text."""

from __future__ import annotations

import ast

import pytest

from scorelet.aws.imports import Import, imports_of

CASES = {
    "import a.b, c": [Import("a.b", 1), Import("c", 1)],
    "from a import b as c": [Import("a", 1), Import("a.b", 1, within=True)],
    "from a import *": [Import("a", 1)],
    "def f():\n    import a": [Import("a", 2, late=True)],
    "async def f():\n    import a": [Import("a", 2, late=True)],
    "class C:\n    import a": [Import("a", 2)],
    "try:\n    import a\nexcept ImportError:\n    import b": [Import("a", 2, late=True), Import("b", 4, late=True)],
    "if x:\n    import a": [Import("a", 2)],
    "if TYPE_CHECKING:\n    import a\nelse:\n    import b": [Import("b", 4)],
    "import typing as t\nif t.TYPE_CHECKING:\n    import a": [Import("typing", 1)],
    "from . import a": [Import("p.q", 1), Import("p.q.a", 1, within=True)],
    "from ..r import a": [Import("p.r", 1), Import("p.r.a", 1, within=True)],
    "'import a'": [],
}


@pytest.mark.parametrize("source", CASES)
def test_imports(source: str) -> None:
    assert list(imports_of(ast.parse(source), "p.q")) == CASES[source]


def test_what_is_beside_a_file_that_is_in_no_package() -> None:
    assert list(imports_of(ast.parse("from . import a"))) == [Import("a", 1, within=True)]
