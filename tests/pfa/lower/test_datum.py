"""However a datum is read (field by field, all fields at once, as a whole, decoded), the action sees the same."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import PfaInputError
from scorelet.pfa import Engine, load
from scorelet.pfa.lower.datum import WIDE
from tests.pfa.documents import document, failure
from tests.pfa.fuzz.running import exact
from tests.pfa.lower.code import text_of
from tests.pfa.lower.twins import agreeing, done

COLOR = {"type": "enum", "name": "Color", "symbols": ["red", "green"]}
INNER = {"type": "record", "name": "Inner", "fields": [{"name": "a", "type": "int"}]}
KINDS: dict[str, tuple[Any, list[Any], list[Any]]] = {
    "double": ("double", [0.5, 1, -0.0, math.nan, 2**60], [True, "1", None, 10**400, {"double": 1.0}]),
    "float": ("float", [0.1, 1, math.inf, 1e300], [True, "1", None]),
    "int": ("int", [0, 2**31 - 1, -(2**31)], [True, 1.0, 2**31, -(2**31) - 1, "1"]),
    "long": ("long", [0, 2**63 - 1, -(2**63)], [False, 1.0, 2**63, None]),
    "boolean": ("boolean", [True, False], [0, 1, None, "true"]),
    "string": ("string", ["", "é"], [None, 1, b"a"]),
    "bytes": ("bytes", [b"\xff", "\xff", bytearray(b"a")], ["\u0100", 1]),
    "null": ("null", [None], [0, False, "null"]),
    "enum": (COLOR, ["red", "green"], ["blue", None, ["red"], {}]),
    "nullable double": (
        ["null", "double"],
        [None, 0.5, 1, {"double": 2.5}, {"double": 1}, math.inf],
        [True, "1", {"int": 1}, {"double": None}, {"double": 1.0, "x": 1}, {}],
    ),
    "nullable string": (["null", "string"], [None, "a", {"string": "b"}], [1, {"string": 1}, ["a"]]),
    "nullable int": (["null", "int"], [None, 3, {"int": 4}], [1.0, {"int": 2**31}, True]),
    "numbers": (["int", "double"], [1, 1.5, {"int": 1}, {"double": 1.5}], [None, {"int": 1.5}, "a"]),
    "array": ({"type": "array", "items": "double"}, [[], [1, 2.5], (1.0,)], [None, [None], 1.0]),
    "map": ({"type": "map", "values": "int"}, [{}, {"a": 1}], [{"a": 1.0}, {1: 1}, []]),
    "record": (INNER, [{"a": 1}, {"a": 1, "b": 2}], [{}, {"a": None}, 1]),
}
"""A type, values of it, and values that are none."""
FEW, MANY = 3, WIDE + 5


def record(kind: Any, count: int, **more: Any) -> dict[str, Any]:
    name = kind["name"] if isinstance(kind, dict) and "name" in kind else kind
    fields = [{"name": f"f{i}", "type": name if i else kind, **more} for i in range(count)]
    return {"type": "record", "name": "Row", "fields": fields}


def reading(kind: Any, count: int, **more: Any) -> dict[str, Engine]:
    """Engines that read such a record in different ways, each giving an array of what it saw of two fields."""
    row = record(kind, count, **more)
    name = kind["name"] if isinstance(kind, dict) and "name" in kind else kind
    seen = {"type": "record", "name": "Seen", "fields": [{"name": "first", "type": name}, {"name": "last", "type": name}]}
    last = f"input.f{count - 1}"
    fields = {"type": seen, "new": {"first": "input.f0", "last": last}}
    by_function = {"type": "Seen", "new": {"first": {"attr": "row", "path": [["f0"]]}, "last": f"row.f{count - 1}"}}
    function = {"params": [{"row": "Row"}], "ret": seen, "do": by_function}
    kept = [{"cell": "kept", "to": "input"}, {**fields, "type": "Seen"}]
    first = dict.fromkeys((f"f{i}" for i in range(count)))
    return {
        "fields": load(document(fields, row, "Seen")),
        "whole": load(document({"u.f": "input"}, row, "Seen", fcns={"f": function})),
        "kept": load(
            document(kept, row, seen, cells={"kept": {"type": ["null", "Row"], "init": None}}),
        ),
        "nothing": load(document({"type": "Seen", "new": {}}, row, seen)) if not first else load(document(fields, row, "Seen")),
    }


@pytest.mark.parametrize("count", [FEW, WIDE, WIDE + 1, MANY])
@pytest.mark.parametrize("name", KINDS)
def test_every_way_of_reading_sees_the_same(name: str, count: int) -> None:
    kind, good, bad = KINDS[name]
    engines = reading(kind, count)
    names = [f"f{i}" for i in range(count)]
    for value in (*good, *bad):
        for place in {0, 1, count - 1}:
            row = dict.fromkeys(names, good[0]) | {names[place]: value}
            rows = [row, dict(reversed(row.items())), {**row, "more": None}, {"more": 1, **row}]
            rows += [{k: v for k, v in row.items() if k != names[place]}]
            for given_row in rows:
                before = exact(given_row)
                found = [done(engine, given_row) for engine in engines.values()]
                assert all(one == found[0] for one in found), (given_row, found)
                assert exact(given_row) == before
            refused = any(value is wrong for wrong in bad)
            assert (done(engines["fields"], row)[0] == "error") is refused
