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
from tests.pfa.documents import COUNTER, COUNTS, DOUBLES, INCREMENT, INTS, POINT, action_typed, document, said

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
    assert found.args == (t.Get(f"{AT}.+[0]", DOUBLE, "input"), t.Convert(f"{AT}.+[1]", DOUBLE, constant(1, INT, f"{AT}.+[1]")))
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
    found = check(read(document([{"cell": "c", "to": INCREMENT}, {"cell": "d"}], fcns={"f": function}, cells=cells, pools=POOL)))
    assert (found.written_cells, found.written_pools) == ({"c"}, {"p"})
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
        at, DOUBLE, "u.f", (t.Get(at, DOUBLE, param), constant("a", STRING, f"{at}.fill.y"), constant(2, INT, f"{at}.fill.z"))
    )


def test_a_reference_to_a_library_function_picks_the_overload_that_fits() -> None:
    found = action_typed({"a.map": ["input", {"fcn": "m.exp"}]}, INTS, DOUBLES)
    assert isinstance(found, t.LibraryCall)
    assert call_of(found) == ("a.map", (Array(DOUBLE), Function([DOUBLE], DOUBLE)), Array(DOUBLE), {"A": DOUBLE, "B": DOUBLE})
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


# ------------------------------------------------------------------------------------------------ errors

