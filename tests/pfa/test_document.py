"""A document as a whole: its fields, its places, and what each syntax error says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scorelet.pfa import nodes as n
from scorelet.pfa.document import read
from scorelet.pfa.types import DOUBLE, INT, NULL, Field, Record
from tests.pfa.documents import COUNTER, POINT, document, said


def name(symbol: str, at: str) -> n.Symbol:
    return n.Symbol(at, symbol)


def test_a_locator_mark_may_stand_anywhere() -> None:
    plain = document(
        {"+": ["input", {"cell": "c"}]}, fcns={"f": {"params": [{"x": "int"}], "ret": "int", "do": "x"}}, cells=COUNTER
    )
    marked = {
        **plain,
        "@": "top",
        "action": {"@": "here", "+": ["input", {"cell": "c", "@": "there"}]},
        "fcns": {"@": "m", "f": {"params": [{"x": "int", "@": "m"}], "ret": "int", "do": "x", "@": "m"}},
        "cells": {"@": "m", "c": {**COUNTER["c"], "@": "m"}},
    }
    assert read(marked) == read(plain)


def test_the_smallest_document() -> None:
    assert read(document("input")) == n.Document(
        "$",
        name="Engine",
        method="map",
        input=DOUBLE,
        output=DOUBLE,
        begin=(),
        action=(name("input", "$.action"),),
        end=(),
        merge=(),
        zero=None,
        functions={},
        cells={},
        pools={},
        randseed=None,
        doc=None,
        version=None,
        metadata={},
        options={},
    )


def test_a_document_with_everything() -> None:
    function = {"params": [{"x": "double"}], "ret": "double", "do": "x"}
    found = read(
        {
            "name": "Model",
            "method": "fold",
            "input": POINT,
            "output": "double",
            "begin": None,
            "action": ["tally"],
            "end": [None],
            "zero": 0.0,
            "merge": "tallyOne",
            "fcns": {"f": function, "deep.er": function},
            "cells": {"c": {"type": "Point", "init": {"x": 1, "y": 2}, "rollback": True}},
            "pools": {"p": {"type": "int", "shared": True}, "q": {"type": "int", "init": "q.json", "source": "json"}},
            "randseed": 7,
            "doc": "what it is for",
            "version": 3,
            "metadata": {"author": "me"},
            "options": {"timeout": 100},
        }
    )
    point = Record("Point", [Field("x", DOUBLE), Field("y", DOUBLE)])
    assert found == n.Document(
        "$",
        name="Model",
        method="fold",
        input=point,
        output=DOUBLE,
        begin=(n.Literal("$.begin", NULL, None),),
        action=(name("tally", "$.action[0]"),),
        end=(n.Literal("$.end[0]", NULL, None),),
        merge=(name("tallyOne", "$.merge"),),
        zero=0.0,
        functions={
            f"u.{f}": n.FunctionDef(f"$.fcns.{f}", (("x", DOUBLE),), DOUBLE, (name("x", f"$.fcns.{f}.do"),))
            for f in ("f", "deep.er")
        },
        cells={"c": n.State("$.cells.c", "c", point, {"x": 1, "y": 2}, False, True, "embedded")},
        pools={
            "p": n.State("$.pools.p", "p", INT, {}, True, False, "embedded"),
            "q": n.State("$.pools.q", "q", INT, "q.json", False, False, "json"),
        },
        randseed=7,
        doc="what it is for",
        version=3,
        metadata={"author": "me"},
        options={"timeout": 100},
    )


FIELDS = (
    "action, input, output, name, method, begin, end, fcns, zero, merge, cells, pools, randseed, doc, version, "
    "metadata, options"
)
WRONG_DOCUMENTS: list[tuple[Any, str]] = [
    (None, "expected a PFA document (a JSON object), got null - at $"),
    ([1], "expected a PFA document (a JSON object), got an array of 1 - at $"),
    ({}, "a PFA document needs 'action', got an empty object - at $"),
    ({"action": 1, "input": "int"}, "a PFA document needs 'output', got an object with 'action', 'input' - at $"),
    (
        document(1, inputs="int"),
        f"a PFA document has no field 'inputs'; its fields are {FIELDS} - at $",
    ),
    (document(1, method="reduce"), "expected one of 'map', 'emit', 'fold', got string 'reduce' - at $.method"),
    (document(1, method=["map"]), "expected one of 'map', 'emit', 'fold', got an array of 1 - at $.method"),
    (document(1, method="fold", zero=0), "a document with method 'fold' needs 'merge' - at $"),
    (document(1, method="fold", merge=0), "a document with method 'fold' needs 'zero' - at $"),
    (document(1, zero=0), "'zero' belongs to method 'fold' only, not to 'map' - at $.zero"),
    (document(1, method="emit", merge=0), "'merge' belongs to method 'fold' only, not to 'emit' - at $.merge"),
    (document(1, name=1), "expected a string, got int 1 - at $.name"),
    (document(1, name=None), "expected a string, got null - at $.name"),
    (document(1, version="1"), "expected a whole number, got string '1' - at $.version"),
    (document(1, version=True), "expected a whole number, got true - at $.version"),
    (document(1, randseed=1.5), "expected a whole number, got float 1.5 - at $.randseed"),
    (document(1, metadata={"a": 1}), "expected a string, got int 1 - at $.metadata.a"),
    (document(1, metadata=[]), "expected an object, got an array of 0 - at $.metadata"),
    (document(1, options=[]), "expected an object, got an array of 0 - at $.options"),
    (
        document(1, input="integer"),
        "expected the name of a type, got 'integer': no schema in this document defines it - at $.input",
    ),
    (document(1, begin=[]), "expected at least one expression, got an empty array - at $.begin"),
    (document(1, fcns=[]), "expected an object, got an array of 0 - at $.fcns"),
    (document(1, fcns={"f": 1}), "expected a function (params, ret, do), got int 1 - at $.fcns.f"),
    (
        document(1, fcns={"f": {"fcn": "u.g"}}),
        "expected a function (params, ret, do), got an object with 'fcn' - at $.fcns.f",
    ),
    (
        document(1, fcns={"a b": {"params": [], "ret": "int", "do": 1}}),
        "'a b' is not a valid function name - at $.fcns",
    ),
    (document(1, cells=1), "expected an object, got int 1 - at $.cells"),
    (document(1, cells={"c": 1}), "expected an object, got int 1 - at $.cells.c"),
    (
        document(1, cells={"a.b": {"type": "int", "init": 1}}),
        "expected a name (letters, digits and _), got string 'a.b' - at $.cells",
    ),
    (document(1, cells={"c": {"type": "int"}}), "a cell needs 'init', got an object with 'type' - at $.cells.c"),
    (document(1, pools={"p": {"init": {}}}), "a pool needs 'type', got an object with 'init' - at $.pools.p"),
    (
        document(1, cells={"c": {"type": "int", "init": 0, "shared": True, "rollback": True}}),
        "'shared' and 'rollback' cannot both be true - at $.cells.c",
    ),
    (
        document(1, cells={"c": {"type": "int", "init": 0, "shared": 1}}),
        "expected true or false, got int 1 - at $.cells.c.shared",
    ),
    (
        document(1, cells={"c": {"type": "int", "init": "c.csv", "source": "csv"}}),
        "expected one of 'embedded', 'json', 'avro', got string 'csv' - at $.cells.c.source",
    ),
    (
        document(1, pools={"p": {"type": "int", "source": "json"}}),
        "with source 'json', init must name a file, got an empty object - at $.pools.p.init",
    ),
]


@pytest.mark.parametrize(("json", "text"), WRONG_DOCUMENTS, ids=[text[-60:] for _, text in WRONG_DOCUMENTS])
def test_what_is_wrong_with_a_document(json: Any, text: str) -> None:
    assert said(read, json) == ("PfaSyntaxError", text)


def test_reading_changes_nothing() -> None:
    given = document({"+": ["input", {"@": "mark", "double": 2}]}, cells=COUNTER, metadata={"@": "m", "a": "b"})
    before = json.dumps(given)
    read(given)
    assert json.dumps(given) == before
