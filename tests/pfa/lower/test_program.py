from __future__ import annotations

import keyword

import pytest

from scorelet.pfa.library.registry import Call, lookup
from scorelet.pfa.lower.program import Program
from scorelet.pfa.types import DOUBLE, INT, Array


def test_names_are_new_and_python() -> None:
    program = Program()
    wishes = ["x", "x", "x_2", "class", "print", "engine", "a.b-c", "", "3", "__import__", "é", "x" * 1000]
    names = [program.name(wish) for wish in wishes]
    assert names[:6] == ["x", "x_2", "x_2_2", "class_2", "print_2", "engine_2"]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__") for name in names)
    assert max(map(len, names)) < 60


def test_a_constant_is_named_once() -> None:
    program = Program()
    first, equal = [1], [1]
    assert program.constant(first, "c") == program.constant(first, "d") == "c"
    assert program.constant(equal, "c") == "c_2"
    assert program.constants == {"c": first, "c_2": equal}


def test_a_binding_is_named_once() -> None:
    program = Program()
    assert program.helper("translated") == program.helper("translated") == "translated"
    assert program.converter(INT, DOUBLE) == program.converter(INT, DOUBLE)
    assert program.converter(INT, DOUBLE) != program.converter(Array(INT), Array(DOUBLE))
    assert program.bindings["translated"] == ("module", "scorelet.pfa.support", "translated")


@pytest.mark.parametrize(("name", "kind"), [("m.sin", "run"), ("a.sort", "typed"), ("a.shuffle", "engine")])
def test_library_functions_are_bound_by_kind(name: str, kind: str) -> None:
    program = Program()
    function = lookup(name)
    assert function is not None
    call = Call(name, ("a",), (Array(INT),), Array(INT), {"A": INT})
    bound = program.library(function, call)
    assert program.library(function, call) == bound
    assert [binding[:2] for binding in program.bindings.values()] == [(kind, name)]
    assert program.of_engine == ({next(iter(program.bindings)): bound} if kind == "engine" else {})


def test_places_have_a_line_each() -> None:
    program = Program()
    assert [program.line("$.a"), program.line("$.b"), program.line("$.a"), program.line("$.a", (2000, 2001))] == [
        1,
        2,
        1,
        3,
    ]
    assert program.places == [("$.a", None), ("$.b", None), ("$.a", (2000, 2001))]
