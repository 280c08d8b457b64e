"""Rows of a constant table, scaled and added up while they are looked up."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scorelet.pfa import load
from scorelet.pfa.lower import scaled
from tests.pfa.documents import DOUBLES, document
from tests.pfa.lower.twins import agreeing, done

COUNTS = {"type": "map", "values": "double"}
TABLE = {"a": [1.0, 0.1, -0.0], "b": [2.0, 0.2, -0.0], "c": [1e16, 0.3, 0.0]}
ADD = {"fcn": "la.add"}
GIVEN: list[Any] = [
    {}, {"a": 1.0}, {"a": 2.0, "b": 3.0}, {"b": 0.1, "c": 1.0, "a": 0.7}, {"a": -1.0, "c": -0.0}, {"a": math.nan},
    {"b": math.inf, "a": -math.inf}, {"a": 1.0, "other": 1.0}, {"other": 1.0},
]  # fmt: skip


def scaling(factor: Any = None) -> dict[str, Any]:
    times = {"attr": "input", "path": ["term"]} if factor is None else factor
    body = {"la.scale": [{"cell": "table", "path": ["term"]}, times]}
    return {"a.map": [{"map.keys": "input"}, {"params": [{"term": "string"}], "ret": DOUBLES, "do": body}]}


def made(action: Any, table: Any, output: Any = DOUBLES) -> dict[str, Any]:
    cells = {
        "table": {"type": {"type": "map", "values": DOUBLES}, "init": table},
        "zero": {"type": DOUBLES, "init": [0.0, 0.0, 0.0]},
    }
    return document(action, COUNTS, output, cells=cells)


def bound(*body: Any) -> list[Any]:
    return [{"let": {"rows": scaling()}}, *body]


SUM = {"a.reduce": ["rows", ADD]}
OR_ZERO = {"if": {"==": [{"a.len": "rows"}, 0]}, "then": {"cell": "zero"}, "else": SUM}


@pytest.mark.parametrize(
    "action",
    [
        {"a.reduce": [scaling(), ADD]},
        {"a.reduce": [scaling({"/": [1.0, {"attr": "input", "path": [["a"]]}]}), ADD]},
        {"la.add": [{"cell": "zero"}, {"a.reduce": [scaling(), ADD]}]},
        bound(OR_ZERO),
        bound({"m.link.softmax": {"la.add": [{"cell": "zero"}, OR_ZERO]}}),
    ],
)
def test_scaled_rows_are_not_made(action: Any) -> None:
    engine = agreeing(made(action, TABLE), GIVEN)
    assert "for term in" in engine.code
    assert " rows = " not in engine.code.partition("for term in")[2]


def test_what_else_is_asked_of_them() -> None:
    for action, output in (
        (bound({"a.len": "rows"}), "int"),
        (bound({"+": [{"a.len": "rows"}, {"a.len": SUM}]}), "int"),
        (bound({"a.reduce": [{"a.reverse": "rows"}, ADD]}), DOUBLES),
        (bound({"a.concat": [{"a.last": "rows"}, SUM]}), DOUBLES),
        (bound({"a.reduce": ["rows", {"fcn": "la.sub"}]}), DOUBLES),
    ):
        agreeing(made(action, TABLE, output), GIVEN)


def test_nothing_to_add_is_refused() -> None:
    for action in ({"a.reduce": [scaling(), ADD]}, bound({"a.concat": [SUM, SUM]})):
        assert done(load(made(action, TABLE)), {}) == ("error", "PfaRuntimeError", 15670)


@pytest.mark.parametrize("table", [{}, {"a": [], "b": []}, {"a": [1.0], "b": [1.0, 2.0]}, {"a": [0.5] * 21}])
def test_rows_that_are_added_in_columns(table: Any) -> None:
    engine = agreeing(made({"a.reduce": [scaling(), ADD]}, table), GIVEN)
    assert "add_all(" in engine.code
    assert "for term in" not in engine.code


def test_wide_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scaled, "MAX_WIDTH", 2)
    engine = agreeing(made(bound(OR_ZERO), TABLE), GIVEN)
    assert "for term in" not in engine.code
