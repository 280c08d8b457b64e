"""What each semantic error says, and where."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa.check import check
from scorelet.pfa.document import read
from tests.pfa.documents import COUNTER, COUNTS, INTS, POINT, document, said

FUNCTIONS = {
    "half": {"params": [{"x": "double"}], "ret": "double", "do": {"/": ["x", 2]}},
    "name": {"params": [{"x": "int"}], "ret": "string", "do": [["a"]]},
    "loop": {"params": [{"x": "double"}], "ret": "double", "do": {"u.loop": "x"}},
}
POOL = {"p": {"type": "int", "init": {"a": 1}}}
COLOUR = {"type": "enum", "name": "Colour", "symbols": ["red", "green"]}

TWO = [{"let": {"x": 1}}]
GENERIC = (
    "'+' cannot be referenced here: it is generic, or its parameters do not take what is filled "
    "((x: any A of {int, long, float, double}, y: A) -> A); wrap it in an inline function - at $.action.a.map[1]"
)
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
    (
        {"u.half": [["a"]]},
        {"fcns": FUNCTIONS},
        "expected argument 'x' of 'u.half' to be double, got string - at $.action.u.half[0]",
    ),
    (
        {"u.half": {"fcn": "m.exp"}},
        {"fcns": FUNCTIONS},
        "a function cannot be an argument of a user function - at $.action.u.half",
    ),
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
    (
        {"+": [1, {"let": {"x": 1}}]},
        {},
        "symbol 'x' cannot be declared here; wrap the expression in a 'do' - at $.action.+[1].let.x",
    ),
    ({"if": 1, "then": 2}, {}, "expected the condition to be boolean, got int - at $.action.if"),
    ({"while": 1, "do": 2}, {}, "expected the condition to be boolean, got int - at $.action.while"),
    ({"foreach": "i", "in": 1, "do": 2}, {}, "expected an array to loop over, got int - at $.action.in"),
    ({"forkey": "k", "forval": "v", "in": 1, "do": 2}, {}, "expected a map to loop over, got int - at $.action.in"),
    (
        {"forkey": "k", "forval": "k", "in": {"type": COUNTS, "value": {}}, "do": 2},
        {},
        "symbol 'k' may not be redeclared or shadowed - at $.action",
    ),
    ({"upcast": "input", "as": "int"}, {}, "expected the value to be int, got double - at $.action.upcast"),
    (
        {"attr": "input", "path": [1]},
        {},
        "expected an array, map or record to look into, got double - at $.action.path[0]",
    ),
    (
        {"attr": {"type": INTS, "value": []}, "path": [["a"]]},
        {},
        "expected an int as index of array of int, got string - at $.action.path[0]",
    ),
    (
        {"attr": {"type": COUNTS, "value": {}}, "path": [1]},
        {},
        "expected a string as key of map of int, got int - at $.action.path[0]",
    ),
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
    (
        {"attr": {"type": INTS, "value": []}, "path": [0], "to": 0.5},
        {},
        "expected the new value to be int, got double - at $.action.to",
    ),
    ({"cell": "c"}, {}, "unknown cell 'c'; the document declares none - at $.action"),
    ({"cell": "d"}, {"cells": COUNTER}, "unknown cell 'd'; the document declares 'c' - at $.action"),
    ({"cell": "c", "to": ["a"]}, {"cells": COUNTER}, "expected the new value to be int, got string - at $.action.to"),
    (
        {"cell": "c", "to": {"params": [{"x": "string"}], "ret": "int", "do": 1}},
        {"cells": COUNTER},
        "expected a function (int) -> int, got function (string) -> int - at $.action.to",
    ),
    ({"pool": "q", "path": [["a"]]}, {"pools": POOL}, "unknown pool 'q'; the document declares 'p' - at $.action"),
    (
        {"pool": "p", "path": [1]},
        {"pools": POOL},
        "expected the name of a pool item to be string, got int - at $.action.path[0]",
    ),
    (
        {"pool": "p", "path": [["a"]], "to": 1, "init": 0.5},
        {"pools": POOL},
        "expected the init of a pool item to be int, got double - at $.action.init",
    ),
    (
        {"pool": "p", "del": 1},
        {"pools": POOL},
        "expected the name of a pool item to be string, got int - at $.action.del",
    ),
    ({"type": INTS, "new": [0.5]}, {}, "expected the item to be int, got double - at $.action.new[0]"),
    (
        {"type": INTS, "new": {}},
        {},
        "expected a map or record type for an object of expressions, got array of int - at $.action",
    ),
    (
        {"type": COUNTS, "new": []},
        {},
        "expected an array type for an array of expressions, got map of int - at $.action",
    ),
    ({"type": COUNTS, "new": {"a": 0.5}}, {}, "expected the value of 'a' to be int, got double - at $.action.new.a"),
    ({"type": POINT, "new": {"x": 1, "z": 2}}, {}, "new record Point misses y and has no field 'z' - at $.action"),
    (
        {"type": POINT, "new": {"x": 1, "y": ["a"]}},
        {},
        "expected field 'y' to be double, got string - at $.action.new.y",
    ),
    ({"type": "int", "value": 0.5}, {}, "expected int, got float 0.5 - at $.action"),
    ({"type": INTS, "value": [1, 0.5]}, {}, "expected int, got float 0.5 - at $.action.value[1]"),
    (
        {"type": POINT, "value": {"x": 1}},
        {},
        "expected record Point with field 'y', got an object with 'x' - at $.action.value",
    ),
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
    (
        {"ifnotnull": {"x": "input"}, "then": 1},
        {},
        "expected a union with null for 'x', got double - at $.action.ifnotnull.x",
    ),
    (
        {"ifnotnull": {"x": None}, "then": 1},
        {},
        "expected a union with null for 'x', got null - at $.action.ifnotnull.x",
    ),
    (
        {"unpack": "input", "format": [{"a": "int"}], "then": 1},
        {},
        "expected the value to unpack to be bytes, got double - at $.action.unpack",
    ),
    (
        {"pack": [{"int": 0.5}]},
        {},
        "expected the value of format 'int' to be int, got double - at $.action.pack[0].int",
    ),
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
        GENERIC,
    ),
    (
        {"a.map": ["input", {"fcn": "m.expp"}]},
        {"input": INTS},
        "unknown function 'm.expp'; did you mean 'm.exp'? - at $.action.a.map[1]",
    ),
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
        [
            {"let": {"y": 1}},
            {"a.map": ["input", {"params": [{"x": "int"}], "ret": "int", "do": [{"set": {"y": 1}}, "x"]}]},
        ],
        {"input": INTS},
        "symbol 'y' belongs to an outer scope that cannot be changed here - at $.action[1].a.map[1].do[0]",
    ),
    (
        1,
        {"fcns": {"f": {"params": [{"x": "int"}], "ret": "int", "do": "input"}}},
        "unknown symbol 'input' - at $.fcns.f.do",
    ),
    (
        1,
        {"fcns": {"f": {"params": [{"x": "int"}], "ret": "int", "do": 0.5}}},
        "expected the result of 'u.f' to be int, got double - at $.fcns.f.do",
    ),
    (1, {"begin": "input"}, "unknown symbol 'input' - at $.begin"),
    (1, {"end": "input"}, "unknown symbol 'input' - at $.end"),
    (
        1,
        {"method": "fold", "zero": 0, "merge": [["a"]]},
        "expected the result of 'merge' to be double, got string - at $.merge[0]",
    ),
    (
        1,
        {"options": {"timeout": "1"}},
        "expected a whole number of milliseconds, got string '1' - at $.options.timeout",
    ),
    (
        1,
        {"options": {"timeout.end": 1.5}},
        "expected a whole number of milliseconds, got float 1.5 - at $.options.timeout.end",
    ),
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
