from __future__ import annotations

import ast

import pytest

from scorelet.pfa.lower.unused import without_unused
from tests.pfa.lower.code import lines


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = [a, b]\nreturn_(c)", "return_(c)"),
        ("x = {'a': 1, 'b': [c, (d, 2)]}", ""),
        ("x = y", ""),
        ("x = 1\ny = [x, a]\nz = {'b': y}", ""),
        ("x = 1\ny = [x]\nz = x\nf(y)", "x = 1\ny = [x]\nf(y)"),
        ("x = [x]", "x = [x]"),
        ("x = 0.0\nif a:\n    x += 0.5", "if a:\n    pass"),
        # What is read stays, wherever it is read.
        ("x = [a]\nreturn_(x)", "x = [a]\nreturn_(x)"),
        ("x = [a]\nf = lambda: x\nf()", "x = [a]\nf = lambda: x\nf()"),
        ("x = 0.0\nx += 0.5\nf(x)", "x = 0.0\nx += 0.5\nf(x)"),
        # What may fail, or do something, stays.
        ("x = 0.0\nx += f(a)", "x = 0.0\nx += f(a)"),
        ("x[0] += 0.5", "x[0] += 0.5"),
        ("x = f(a)", "x = f(a)"),
        ("x = [f(a)]", "x = [f(a)]"),
        ("x = a[0]", "x = a[0]"),
        ("x = a + b", "x = a + b"),
        ("x = {**a}", "x = {**a}"),
        ("x = [*a]", "x = [*a]"),
        ("x = [(y := 1)]", "x = [(y := 1)]"),
        ("x, y = [a, b]", "x, y = [a, b]"),
        ("x.y = a", "x.y = a"),
        ("x[0] = a", "x[0] = a"),
        # Suites keep a statement.
        ("if a:\n    x = [b]", "if a:\n    pass"),
        ("if a:\n    f()\nelse:\n    x = [b]", "if a:\n    f()"),
        ("for x in a:\n    y = x", "for x in a:\n    pass"),
        ("while a:\n    y = 1", "while a:\n    pass"),
        ("def f():\n    y = 1", "def f():\n    pass"),
        ("try:\n    y = 1\nexcept E:\n    z = 2", "try:\n    pass\nexcept E:\n    pass"),
    ],
)
def test_assignments_that_nothing_reads(before: str, after: str) -> None:
    left = without_unused(ast.parse(before))
    compile(ast.fix_missing_locations(left), "<test>", "exec")
    assert lines(ast.unparse(left)) == after
