"""Nodes -> typed tree: types, conversions, variables and signatures; and what each semantic error says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.pfa import typed as t
from scorelet.pfa.check import check
from scorelet.pfa.document import read
from scorelet.pfa.types import (
    BOOLEAN,
    BOTTOM,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Function,
    Map,
    Record,
    Type,
    Union,
)
from tests.pfa.documents import COUNTER, COUNTS, DOUBLES, INCREMENT, INTS, POINT, action_typed, document

AT = "$.action"
FUNCTIONS = {
    "half": {"params": [{"x": "double"}], "ret": "double", "do": {"/": ["x", 2]}},
    "name": {"params": [{"x": "int"}], "ret": "string", "do": [["a"]]},
    "loop": {"params": [{"x": "double"}], "ret": "double", "do": {"u.loop": "x"}},
}
POOL = {"p": {"type": "int", "init": {"a": 1}}}
COLOUR = {"type": "enum", "name": "Colour", "symbols": ["red", "green"]}


def constant(value: Any, kind: Type, at: str) -> t.Constant:
    return t.Constant(at, kind, value)


def null(at: str) -> t.Constant:
    return constant(None, NULL, at)


def effect(at: str, inner: t.Typed) -> t.Block:
    return t.Block(at, NULL, (inner, null(at)))


def call_of(node: t.Typed) -> tuple[str, tuple[Type, ...], Type, dict[str, Type]]:
    """The signature of a library call, as something that can be compared."""
    assert isinstance(node, t.LibraryCall | t.LibraryFunctionValue)
    return node.call.name, node.call.args, node.call.ret, dict(node.call.labels)


# ------------------------------------------------------------------------------------------ golden trees


def test_symbols_and_conversion_of_the_result() -> None:
    assert action_typed("input") == t.Get(AT, DOUBLE, "input")
    assert action_typed("input", "int") == t.Convert(AT, DOUBLE, t.Get(AT, INT, "input"))
    assert action_typed(3) == t.Convert(AT, DOUBLE, constant(3, INT, AT))
    assert action_typed(3.0) == constant(3.0, DOUBLE, AT)


def test_a_literal_is_decoded_once() -> None:
    kind = {"type": "array", "items": ["null", "double"]}
    found = action_typed({"type": kind, "value": [1, {"@": "mark", "double": 2}, None]}, output=["null", kind])
    assert isinstance(found, t.Convert)
    assert found.value == constant([1.0, 2.0, None], Array(Union([NULL, DOUBLE])), AT)


def test_a_library_call_converts_its_arguments() -> None:
    found = action_typed({"+": ["input", 1]})
    assert isinstance(found, t.LibraryCall)
    assert found.args == (
        t.Get(f"{AT}.+[0]", DOUBLE, "input"),
        t.Convert(f"{AT}.+[1]", DOUBLE, constant(1, INT, f"{AT}.+[1]")),
    )
    assert call_of(found) == ("+", (DOUBLE, DOUBLE), DOUBLE, {"A": DOUBLE})
    assert found.function.name == "+"


@pytest.mark.parametrize(
    ("action", "input", "call"),
    [
        ({"+": ["input", 1]}, "int", ("+", (INT, INT), INT, {"A": INT})),
        ({"+": ["input", {"long": 1}]}, "int", ("+", (LONG, LONG), LONG, {"A": LONG})),
        ({"/": [1, 2]}, "int", ("/", (DOUBLE, DOUBLE), DOUBLE, {})),
        ({"m.abs": "input"}, "float", ("m.abs", (FLOAT,), FLOAT, {"A": FLOAT})),
        ({"a.len": "input"}, INTS, ("a.len", (Array(INT),), INT, {"A": INT})),
        ({"a.append": ["input", 0.5]}, INTS, ("a.append", (Array(DOUBLE), DOUBLE), Array(DOUBLE), {"A": DOUBLE})),
        ({"a.max": "input"}, INTS, ("a.max", (Array(INT),), INT, {"A": INT})),
    ],
)
def test_the_signature_of_a_call(action: Any, input: Any, call: Any) -> None:
    found = action_typed(action, input, ["null", "double", {"type": "array", "items": "double"}])
    while isinstance(found, t.Convert):
        found = found.value
    assert call_of(found) == call


def test_a_user_call() -> None:
    found = action_typed({"u.half": 3}, fcns=FUNCTIONS)
    three = t.Convert(f"{AT}.u.half", DOUBLE, constant(3, INT, f"{AT}.u.half"))
    assert found == t.UserCall(AT, DOUBLE, "u.half", (three,))


def test_let_binds_all_values_before_all_names() -> None:
    found = action_typed([{"let": {"x": 1, "y": "input"}}, {"set": {"y": "x"}}, "y"])
    one, x, y = (constant(1, INT, f"{AT}[0].let.x"), t.Get(f"{AT}[1].set.y", INT, "x"), t.Get(f"{AT}[2]", DOUBLE, "y"))
    assert found == t.Block(
        f"{AT}[0]",
        DOUBLE,
        (
            t.Bind(f"{AT}[0]", NULL, (("x", one), ("y", t.Get(f"{AT}[0].let.y", DOUBLE, "input")))),
            t.Bind(f"{AT}[1]", NULL, (("y", t.Convert(f"{AT}[1].set.y", DOUBLE, x)),)),
            y,
        ),
    )


def test_the_same_symbol_in_disjoint_scopes_is_two_variables() -> None:
    branch = [{"let": {"x": 1}}, "x"]
    found = action_typed({"if": True, "then": branch, "else": branch}, output="int")
    names = [node.name for node in t.walk(found) if isinstance(node, t.Get)]
    bound = [name for node in t.walk(found) if isinstance(node, t.Bind) for name, _ in node.values]
    assert names == bound == ["x", "x~2"]


def test_an_inline_function_may_shadow_what_is_around_it() -> None:
    double = {"params": [{"input": "double"}], "ret": "double", "do": {"*": ["input", 2]}}
    found = action_typed({"a.map": [{"type": DOUBLES, "new": ["input"]}, double]}, output=DOUBLES)
    assert isinstance(found, t.LibraryCall)
    _, function = found.args
    assert isinstance(function, t.Lambda)
    assert function.params == ("input~2",)
    assert function.type == Function([DOUBLE], DOUBLE)
    assert [node.name for node in t.walk(function.body) if isinstance(node, t.Get)] == ["input~2"]


def test_branches_are_converted_to_their_common_type() -> None:
    found = action_typed({"if": True, "then": 1, "else": "input"})
    assert found == t.If(
        AT,
        DOUBLE,
        ((constant(True, BOOLEAN, f"{AT}.if"), t.Convert(f"{AT}.then", DOUBLE, constant(1, INT, f"{AT}.then"))),),
        t.Get(f"{AT}.else", DOUBLE, "input"),
    )
    union = action_typed({"if": True, "then": 1, "else": [["a"]]}, output=["string", "int"])
    assert union.type == Union([INT, STRING])


def test_an_if_without_else_is_null_and_an_error_is_no_branch() -> None:
    found = action_typed([{"if": True, "then": 1}, "input"])
    assert isinstance(found, t.Block)
    assert found.body[0] == t.If(
        f"{AT}[0]",
        NULL,
        ((constant(True, BOOLEAN, f"{AT}[0].if"), effect(f"{AT}[0].then", constant(1, INT, f"{AT}[0].then"))),),
        null(f"{AT}[0]"),
    )
    failing = action_typed({"if": True, "then": "input", "else": {"error": "no", "code": -1}})
    assert isinstance(failing, t.If)
    assert failing.type is DOUBLE
    assert failing.otherwise == t.Raise(f"{AT}.else", BOTTOM, "no", -1)


@pytest.mark.parametrize(
    ("action", "type"),
    [
        ({"while": True, "do": 1}, NULL),
        ({"do": 1, "until": True}, NULL),
        ({"do": [1, 2.0]}, DOUBLE),
        ({"do": {"error": "no"}}, NULL),
        ({"for": {"i": 0}, "while": True, "step": {"i": 1}, "do": 2}, NULL),
        ({"foreach": "i", "in": {"type": INTS, "value": []}, "do": "i"}, NULL),
        ({"forkey": "k", "forval": "v", "in": {"type": COUNTS, "value": {}}, "do": "v"}, NULL),
        ({"upcast": 3, "as": "double"}, DOUBLE),
        ({"try": 3}, Union([INT, NULL])),
        ({"try": None}, NULL),
        ({"try": {"error": "no"}}, NULL),
        ({"try": {"type": ["null", "int"], "value": None}}, Union([INT, NULL])),
        ({"log": 1}, NULL),
        ({"doc": "words"}, NULL),
        ({"let": {"x": 1}}, NULL),
        ({"ifnotnull": {"x": {"try": 1}}, "then": "x"}, NULL),
        ({"ifnotnull": {"x": {"try": 1}}, "then": "x", "else": 0.5}, DOUBLE),
        ({"type": POINT, "new": {"y": 1, "x": 2}}, Record),
        ({"attr": {"type": POINT, "value": {"x": 1, "y": 2}}, "path": [["x"]]}, DOUBLE),
        ({"attr": {"type": INTS, "value": []}, "path": [0], "to": 1}, Array(INT)),
        ({"cell": "c"}, INT),
        ({"cell": "c", "to": 3}, INT),
        ({"pool": "p", "path": [["a"]]}, INT),
        ({"pool": "p", "path": [["a"]], "to": 1, "init": 2}, INT),
        ({"pool": "p", "del": ["a"]}, NULL),
        ({"pack": [{"int": 3}]}, "bytes"),
    ],
    ids=lambda value: json.dumps(value)[:40] if isinstance(value, dict) else "",
)
def test_the_type_of_each_form(action: Any, type: Any) -> None:
    found = check(read(document([action, 0.0], cells=COUNTER, pools=POOL))).action
    assert isinstance(found, t.Block)
    got = found.body[0].type
    assert got == type if isinstance(type, Type) else str(got) in (type, "record Point")


def test_cast_takes_each_member_once() -> None:
    cases = [
        {"as": "int", "named": "i", "do": "i"},
        {"as": ["int", "string"], "named": "s", "do": 0},
        {"as": "null", "named": "n", "do": 0.5},
    ]
    found = action_typed({"cast": "input", "cases": cases}, ["null", "int", "string"])
    assert isinstance(found, t.CastCases)
    assert [(case.members, case.name) for case in found.cases] == [((INT,), "i"), ((STRING,), "s"), ((NULL,), "n")]
    assert found.type is DOUBLE
    assert all(case.body.type is DOUBLE for case in found.cases)


def test_paths() -> None:
    table = {"type": "array", "items": {"type": "map", "values": POINT}}
    found = action_typed({"attr": "input", "path": [0, ["a"], ["y"]]}, table)
    assert isinstance(found, t.Path)
    point = Map(found.steps[1].type)
    assert [(step.into, step.type, step.field) for step in found.steps] == [
        (Array(point), point, None),
        (point, found.steps[1].type, None),
        (found.steps[1].type, DOUBLE, "y"),
    ]
    assert [step.index for step in found.steps] == [
        constant(0, INT, f"{AT}.path[0]"),
        constant("a", STRING, f"{AT}.path[1]"),
        None,
    ]


def test_cells_and_pools_that_something_changes() -> None:
    cells = {**COUNTER, "d": COUNTER["c"]}
    function = {"params": [], "ret": "null", "do": [{"pool": "p", "del": ["a"]}]}
    found = check(
        read(document([{"cell": "c", "to": INCREMENT}, {"cell": "d"}], fcns={"f": function}, cells=cells, pools=POOL))
    )
    assert (*found.written_cells, *found.written_pools) == ("c", "p")
    assert not found.constant(found.document.cells["c"], "cell")
    assert found.constant(found.document.cells["d"], "cell")


def test_an_update_by_a_function_is_wrapped_where_types_differ() -> None:
    widened = {"params": [{"old": "double"}], "ret": "int", "do": 1}
    found = action_typed({"cell": "c", "to": widened}, cells=COUNTER)
    assert isinstance(found, t.Convert)
    update = found.value
    assert isinstance(update, t.CellTo)
    assert update.to.type == Function([INT], INT)
    assert isinstance(update.to, t.Lambda)


def test_partial_application_leaves_the_other_parameters() -> None:
    fcns = {"f": {"params": [{"x": "double"}, {"y": "string"}, {"z": "int"}], "ret": "double", "do": "x"}}
    ref = {"fcn": "u.f", "fill": {"y": ["a"], "z": 2}}
    found = action_typed({"a.map": ["input", ref]}, DOUBLES, DOUBLES, fcns=fcns)
    assert isinstance(found, t.LibraryCall)
    function = found.args[1]
    assert isinstance(function, t.Lambda)
    assert function.type == Function([DOUBLE], DOUBLE)
    (param,) = function.params
    at = f"{AT}.a.map[1]"
    assert function.body == t.UserCall(
        at,
        DOUBLE,
        "u.f",
        (t.Get(at, DOUBLE, param), constant("a", STRING, f"{at}.fill.y"), constant(2, INT, f"{at}.fill.z")),
    )


def test_a_reference_to_a_library_function_picks_the_overload_that_fits() -> None:
    found = action_typed({"a.map": ["input", {"fcn": "m.exp"}]}, INTS, DOUBLES)
    assert isinstance(found, t.LibraryCall)
    assert call_of(found) == (
        "a.map",
        (Array(DOUBLE), Function([DOUBLE], DOUBLE)),
        Array(DOUBLE),
        {"A": DOUBLE, "B": DOUBLE},
    )
    filled = action_typed({"a.map": ["input", {"fcn": "+", "fill": {"y": 1}}]}, INTS, INTS)
    assert isinstance(filled, t.LibraryCall)
    assert filled.args[1].type == Function([INT], INT)


def test_call_by_symbol_has_a_call_for_each_symbol() -> None:
    fcns = {
        "red": {"params": [{"x": "double"}], "ret": "double", "do": "x"},
        "green": {"params": [{"x": "int"}], "ret": "int", "do": "x"},
    }
    found = action_typed({"call": "input", "args": [3]}, COLOUR, fcns=fcns)
    assert isinstance(found, t.SymbolCall)
    assert found.args == (("~a0", constant(3, INT, f"{AT}.args[0]")),)
    assert list(found.calls) == ["red", "green"]
    assert found.type is DOUBLE
    assert isinstance(found.calls["green"], t.Convert)


def test_routines_see_their_own_symbols() -> None:
    fold = document(
        {"+": ["input", "tally"]},
        method="fold",
        zero=0.0,
        merge={"+": ["tallyOne", "tallyTwo"]},
        begin=[{"log": ["name", "instance", "metadata"]}],
        end=[{"log": ["tally", "actionsFinished"]}],
        version=3,
    )
    found = check(read(fold))
    assert found.merge.type is DOUBLE
    assert found.begin.type is NULL
    assert [node.type for node in t.walk(found.begin) if isinstance(node, t.Get)] == [STRING, INT, Map(STRING)]
    assert [node.type for node in t.walk(found.end) if isinstance(node, t.Get)] == [DOUBLE, LONG]


def test_emit_is_a_function_of_emit_documents_only() -> None:
    found = action_typed({"emit": 3}, method="emit")
    three = t.Convert(f"{AT}.emit", DOUBLE, constant(3, INT, f"{AT}.emit"))
    assert found == effect(AT, t.Emit(AT, NULL, three))
    handed_on = action_typed({"a.map": [{"type": DOUBLES, "new": ["input"]}, {"fcn": "emit"}]}, method="emit")
    assert any(isinstance(node, t.Emit) for node in t.walk(handed_on))


def test_a_user_function_may_call_itself() -> None:
    found = check(read(document({"u.loop": "input"}, fcns=FUNCTIONS)))
    assert found.functions["u.loop"].body == t.UserCall(
        "$.fcns.loop.do", DOUBLE, "u.loop", (t.Get("$.fcns.loop.do.u.loop", DOUBLE, "x"),)
    )