TWO = [{"let": {"x": 1}}]
WRONG: list[tuple[Any, dict[str, Any], str]] = [
    ("x", {}, "unknown symbol 'x' - at $.action"),
    ("tally", {}, "unknown symbol 'tally' - at $.action"),
    ("version", {}, "unknown symbol 'version' - at $.action"),
    ([["a"]], {}, "expected the result of 'action' to be double, got string - at $.action[0]"),
    ({"error": "no"}, {}, "expected the result of 'action' to be double, got null - at $.action"),
    ({"let": {"x": {"error": "no"}}}, {}, "expected a value; an 'error' form has none - at $.action.let.x"),
    ({"plus": [1, 2]}, {}, "unknown function 'plus' - at $.action"),
    ({"a.maxx": "input"}, {}, "unknown function 'a.maxx'; did you mean 'a.max'? - at $.action"),
    ({"u.halff": "input"}, {"fcns": FUNCTIONS}, "unknown function 'u.halff'; did you mean 'u.half'? - at $.action"),
    ({"emit": "input"}, {}, "unknown function 'emit'; only a document with method 'emit' has it - at $.action"),
    ({"emit": []}, {"method": "emit"}, "emit takes one argument, got 0 - at $.action"),
    ({"emit": [["a"]]}, {"method": "emit"}, "expected what is emitted to be double, got string - at $.action.emit[0]"),
    ({"u.half": []}, {"fcns": FUNCTIONS}, "'u.half' takes 1 arguments, got 0 - at $.action"),
    ({"u.half": [["a"]]}, {"fcns": FUNCTIONS}, "expected argument 'x' of 'u.half' to be double, got string - at $.action.u.half[0]"),
    ({"u.half": {"fcn": "m.exp"}}, {"fcns": FUNCTIONS}, "a function cannot be an argument of a user function - at $.action.u.half"),
    (
        {"+": ["input", ["a"]]},
        {},
        "+ takes (x: any A of {int, long, float, double}, y: A) -> A; got (double, string) - at $.action",
    ),
    ({"m.exp": []}, {}, "m.exp takes (x: double) -> double; got () - at $.action"),
    ({"let": {"input": 1}}, {}, "symbol 'input' may not be redeclared or shadowed - at $.action.let.input"),
    ([*TWO, *TWO, 1], {}, "symbol 'x' may not be redeclared or shadowed - at $.action[1].let.x"),
    ([*TWO, {"do": TWO}, 1], {}, "symbol 'x' may not be redeclared or shadowed - at $.action[1].do[0].let.x"),
    ({"let": {"x": 1, "y": "x"}}, {}, "unknown symbol 'x' - at $.action.let.y"),
    ([{"do": TWO}, "x"], {}, "unknown symbol 'x' - at $.action[1]"),
    ({"set": {"x": 1}}, {}, "unknown symbol 'x' - at $.action"),
    ([*TWO, {"set": {"x": 0.5}}], {}, "symbol 'x' holds int, got double - at $.action[1].set.x"),
    (
        [*TWO, {"+": [1, {"do": {"set": {"x": 2}}}]}],
        {},
        "symbol 'x' belongs to an outer scope that cannot be changed here - at $.action[1].+[1].do",
    ),
    ({"+": [1, {"let": {"x": 1}}]}, {}, "symbol 'x' cannot be declared here; wrap the expression in a 'do' - at $.action.+[1].let.x"),
    ({"if": 1, "then": 2}, {}, "expected the condition to be boolean, got int - at $.action.if"),
    ({"while": 1, "do": 2}, {}, "expected the condition to be boolean, got int - at $.action.while"),
    ({"foreach": "i", "in": 1, "do": 2}, {}, "expected an array to loop over, got int - at $.action.in"),
    ({"forkey": "k", "forval": "v", "in": 1, "do": 2}, {}, "expected a map to loop over, got int - at $.action.in"),
    ({"forkey": "k", "forval": "k", "in": {"type": COUNTS, "value": {}}, "do": 2}, {}, "symbol 'k' may not be redeclared or shadowed - at $.action"),
    ({"upcast": "input", "as": "int"}, {}, "expected the value to be int, got double - at $.action.upcast"),
    ({"attr": "input", "path": [1]}, {}, "expected an array, map or record to look into, got double - at $.action.path[0]"),
    ({"attr": {"type": INTS, "value": []}, "path": [["a"]]}, {}, "expected an int as index of array of int, got string - at $.action.path[0]"),
    ({"attr": {"type": COUNTS, "value": {}}, "path": [1]}, {}, "expected a string as key of map of int, got int - at $.action.path[0]"),
    (
        {"attr": {"type": POINT, "value": {"x": 1, "y": 2}}, "path": [["z"]]},
        {},
        "record Point has no field 'z'; its fields are x, y - at $.action.path[0]",
    ),
    (
        [{"let": {"f": ["x"]}}, {"attr": {"type": POINT, "value": {"x": 1, "y": 2}}, "path": ["f"]}],
        {},
        "expected a literal string as field of record Point - at $.action[1].path[0]",
    ),
    ({"attr": {"type": INTS, "value": []}, "path": [0], "to": 0.5}, {}, "expected the new value to be int, got double - at $.action.to"),
    ({"cell": "c"}, {}, "unknown cell 'c'; the document declares none - at $.action"),
    ({"cell": "d"}, {"cells": COUNTER}, "unknown cell 'd'; the document declares 'c' - at $.action"),
    ({"cell": "c", "to": ["a"]}, {"cells": COUNTER}, "expected the new value to be int, got string - at $.action.to"),
    (
        {"cell": "c", "to": {"params": [{"x": "string"}], "ret": "int", "do": 1}},
        {"cells": COUNTER},
        "expected a function (int) -> int, got function (string) -> int - at $.action.to",
    ),
    ({"pool": "q", "path": [["a"]]}, {"pools": POOL}, "unknown pool 'q'; the document declares 'p' - at $.action"),
    ({"pool": "p", "path": [1]}, {"pools": POOL}, "expected the name of a pool item to be string, got int - at $.action.path[0]"),
    (
        {"pool": "p", "path": [["a"]], "to": 1, "init": 0.5},
        {"pools": POOL},
        "expected the init of a pool item to be int, got double - at $.action.init",
    ),
    ({"pool": "p", "del": 1}, {"pools": POOL}, "expected the name of a pool item to be string, got int - at $.action.del"),
    ({"type": INTS, "new": [0.5]}, {}, "expected the item to be int, got double - at $.action.new[0]"),
    ({"type": INTS, "new": {}}, {}, "expected a map or record type for an object of expressions, got array of int - at $.action"),
    ({"type": COUNTS, "new": []}, {}, "expected an array type for an array of expressions, got map of int - at $.action"),
    ({"type": COUNTS, "new": {"a": 0.5}}, {}, "expected the value of 'a' to be int, got double - at $.action.new.a"),
    ({"type": POINT, "new": {"x": 1, "z": 2}}, {}, "new record Point misses y and has no field 'z' - at $.action"),
    ({"type": POINT, "new": {"x": 1, "y": ["a"]}}, {}, "expected field 'y' to be double, got string - at $.action.new.y"),
    ({"type": "int", "value": 0.5}, {}, "expected int, got float 0.5 - at $.action"),
    ({"type": INTS, "value": [1, 0.5]}, {}, "expected int, got float 0.5 - at $.action.value[1]"),
    ({"type": POINT, "value": {"x": 1}}, {}, "expected record Point with field 'y', got an object with 'x' - at $.action.value"),
    (
        {"cast": "input", "cases": [{"as": "string", "named": "s", "do": 1}, {"as": "double", "named": "d", "do": 1}]},
        {},
        "a value of double can never be string - at $.action.cases[0]",
    ),
    (
        {"cast": {"try": 1}, "cases": [{"as": "int", "named": "i", "do": 1}, {"as": "int", "named": "j", "do": 1}]},
        {},
        "no case takes null - at $.action",
    ),
    ({"ifnotnull": {"x": "input"}, "then": 1}, {}, "expected a union with null for 'x', got double - at $.action.ifnotnull.x"),
    ({"ifnotnull": {"x": None}, "then": 1}, {}, "expected a union with null for 'x', got null - at $.action.ifnotnull.x"),
    ({"unpack": "input", "format": [{"a": "int"}], "then": 1}, {}, "expected the value to unpack to be bytes, got double - at $.action.unpack"),
    ({"pack": [{"int": 0.5}]}, {}, "expected the value of format 'int' to be int, got double - at $.action.pack[0].int"),
    ({"error": "no", "code": 0}, {}, "expected a negative code for a user-defined error, got 0 - at $.action"),
    ({"call": "input", "args": []}, {}, "expected an enum of function names, got double - at $.action.call"),
    ({"call": "input", "args": []}, {"input": COLOUR}, "the enum's symbol 'red' names no user function - at $.action"),
    (
        {"call": "input", "args": []},
        {"input": COLOUR, "fcns": {"red": FUNCTIONS["half"], "green": FUNCTIONS["half"]}},
        "'u.red' takes 1 arguments, got 0 - at $.action",
    ),
    (
        {"call": "input", "args": [["a"]]},
        {"input": COLOUR, "fcns": {"red": FUNCTIONS["half"], "green": FUNCTIONS["half"]}},
        "expected argument 'x' of 'u.red' to be double, got string - at $.action.args[0]",
    ),
    (
        {"a.map": ["input", {"fcn": "+"}]},
        {"input": INTS},
        "'+' cannot be referenced here: it is generic, or its parameters do not take what is filled "
        "((x: any A of {int, long, float, double}, y: A) -> A); wrap it in an inline function - at $.action.a.map[1]",
    ),
    ({"a.map": ["input", {"fcn": "m.expp"}]}, {"input": INTS}, "unknown function 'm.expp'; did you mean 'm.exp'? - at $.action.a.map[1]"),
    (
        {"a.map": ["input", {"fcn": "u.half", "fill": {"z": 1}}]},
        {"input": INTS, "fcns": FUNCTIONS},
        "'u.half' has no parameter 'z'; its parameters are x - at $.action.a.map[1]",
    ),
    (
        {"a.map": ["input", {"fcn": "u.half", "fill": {"x": ["a"]}}]},
        {"input": INTS, "fcns": FUNCTIONS},
        "expected the filled parameter to be double, got string - at $.action.a.map[1].fill.x",
    ),
    (
        {"a.map": ["input", {"params": [{"x": "int"}], "ret": "int", "do": 0.5}]},
        {"input": INTS},
        "expected the function's result to be int, got double - at $.action.a.map[1].do",
    ),
    (
        {"a.map": ["input", {"params": [{"x": "int"}], "ret": "int", "do": [{"set": {"y": 1}}, "x"]}]},
        {"input": INTS},
        "unknown symbol 'y' - at $.action.a.map[1].do[0]",
    ),
    (
        [{"let": {"y": 1}}, {"a.map": ["input", {"params": [{"x": "int"}], "ret": "int", "do": [{"set": {"y": 1}}, "x"]}]}],
        {"input": INTS},
        "symbol 'y' belongs to an outer scope that cannot be changed here - at $.action[1].a.map[1].do[0]",
    ),
    (1, {"fcns": {"f": {"params": [{"x": "int"}], "ret": "int", "do": "input"}}}, "unknown symbol 'input' - at $.fcns.f.do"),
    (1, {"fcns": {"f": {"params": [{"x": "int"}], "ret": "int", "do": 0.5}}}, "expected the result of 'u.f' to be int, got double - at $.fcns.f.do"),
    (1, {"begin": "input"}, "unknown symbol 'input' - at $.begin"),
    (1, {"end": "input"}, "unknown symbol 'input' - at $.end"),
    (1, {"method": "fold", "zero": 0, "merge": [["a"]]}, "expected the result of 'merge' to be double, got string - at $.merge[0]"),
    (1, {"options": {"timeout": "1"}}, "expected a whole number of milliseconds, got string '1' - at $.options.timeout"),
    (1, {"options": {"timeout.end": 1.5}}, "expected a whole number of milliseconds, got float 1.5 - at $.options.timeout.end"),
]


