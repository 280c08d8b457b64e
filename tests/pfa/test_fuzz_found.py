"""What fuzzing has found, as small as it gets: the generated code must do what the reference does."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.pfa import load
from scorelet.pfa.check import check
from scorelet.pfa.document import read
from tests.pfa.fuzz.documents import Case
from tests.pfa.fuzz.running import of_engine, of_reference
from tests.pfa.reference.machine import Machine

INTS = {"type": "array", "items": "int"}
STRINGS = {"type": "array", "items": "string"}
NONE: Any = {"type": INTS, "value": []}
NO_STRING: Any = {"attr": {"type": STRINGS, "value": []}, "path": [0]}
NO_BOOLEAN: Any = {"attr": {"type": {"type": "array", "items": "boolean"}, "value": []}, "path": [0]}
REC = {"type": "record", "name": "Rec", "namespace": "", "fields": [{"name": "a", "type": "int"}]}
POINT = {"type": "record", "name": "Point", "namespace": "com.acme", "fields": [{"name": "x", "type": ["string", REC]}]}
COUNT = {"cells": {"c": {"type": "int", "init": 0}}}
ADD: Any = {"cell": "c", "to": {"+": [{"cell": "c"}, 1]}}
TIMES: Any = {"cell": "c", "to": {"*": [{"cell": "c"}, 5]}}


def maps(action: Any, **more: Any) -> dict[str, Any]:
    return {"input": "null", "output": "int", "action": action, **more}


def no_map(values: Any, key: str) -> Any:
    """A look-up of a key that is not there."""
    return {"attr": {"type": {"type": "map", "values": values}, "value": {}}, "path": [[key]]}


DOCUMENTS: dict[str, tuple[dict[str, Any], list[Any]]] = {
    "a negative index has its code": (maps({"attr": "input", "path": [-1]}, input=INTS), [[1]]),
    "a computed negative index has its code": (maps({"attr": "input", "path": [{"-": [0, 1]}]}, input=INTS), [[1]]),
    "what a negative index leads into is evaluated first": (maps({"attr": no_map(INTS, "b"), "path": [-1]}), [None]),
    "the arguments of a template are evaluated in their order": (
        maps({"s.join": [{"type": STRINGS, "new": [no_map("string", "c")]}, NO_STRING]}, output="string"),
        [None],
    ),
    "all arguments of a template are evaluated": (
        maps(
            {
                "map.zipmap": [
                    {"type": {"type": "map", "values": "int"}, "value": {}},
                    {"type": {"type": "map", "values": "int"}, "value": {"b": 1}},
                    no_map({"type": "map", "values": "int"}, "c"),
                    {"params": [{"x": "int"}, {"y": "int"}, {"z": "int"}], "ret": "int", "do": "x"},
                ]
            },
            output={"type": "map", "values": "int"},
        ),
        [None],
    ),
    "the init of a pool item is evaluated before what it becomes": (
        maps(
            {
                "pool": "x",
                "path": [["b"]],
                "to": NO_STRING,
                "init": {"do": [{"let": {"k": ["a"]}}, no_map("string", "a")]},
            },
            output="string",
            pools={"x": {"type": "string"}},
        ),
        [None],
    ),
    "a symbol set in one function may be bound otherwise in another": (
        maps(
            {"attr": {"type": INTS, "value": [1]}, "path": [0], "to": {"fcn": "u.set"}},
            output=INTS,
            fcns={
                "bound": {
                    "params": [{"p": ["null", "int"]}],
                    "ret": "int",
                    "do": {"ifnotnull": {"x": "p"}, "then": "x", "else": 0},
                },
                "set": {"params": [{"x": "int"}], "ret": "int", "do": [{"set": {"x": {"+": ["x", 1]}}}, "x"]},
            },
        ),
        [None],
    ),
    "a symbol bound by ifnotnull may be set": (
        maps(
            {"ifnotnull": {"y": "input"}, "then": [{"set": {"y": {"+": ["y", 1]}}}, "y"], "else": 0},
            input=["null", "int"],
        ),
        [{"int": 3}, None],
    ),
    "a symbol keeps its value when the parameter it came from is set": (
        maps(
            {"u.f": ["input"]},
            input=["null", "int"],
            fcns={
                "f": {
                    "params": [{"p": ["null", "int"]}],
                    "ret": "int",
                    "do": {"ifnotnull": {"q": "p"}, "then": [{"set": {"p": 7}}, "q"], "else": 0},
                }
            },
        ),
        [{"int": 3}],
    ),
    "an argument is evaluated even where the function is lazy about it": (
        maps(
            {"u.f": [NO_BOOLEAN, False]},
            output="boolean",
            fcns={"f": {"params": [{"x": "boolean"}, {"y": "boolean"}], "ret": "boolean", "do": {"&&": ["y", "x"]}}},
        ),
        [None],
    ),
    "the arguments of a user function are evaluated in their order": (
        maps(
            {"u.f": [ADD, TIMES]},
            fcns={"f": {"params": [{"x": "int"}, {"y": "int"}], "ret": "int", "do": {"-": ["y", "x"]}}},
            **COUNT,
        ),
        [None, None],
    ),
    "a record without a namespace inside one that has one": (
        {
            "input": POINT,
            "output": POINT,
            "method": "fold",
            "zero": {"x": {"string": ""}},
            "action": "input",
            "merge": "tallyOne",
        },
        [{"x": {"Rec": {"a": 1}}}],
    ),
    "a constant in a place where Python warns": (
        maps(
            {
                "cast": {"type": ["null", "float"], "value": 3.0},
                "cases": [{"as": "null", "named": "n", "do": 1}, {"as": "float", "named": "f", "do": 2}],
            }
        ),
        [None],
    ),
    "an empty array indexed where Python warns": (
        maps({"ifnotnull": {"x": {"type": ["null", "int"], "value": 3}}, "then": "x", "else": 0}),
        [None],
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_found(name: str) -> None:
    document, data = DOCUMENTS[name]
    one = Case(document, data)
    wanted = of_reference(Machine(check(read(document))), one).plain()
    assert of_engine(load(document), one).plain() == wanted
