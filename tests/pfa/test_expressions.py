"""JSON -> nodes: a case for each special form with its places, and what each syntax error says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.pfa import nodes as n
from scorelet.pfa.document import read
from scorelet.pfa.expressions import FORMS, MAX_DEPTH
from scorelet.pfa.types import BOOLEAN, BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Array, Map
from tests.pfa.documents import action_node, document, said

AT = "$.action"


def number(value: int, at: str) -> n.Literal:
    return n.Literal(at, INT, value)


def name(symbol: str, at: str) -> n.Symbol:
    return n.Symbol(at, symbol)


# --------------------------------------------------------------------------------------------- literals


@pytest.mark.parametrize(
    ("json", "node"),
    [
        (None, n.Literal(AT, NULL, None)),
        (True, n.Literal(AT, BOOLEAN, True)),
        (0, n.Literal(AT, INT, 0)),
        (2**31 - 1, n.Literal(AT, INT, 2**31 - 1)),
        (2**31, n.Literal(AT, LONG, 2**31)),
        (-(2**63), n.Literal(AT, LONG, -(2**63))),
        (1.0, n.Literal(AT, DOUBLE, 1.0)),
        ([["text"]], n.Literal(f"{AT}[0]", STRING, "text")),
        ({"int": 3}, n.Literal(AT, INT, 3)),
        ({"long": 3}, n.Literal(AT, LONG, 3)),
        ({"float": 3}, n.Literal(AT, FLOAT, 3.0)),
        ({"double": 3}, n.Literal(AT, DOUBLE, 3.0)),
        ({"string": "x.y"}, n.Literal(AT, STRING, "x.y")),
        ({"base64": "AP8="}, n.Literal(AT, BYTES, b"\x00\xff")),
        ({"type": {"type": "map", "values": "int"}, "value": {"a": 1}}, n.Literal(AT, Map(INT), {"a": 1})),
        ({"int": 3, "@": "line 12"}, n.Literal(AT, INT, 3)),
        ({"doc": "a remark"}, n.Literal(AT, NULL, None)),
    ],
)
def test_literals(json: Any, node: n.Node) -> None:
    found = action_node(json)
    assert found == node
    # 1 == 1.0 == True in Python, but not in PFA.
    assert isinstance(found, n.Literal)
    assert isinstance(node, n.Literal)
    assert type(found.json) is type(node.json)


# ------------------------------------------------------------------------------------- the special forms

READ: dict[str, tuple[Any, n.Node]] = {
    "symbol": ("x", name("x", AT)),
    "dotted": (
        "x.3.field",
        n.Attr(AT, name("x", AT), (number(3, AT), n.Literal(AT, STRING, "field"))),
    ),
    "call": ({"+": ["x", 1]}, n.CallFunction(AT, "+", (name("x", f"{AT}.+[0]"), number(1, f"{AT}.+[1]")))),
    "call of one argument": ({"m.sqrt": "x"}, n.CallFunction(AT, "m.sqrt", (name("x", f"{AT}.m.sqrt"),))),
    "call of none": ({"m.pi": []}, n.CallFunction(AT, "m.pi", ())),
    "new array": (
        {"type": {"type": "array", "items": "int"}, "new": ["x", 2]},
        n.NewArray(AT, Array(INT), (name("x", f"{AT}.new[0]"), number(2, f"{AT}.new[1]"))),
    ),
    "new map": (
        {"type": {"type": "map", "values": "int"}, "new": {"a": "x", "@": "mark"}},
        n.NewObject(AT, Map(INT), (("a", name("x", f"{AT}.new.a")),)),
    ),
    "let": (
        {"let": {"x": 1, "y": "z"}},
        n.Let(AT, (("x", number(1, f"{AT}.let.x")), ("y", name("z", f"{AT}.let.y")))),
    ),
    "set": ({"set": {"x": 1}}, n.Set(AT, (("x", number(1, f"{AT}.set.x")),))),
    "attr": (
        {"attr": "x", "path": [["a"], 1]},
        n.Attr(AT, name("x", f"{AT}.attr"), (n.Literal(f"{AT}.path[0]", STRING, "a"), number(1, f"{AT}.path[1]"))),
    ),
    "attr-to": (
        {"attr": "x", "path": [1], "to": 2},
        n.Attr(AT, name("x", f"{AT}.attr"), (number(1, f"{AT}.path[0]"),), number(2, f"{AT}.to")),
    ),
    "attr-to a function": (
        {"attr": "x", "path": [1], "to": {"fcn": "u.f"}},
        n.Attr(AT, name("x", f"{AT}.attr"), (number(1, f"{AT}.path[0]"),), n.FunctionRef(f"{AT}.to", "u.f", ())),
    ),
    "cell": ({"cell": "c"}, n.Cell(AT, "c", ())),
    "cell-to": (
        {"cell": "c", "path": ["x"], "to": 2},
        n.Cell(AT, "c", (name("x", f"{AT}.path[0]"),), number(2, f"{AT}.to")),
    ),
    "pool": ({"pool": "p", "path": ["x"]}, n.Pool(AT, "p", (name("x", f"{AT}.path[0]"),))),
    "pool-to": (
        {"pool": "p", "path": ["x"], "to": 2, "init": 3},
        n.Pool(AT, "p", (name("x", f"{AT}.path[0]"),), number(2, f"{AT}.to"), number(3, f"{AT}.init")),
    ),
    "pool-del": ({"pool": "p", "del": "x"}, n.PoolDel(AT, "p", name("x", f"{AT}.del"))),
    "do": ({"do": [1, "x"]}, n.Do(AT, (number(1, f"{AT}.do[0]"), name("x", f"{AT}.do[1]")))),
    "do of one": ({"do": 1}, n.Do(AT, (number(1, f"{AT}.do"),))),
    "if": ({"if": "x", "then": 1}, n.If(AT, ((name("x", f"{AT}.if"), (number(1, f"{AT}.then"),)),), None)),
    "if else": (
        {"if": "x", "then": [1], "else": 2},
        n.If(AT, ((name("x", f"{AT}.if"), (number(1, f"{AT}.then[0]"),)),), (number(2, f"{AT}.else"),)),
    ),
    "cond": (
        {"cond": [{"if": "x", "then": 1}, {"if": "y", "then": 2}], "else": 3},
        n.If(
            AT,
            (
                (name("x", f"{AT}.cond[0].if"), (number(1, f"{AT}.cond[0].then"),)),
                (name("y", f"{AT}.cond[1].if"), (number(2, f"{AT}.cond[1].then"),)),
            ),
            (number(3, f"{AT}.else"),),
        ),
    ),
    "while": ({"while": "x", "do": 1}, n.While(AT, name("x", f"{AT}.while"), (number(1, f"{AT}.do"),))),
    "do until": ({"do": 1, "until": "x"}, n.DoUntil(AT, (number(1, f"{AT}.do"),), name("x", f"{AT}.until"))),
    "for": (
        {"for": {"i": 0}, "while": "x", "step": {"i": 1}, "do": 2},
        n.For(
            AT,
            (("i", number(0, f"{AT}.for.i")),),
            name("x", f"{AT}.while"),
            (("i", number(1, f"{AT}.step.i")),),
            (number(2, f"{AT}.do"),),
        ),
    ),
    "foreach": (
        {"foreach": "i", "in": "x", "do": 1},
        n.ForEach(AT, "i", name("x", f"{AT}.in"), (number(1, f"{AT}.do"),), True),
    ),
    "foreach not in sequence": (
        {"foreach": "i", "in": "x", "do": 1, "seq": False},
        n.ForEach(AT, "i", name("x", f"{AT}.in"), (number(1, f"{AT}.do"),), False),
    ),
    "forkey": (
        {"forkey": "k", "forval": "v", "in": "x", "do": 1},
        n.ForKeyVal(AT, "k", "v", name("x", f"{AT}.in"), (number(1, f"{AT}.do"),)),
    ),
    "cast": (
        {"cast": "x", "cases": [{"as": "int", "named": "i", "do": 1}, {"as": "null", "named": "j", "do": 2}]},
        n.CastCases(
            AT,
            name("x", f"{AT}.cast"),
            (
                n.CastCase(f"{AT}.cases[0]", INT, "i", (number(1, f"{AT}.cases[0].do"),)),
                n.CastCase(f"{AT}.cases[1]", NULL, "j", (number(2, f"{AT}.cases[1].do"),)),
            ),
            False,
        ),
    ),
    "partial cast": (
        {"cast": "x", "cases": [{"as": "int", "named": "i", "do": 1}], "partial": True},
        n.CastCases(
            AT,
            name("x", f"{AT}.cast"),
            (n.CastCase(f"{AT}.cases[0]", INT, "i", (number(1, f"{AT}.cases[0].do"),)),),
            True,
        ),
    ),
    "upcast": ({"upcast": "x", "as": "double"}, n.Upcast(AT, name("x", f"{AT}.upcast"), DOUBLE)),
    "ifnotnull": (
        {"ifnotnull": {"y": "x"}, "then": 1, "else": 2},
        n.IfNotNull(
            AT, (("y", name("x", f"{AT}.ifnotnull.y")),), (number(1, f"{AT}.then"),), (number(2, f"{AT}.else"),)
        ),
    ),
    "unpack": (
        {"unpack": "x", "format": [{"a": "int"}, {"b": "raw 3"}], "then": "a"},
        n.Unpack(AT, name("x", f"{AT}.unpack"), (("a", "int"), ("b", "raw 3")), (name("a", f"{AT}.then"),), None),
    ),
    "pack": (
        {"pack": [{"int": "x"}, {"pad": None}]},
        n.Pack(AT, (("int", name("x", f"{AT}.pack[0].int")), ("pad", n.Literal(f"{AT}.pack[1].pad", NULL, None)))),
    ),
    "error": ({"error": "no", "code": -3}, n.Error(AT, "no", -3)),
    "error without code": ({"error": "no"}, n.Error(AT, "no", None)),
    "try": ({"try": "x"}, n.Try(AT, (name("x", f"{AT}.try"),), None)),
    "try with filter": ({"try": ["x"], "filter": ["no", -3]}, n.Try(AT, (name("x", f"{AT}.try[0]"),), ("no", -3))),
    "log": ({"log": ["x", "y"]}, n.Log(AT, (name("x", f"{AT}.log[0]"), name("y", f"{AT}.log[1]")), None)),
    "log with namespace": ({"log": "x", "namespace": "here"}, n.Log(AT, (name("x", f"{AT}.log"),), "here")),
    "log of nothing": ({"log": []}, n.Log(AT, (), None)),
    "call by symbol": (
        {"call": "which", "args": ["x", 1]},
        n.CallBySymbol(AT, name("which", f"{AT}.call"), (name("x", f"{AT}.args[0]"), number(1, f"{AT}.args[1]"))),
    ),
}


@pytest.mark.parametrize(("json", "node"), READ.values(), ids=READ)
def test_each_form_becomes_its_node(json: Any, node: n.Node) -> None:
    assert action_node(json) == node


def test_each_form_has_a_case() -> None:
    shown = [json for json, _ in READ.values() if isinstance(json, dict)]
    literals = {"int", "long", "float", "double", "string", "base64", "doc"}
    functions = {"params", "fcn"}
    assert {form.key for form in FORMS} - literals - functions <= {key for json in shown for key in json}


def test_functions_as_arguments() -> None:
    inline = {"params": [{"x": "int"}, {"y": "double"}], "ret": "int", "do": ["x"]}
    found = action_node({"f": [inline, {"fcn": "u.g", "fill": {"y": {"fcn": "m.exp"}, "z": 2}}]})
    assert found == n.CallFunction(
        AT,
        "f",
        (
            n.FunctionDef(f"{AT}.f[0]", (("x", INT), ("y", DOUBLE)), INT, (name("x", f"{AT}.f[0].do[0]"),)),
            n.FunctionRef(
                f"{AT}.f[1]",
                "u.g",
                (("y", n.FunctionRef(f"{AT}.f[1].fill.y", "m.exp", ())), ("z", number(2, f"{AT}.f[1].fill.z"))),
            ),
        ),
    )


# ------------------------------------------------------------------------------------------------ errors

NO_EXPRESSION = (
    'expected an expression, got an array of 2; a string literal is written ["..."], '
    'several expressions {"do": [...]} - at $.action.+[1]'
)
WRONG_ACTIONS: list[tuple[Any, str]] = [
    ([], "expected at least one expression, got an empty array - at $.action"),
    (
        {"+": [1, [2, 3]]},
        NO_EXPRESSION,
    ),
    (2**63, f"expected a whole number from {-(2**63)} to {2**63 - 1}, got one beyond that - at $.action"),
    ({"int": 2**31}, f"expected a whole number from {-(2**31)} to {2**31 - 1}, got one beyond that - at $.action.int"),
    ({"int": 1.5}, "expected a whole number, got float 1.5 - at $.action.int"),
    ({"int": True}, "expected a whole number, got true - at $.action.int"),
    ({"double": "1"}, "expected a number, got string '1' - at $.action.double"),
    ({"double": 10**400}, "expected a finite number, got one beyond the range of a double - at $.action.double"),
    ({"string": 1}, "expected a string, got int 1 - at $.action.string"),
    ("no symbol", "'no symbol' is not a valid symbol; a string literal is written [\"...\"] - at $.action"),
    ("", "'' is not a valid symbol; a string literal is written [\"...\"] - at $.action"),
    ("x..y", "'' in 'x..y' is neither a name nor an index - at $.action"),
    ("x.-1", "'-1' in 'x.-1' is neither a name nor an index - at $.action"),
    ("x.99999999999", f"expected a whole number from 0 to {2**31 - 1}, got one beyond that - at $.action"),
    ({}, "expected a special form or a function call, got an empty object - at $.action"),
    ({"a": 1, "b": 2}, "expected a special form or a function call, got an object with 'a', 'b' - at $.action"),
    ({"int": 1, "@": 3}, "expected a locator mark (a string), got int 3 - at $.action.@"),
    ({"let": {}}, "expected at least one name with an expression, got an empty object - at $.action.let"),
    ({"let": {"a b": 1}}, "expected a name (letters, digits and _), got string 'a b' - at $.action.let"),
    ({"let": 1}, "expected an object, got int 1 - at $.action.let"),
    ({"set": {"x": 1}, "to": 1}, "the 'set' form has no field 'to'; its fields are set - at $.action"),
    ({"attr": "x"}, "the 'attr' form needs 'path', got an object with 'attr' - at $.action"),
    ({"attr": "x", "path": []}, "expected at least one index, got an empty path - at $.action.path"),
    ({"attr": "x", "path": 1}, "expected an array, got int 1 - at $.action.path"),
    ({"cell": 1}, "expected a string, got int 1 - at $.action.cell"),
    ({"cell": "c", "init": 1}, "the 'cell' form has no field 'init'; its fields are cell, path, to - at $.action"),
    ({"pool": "p"}, "expected at least one index, got an empty path - at $.action.path"),
    ({"pool": "p", "path": ["x"], "to": 1}, "a pool is changed with both 'to' and 'init' - at $.action"),
    (
        {"pool": "p", "del": "x", "to": 1},
        "the 'pool' form with 'del' has no field 'to'; its fields are pool, del - at $.action",
    ),
    ({"if": True}, "the 'if' form needs 'then', got an object with 'if' - at $.action"),
    ({"if": True, "then": []}, "expected at least one expression, got an empty array - at $.action.then"),
    (
        {"if": True, "then": 1, "elif": 2},
        "the 'if' form has no field 'elif'; its fields are if, then, else - at $.action",
    ),
    ({"cond": []}, "expected at least one 'if', got an empty array - at $.action.cond"),
    (
        {"cond": [{"if": True, "then": 1, "else": 2}]},
        "a case of 'cond' has no field 'else'; its fields are if, then - at $.action.cond[0]",
    ),
    (
        {"for": {"i": 0}, "while": True, "do": 1},
        "the 'for' form needs 'step', got an object with 'for', 'while', 'do' - at $.action",
    ),
    (
        {"foreach": "x.y", "in": "z", "do": 1},
        "expected a name (letters, digits and _), got string 'x.y' - at $.action.foreach",
    ),
    ({"foreach": "x", "in": "z", "do": 1, "seq": 1}, "expected true or false, got int 1 - at $.action.seq"),
    (
        {"forkey": "k", "in": "x", "do": 1},
        "the 'forkey' form needs 'forval', got an object with 'forkey', 'in', 'do' - at $.action",
    ),
    ({"cast": "x", "cases": []}, "expected at least two cases (or 'partial': true), got 0 - at $.action.cases"),
    ({"cast": "x", "cases": [], "partial": True}, "expected at least one case, got 0 - at $.action.cases"),
    ({"cast": "x", "cases": [1]}, "expected an object, got int 1 - at $.action.cases[0]"),
    (
        {"upcast": "x", "as": "integer"},
        "expected the name of a type, got 'integer': no schema in this document defines it - at $.action.as",
    ),
    (
        {"unpack": "x", "format": [{"a": "int", "b": "int"}], "then": 1},
        "expected an object with one member, got an object with 'a', 'b' - at $.action.format[0]",
    ),
    ({"pack": {"int": 1}}, "expected an array, got an object with 'int' - at $.action.pack"),
    ({"doc": 1}, "expected a string, got int 1 - at $.action.doc"),
    ({"error": "no", "code": 1.5}, "expected a negative whole number, got float 1.5 - at $.action.code"),
    ({"error": "no", "code": None}, "expected a negative whole number, got null - at $.action.code"),
    ({"try": 1, "filter": [1.5]}, "expected a message or a code, got float 1.5 - at $.action.filter[0]"),
    ({"try": 1, "filter": "no"}, "expected an array, got string 'no' - at $.action.filter"),
    ({"log": 1, "namespace": 1}, "expected a string, got int 1 - at $.action.namespace"),
    ({"type": "int"}, "a typed literal needs 'value', got an object with 'type' - at $.action"),
    ({"type": "int", "new": 1}, "expected an array or an object of expressions, got int 1 - at $.action.new"),
    ({"params": [], "ret": "int", "do": 1}, "expected an expression; a function may only be an argument - at $.action"),
    ({"fcn": "f"}, "expected an expression; a function may only be an argument - at $.action"),
    ({"f": {"params": [1], "ret": "int", "do": 1}}, "expected an object, got int 1 - at $.action.f.params[0]"),
    (
        {"f": {"params": [{"x": "int", "y": "int"}], "ret": "int", "do": 1}},
        "expected one name with its type, got an object with 'x', 'y' - at $.action.f.params[0]",
    ),
    (
        {"f": {"params": [{"x": "int"}, {"x": "int"}], "ret": "int", "do": 1}},
        "parameter 'x' is there twice - at $.action.f.params[1]",
    ),
    (
        {"f": {"params": [], "do": 1}},
        "the 'params' form needs 'ret', got an object with 'params', 'do' - at $.action.f",
    ),
    ({"f": {"fcn": "g", "fill": {}}}, "expected at least one parameter to fill - at $.action.f.fill"),
    ({"call": "x", "args": 1}, "expected an array, got int 1 - at $.action.args"),
]


@pytest.mark.parametrize(
    ("action", "text"), WRONG_ACTIONS, ids=[json.dumps(action)[:50] for action, _ in WRONG_ACTIONS]
)
def test_what_is_wrong_with_an_expression(action: Any, text: str) -> None:
    assert said(read, document(action)) == ("PfaSyntaxError", text)


def test_base_64_is_read_strictly() -> None:
    for text in ("A", "AA=A", "A\nAA=", "é"):
        kind, told = said(read, document({"base64": text}))
        assert kind == "PfaSyntaxError"
        assert told.startswith("expected base-64 text: ")
        assert told.endswith(" - at $.action.base64")


def nested(depth: int) -> Any:
    found: Any = 1
    for _ in range(depth - 1):
        found = {"+": [found, 1]}
    return found


def test_how_deep_expressions_may_nest() -> None:
    read(document(nested(MAX_DEPTH)))
    kind, text = said(read, document(nested(MAX_DEPTH + 1)))
    assert kind == "PfaSyntaxError"
    assert text.startswith(
        "expressions nest deeper than 150 levels; move inner ones into functions or a 'let' - at $.action.+[0]"
    )


def test_text_that_looks_like_python_is_only_text() -> None:
    evil = "__import__('os').system('true')"
    assert action_node([[evil]]) == n.Literal(f"{AT}[0]", STRING, evil)
    assert said(read, document(evil))[0] == "PfaSyntaxError"
    assert action_node({evil: []}) == n.CallFunction(AT, evil, ())
    assert action_node("__class__") == name("__class__", AT)