@pytest.mark.parametrize(("action", "more", "text"), WRONG, ids=[text[:70] for _, _, text in WRONG])
def test_what_is_wrong(action: Any, more: dict[str, Any], text: str) -> None:
    assert said(check, read(document(action, **more))) == ("PfaSemanticError", text)


@pytest.mark.parametrize(
    ("change", "inside"),
    [
        ({"cell": "c", "to": 1}, "c"),
        ({"u.change": []}, "c"),
        ({"pool": "p", "del": ["a"]}, "p"),
        ({"pool": "p", "path": [["a"]], "to": 1, "init": 1}, "p"),
    ],
)
def test_an_update_within_an_update_could_deadlock(change: Any, inside: str) -> None:
    fcns = {"change": {"params": [], "ret": "int", "do": {"cell": "c", "to": 1}}}
    update = {"cell": "c", "to": {"params": [{"old": "int"}], "ret": "int", "do": [change, 1]}}
    kind, text = said(check, read(document(update, cells=COUNTER, pools=POOL, fcns=fcns)))
    assert kind == "PfaInitializationError"
    assert text.startswith(f"the function that updates 'c' changes {inside!r}: that could deadlock - at $.")


def test_a_user_function_may_call_itself() -> None:
    found = check(read(document({"u.loop": "input"}, fcns=FUNCTIONS)))
    assert found.functions["u.loop"].body == t.UserCall(
        "$.fcns.loop.do", DOUBLE, "u.loop", (t.Get("$.fcns.loop.do.u.loop", DOUBLE, "x"),)
    )
