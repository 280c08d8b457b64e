"""Typed tree -> code: constants fold, templates expand, no temporaries pile up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.pfa.documents import COUNT, COUNTER, COUNTS, DOUBLES, INTS, POINT, STRINGS
from tests.pfa.lower.code import body_of, lines, text_of

MAYBE = ["null", "double"]
BRANCH = {"if": {">": ["input", 0]}, "then": [{"let": {"y": {"m.exp": "input"}}}, {"*": ["y", "y"]}], "else": 0.0}


def test_a_whole_action() -> None:
    assert text_of("action", {"+": ["input", 1]}) == lines(
        """
        def action(datum):
            try:
                if type(datum) is float:
                    input_2 = datum
                else:
                    input_2 = decode_input(datum)
                return input_2 + 1.0
            except Exception as error:
                raise translated(error, decode_input, datum) from None
        """
    )


def test_an_action_with_state_that_rolls_back() -> None:
    cells = {"c": {**COUNTER["c"], "rollback": True}}
    text = text_of("action", COUNT, "null", "int", cells=cells)
    assert "    cell_c_before = cell_c.saved()\n    try:\n" in text
    assert text.endswith(
        "except Exception as error:\n        cell_c.restore(cell_c_before)\n"
        "        raise translated(error, decode_input, datum) from None"
    )


def test_every_field_of_a_record_is_looked_at() -> None:
    assert text_of("action", {"*": ["input.x", 2]}, POINT) == lines(
        """
        def action(datum):
            try:
                if type(datum) is tuple:
                    x, y = datum
                else:
                    x = datum['x']
                    y = datum['y']
                if type(x) is not float:
                    x = float(x) if type(x) is int else decode(x)
                if type(y) is not float:
                    y = float(y) if type(y) is int else decode(y)
                return x * 2.0
            except Exception as error:
                raise translated(error, decode_input, datum) from None
        """
    )


EXPRESSIONS: dict[str, tuple[Any, str]] = {
    "constants fold": ({"+": [{"*": [2, 3]}, {"m.sqrt": 16}]}, "return 10.0"),
    "arithmetic": ({"*": [{"-": ["input", 1]}, {"u-": 2}]}, "return (input_2 - 1.0) * -2.0"),
    "an if is an expression": (
        {"+": [1, {"if": {"<": ["input", 0]}, "then": 1, "else": "input"}]},
        "return 1.0 + (1.0 if input_2 < 0.0 else input_2)",
    ),
    "let binds by name": ([{"let": {"y": {"+": ["input", 1]}}}, {"*": ["y", "y"]}], "y = input_2 + 1.0\nreturn y * y"),
    "a doc leaves nothing": ([{"doc": "words"}, "input"], "return input_2"),
    "an upcast of a constant": ({"upcast": 3, "as": "double"}, "return 3.0"),
    "logic": (
        {"*": [1, {"if": {"&&": [{"<": ["input", 1]}, {"!": {"==": ["input", 0]}}]}, "then": 1.5, "else": 2.5}]},
        "return 1.0 * (1.5 if input_2 < 1.0 and (not input_2 == 0.0) else 2.5)",
    ),
}


@pytest.mark.parametrize(("action", "text"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_simple_expressions_are_python_expressions(action: Any, text: str) -> None:
    assert body_of(action) == text


def test_branches_with_statements_have_one_target_and_no_temporary() -> None:
    assert body_of(BRANCH) == lines(
        """
        if input_2 > 0.0:
            y = exp(input_2) if input_2 < 709.0 else exponential(input_2)
            return y * y
        else:
            return 0.0
        """
    )
    assert body_of([{"let": {"z": BRANCH}}, {"+": ["z", 1]}]) == lines(
        """
        if input_2 > 0.0:
            y = exp(input_2) if input_2 < 709.0 else exponential(input_2)
            z = y * y
        else:
            z = 0.0
        return z + 1.0
        """
    )


def test_what_was_evaluated_before_a_statement_is_saved() -> None:
    cells = {"c": {"type": "double", "init": 0}}
    change = {"do": [{"let": {"y": {"cell": "c", "to": "input"}}}, "y"]}
    body = body_of({"-": [{"cell": "c"}, change]}, cells=cells)
    assert body.splitlines()[0] == "t = cell_c.value"
    assert body.splitlines()[-1].startswith("return t - ")


def test_loops() -> None:
    loop = [{"let": {"s": 0.0}}, {"foreach": "x", "in": "input", "do": {"set": {"s": {"+": ["s", "x"]}}}}, "s"]
    assert body_of(loop, DOUBLES) == "s = 0.0\nfor x in input_2:\n    s = s + x\nreturn s"
    counting = [
        {"let": {"s": 0.0}},
        {
            "for": {"i": 0.0},
            "while": {"<": ["i", "input"]},
            "step": {"i": {"+": ["i", 1]}},
            "do": {"set": {"s": {"+": ["s", "i"]}}},
        },
        "s",
    ]
    assert body_of(counting) == "s = 0.0\ni = 0.0\nwhile i < input_2:\n    s = s + i\n    i = i + 1.0\nreturn s"
    until = [{"let": {"s": 1.0}}, {"do": {"set": {"s": {"*": ["s", 2]}}}, "until": {">": ["s", "input"]}}, "s"]
    assert body_of(until) == "s = 1.0\nwhile True:\n    s = s * 2.0\n    if s > input_2:\n        break\nreturn s"


def test_functions_over_arrays_become_comprehensions() -> None:
    double = {"params": [{"x": "double"}], "ret": "double", "do": {"*": ["x", 2]}}
    assert "[x * 2.0 for x in input_2]" in body_of({"a.map": ["input", double]}, DOUBLES, DOUBLES)
    positive = {"params": [{"x": "double"}], "ret": "boolean", "do": {">": ["x", 0]}}
    assert "[x for x in input_2 if x > 0.0]" in body_of({"a.filter": ["input", positive]}, DOUBLES, DOUBLES)


def test_small_user_functions_are_expanded_and_others_called() -> None:
    double = {"params": [{"x": "double"}], "ret": "double", "do": {"*": ["x", 2]}}
    assert body_of({"u.double": "input"}, fcns={"double": double}) == "return input_2 * 2.0"
    looping = {"params": [{"x": "double"}], "ret": "double", "do": {"u.loop": "x"}}
    assert body_of({"u.loop": "input"}, fcns={"loop": looping}) == "return u_loop(input_2)"


def test_cells_that_nothing_writes_are_constants() -> None:
    cells = {"c": {"type": DOUBLES, "init": [1.5, 2.5]}, "s": {"type": "double", "init": 3}}
    assert (
        body_of({"+": [{"cell": "c", "path": [1]}, {"*": ["input", {"cell": "s"}]}]}, cells=cells)
        == "return 2.5 + input_2 * 3.0"
    )
    table = {"c": {"type": COUNTS, "init": {"a": 1}}}
    assert body_of({"cell": "c", "path": ["input"]}, "string", "int", cells=table) == "return c[input_2]"


def test_cells_that_change_are_read_and_updated() -> None:
    assert body_of({"cell": "c"}, "null", "int", cells=COUNTER, begin=COUNT) == "return cell_c.value"
    body = body_of([{"cell": "c", "to": "input"}, {"cell": "c"}], "int", "int", cells=COUNTER)
    assert body == "cell_c.update((), '', None, input_2)\nreturn cell_c.value"


def test_null_tests_bind_on_their_way() -> None:
    test = {"ifnotnull": {"x": "input"}, "then": {"*": ["x", 2]}, "else": 0.0}
    assert body_of({"+": [test, 1]}, MAYBE) == "return (input_2 * 2.0 if input_2 is not None else 0.0) + 1.0"


def test_casts_ask_for_the_class() -> None:
    cases = [
        {"as": "double", "named": "d", "do": "d"},
        {"as": "string", "named": "s", "do": {"a.len": {"s.split": ["s", [","]]}}},
    ]
    body = body_of({"cast": "input", "cases": cases}, ["double", "string"])
    assert body.splitlines()[0] == "if type(input_2) is float:"


def test_strings_stay_strings() -> None:
    evil = "x'; import os #"
    assert body_of({"type": STRINGS, "new": [[evil]]}, "null", STRINGS) == f"return [{evil!r}]"


def test_names_of_the_document_are_made_safe() -> None:
    body = body_of(
        [
            {"let": {"class": "input", "__builtins__": 1.0, "print": 2.0, "engine": 3.0}},
            {"+": ["class", {"+": ["__builtins__", {"+": ["print", "engine"]}]}]},
        ]
    )
    names = {"class_2", "v_builtins", "print_2", "engine_2"}
    assert all(name in body for name in names)


def test_timed_documents_look_at_the_clock_in_loops_and_functions() -> None:
    timed = {"options": {"timeout": 5}}
    tick = "if clock() > engine.deadline:\n        engine.time_is_over()"
    assert tick in body_of([{"foreach": "x", "in": "input", "do": None}, 1.0], DOUBLES, **timed)
    half = {"params": [{"x": "double"}], "ret": "double", "do": {"/": ["x", 2]}}
    assert "clock()" in text_of("u_half", {"u.half": "input"}, fcns={"half": half}, **timed)
    assert "clock()" not in body_of([{"foreach": "x", "in": "input", "do": None}, 1.0], DOUBLES)
    assert "engine.start_clock('action')" in text_of("action", "input", **timed)


def test_int_arithmetic_is_checked_in_place() -> None:
    body = body_of({"+": ["input", 1]}, "int", "int")
    assert body.startswith("return r if -2147483648 <= (r := (input_2 + 1)) <= 2147483647 else fail(")


def test_an_emitted_value_is_encoded() -> None:
    assert body_of({"emit": "input"}, INTS, INTS, method="emit") == "engine.emit(encode(input_2))"
