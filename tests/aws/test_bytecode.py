"""Byte code that is small, keeps its lines, and does not depend on who else holds its parts."""

from __future__ import annotations

import ast
import marshal
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

import scorelet
from scorelet.aws.bytecode import compiled, dumped, without_columns

SOURCE = '''"""What this is."""
from __future__ import annotations
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nowhere import T

LIMIT: int = 3
later: int


class Pair(NamedTuple):
    """Two."""

    a: int
    b: T = 2


def f(x: T, *rest: T, key: T = None, **more: T) -> T:
    """Doc."""
    assert x, "never"
    total: int = x + LIMIT
    return total


async def g(x: T) -> T:
    if TYPE_CHECKING:
        import nowhere
    return x
'''


def run(code: CodeType) -> dict[str, Any]:
    scope: dict[str, Any] = {"__name__": "tried"}
    exec(code, scope)
    return scope


def test_what_no_function_asks_for_is_left_out() -> None:
    scope = run(compiled(ast.parse(SOURCE), "tried.py"))
    assert (scope["f"].__doc__, scope["f"].__annotations__, scope["g"].__annotations__) == (None, {}, {})
    assert scope["__annotations__"] == {"later": None}
    assert (scope["LIMIT"], scope["f"](0)) == (3, 3)
    assert scope["Pair"](1) == (1, 2)
    assert "nowhere" not in str(dumped(compiled(ast.parse(SOURCE), "tried.py")))


def codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from codes(each)


@pytest.mark.parametrize("name", ["errors.py", "pfa/lower/masks.py", "runtime/app.py", "wire/pool.py"])
def test_lines_stay_and_columns_go(name: str) -> None:
    source = (Path(scorelet.__file__).parent / name).read_bytes()
    whole = compile(source, name, "exec")
    bare = without_columns(whole)
    for before, after in zip(codes(whole), codes(bare), strict=True):
        assert list(after.co_lines()) == list(before.co_lines())
        assert all(position[2:] == (None, None) for position in after.co_positions())
    assert len(marshal.dumps(bare)) < len(marshal.dumps(whole))


def test_lines_that_go_back_and_far_away() -> None:
    source = "x = (\n" + "\n" * 5000 + "1 +\n" + "\n" * 40 + "f(\n2))\n"
    code = compile(source, "far.py", "exec")
    assert list(without_columns(code).co_lines()) == list(code.co_lines())


def test_bytes_do_not_depend_on_who_holds_the_parts() -> None:
    source = "import a.b\nx = 1000, 'some text', 'n', 2.5, {'u', 'v'}\ndef f(y):\n    return y in {'p', 'q'}\n"
    first = dumped(compiled(ast.parse(source), "held.py"))
    code = compiled(ast.parse(source), "held.py")
    held = [[each.co_consts, each.co_names, each.co_code, *each.co_consts, *each.co_names] for each in codes(code)]
    assert dumped(code) == first
    assert held
    assert marshal.loads(first) == code
