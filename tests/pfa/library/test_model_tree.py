"""model.tree.*: what a test means for each pair of types, and the walks."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library.model_tree import BadValueType, by_python, comparison
from scorelet.pfa.library.registry import Call, lookup
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Enum,
    Field,
    Map,
    Record,
    Type,
    Union,
)

MAYBE = Union([NULL, DOUBLE])
COLOR = Enum("Color", ["red", "green", "blue"])


def datum_type(field: Type) -> Record:
    return Record("Datum", [Field("x", field)])


def node_type(value: Type, score: Type | None = None, missing: bool = False) -> Record:
    node = Record("TreeNode")
    fields = [Field("field", Enum("Fields", ["x"])), Field("operator", STRING), Field("value", value)]
    if score is not None:
        branches = ("pass", "fail", "missing") if missing else ("pass", "fail")
        fields += [Field(name, Union([node, score])) for name in branches]
    node.complete(fields)
    return node


def made(name: str, datum: Type, node: Type, ret: Type) -> Callable[..., Any]:
    found = lookup(f"model.tree.{name}")
    assert found is not None
    if not found.typed:
        return found.run
    run: Callable[..., Any] = found.run(Call(found.name, ("datum", "treeNode"), (datum, node), ret, {}))
    return run


def outcome(name: str, field: Type, value: Type, operator: str, x: Any, v: Any) -> Any:
    """The result of one test, or its error code."""
    test = made(name, datum_type(field), node_type(value), BOOLEAN)
    try:
        return test({"x": x}, {"field": "x", "operator": operator, "value": v})
    except PfaRuntimeError as error:
        return error.code


def simple(field: Type, value: Type, operator: str, x: Any, v: Any) -> Any:
    return outcome("simpleTest", field, value, operator, x, v)


def all_orders(field: Type, value: Type, x: Any, v: Any) -> list[Any]:
    return [simple(field, value, operator, x, v) for operator in ("<", "<=", "==", "!=", ">=", ">")]


LESS = [True, True, False, True, False, False]
SAME = [False, True, True, False, True, False]
MORE = [False, False, False, True, True, True]


@pytest.mark.parametrize(
    ("field", "value", "x", "v", "expected"),
    [
        (INT, INT, 1, 2, LESS),
        (INT, DOUBLE, 3, 2.5, MORE),
        (DOUBLE, LONG, 2.0, 2, SAME),
        (FLOAT, INT, 0.5, 1, LESS),
        (STRING, STRING, "HAL", "GZK", MORE),
        (STRING, STRING, "\U0001f600", "\uffff", MORE),
        (BOOLEAN, BOOLEAN, False, True, LESS),
        (BYTES, BYTES, b"\xff", b"\x01", MORE),
        (COLOR, COLOR, "green", "blue", LESS),
        (Array(INT), Array(INT), [1, 2], [1], MORE),
        (Array(INT), Array(DOUBLE), [1, 2], [1.0, 2.0], SAME),
        (NULL, NULL, None, None, SAME),
        # Unions are resolved first, ...
        (MAYBE, DOUBLE, 1.0, 2.0, LESS),
        (Union([NULL, INT]), Union([STRING, DOUBLE]), 3, 2.0, MORE),
        (Union([INT, LONG]), Union([LONG, FLOAT]), ("long", 3), ("long", 2), MORE),
        (STRING, Union([INT, STRING]), "a", "b", LESS),
        # ... and different members come by their place in V.
        (MAYBE, MAYBE, None, None, SAME),
        (MAYBE, MAYBE, None, -5.0, LESS),
        (DOUBLE, MAYBE, -5.0, None, MORE),
        (INT, Union([DOUBLE, STRING]), 5, "a", LESS),
        (STRING, Union([Array(STRING), STRING]), "a", ["b"], MORE),
    ],
)
def test_order(field: Type, value: Type, x: Any, v: Any, expected: list[bool]) -> None:
    assert all_orders(field, value, x, v) == expected


@pytest.mark.parametrize(
    ("field", "value", "x", "v"),
    [
        (INT, STRING, 1, "1"),
        (STRING, INT, "1", 1),
        (BOOLEAN, INT, True, 1),
        (STRING, MAYBE, "a", 1.0),
        (STRING, MAYBE, "a", None),
        (MAYBE, DOUBLE, None, 1.0),
        (STRING, Array(STRING), "a", ["a"]),
        (COLOR, STRING, "red", "red"),
        (Array(STRING), Array(INT), ["a"], [1]),
    ],
)
def test_what_cannot_be_compared(field: Type, value: Type, x: Any, v: Any) -> None:
    assert all_orders(field, value, x, v) == [32001] * 6


def test_nan_is_not_ordered() -> None:
    assert all_orders(DOUBLE, DOUBLE, math.nan, 1.0) == [False, False, False, True, False, False]
    assert all_orders(INT, DOUBLE, 1, math.nan) == [False, False, False, True, False, False]


@pytest.mark.parametrize(
    ("field", "value", "x", "v", "expected"),
    [
        (STRING, Array(STRING), "b", ["a", "b"], True),
        (STRING, Array(STRING), "c", ["a", "b"], False),
        (STRING, Array(STRING), "c", [], False),
        (INT, Array(DOUBLE), 3, [1.0, 3.0], True),
        (DOUBLE, Array(INT), 3.5, [1, 3], False),
        (STRING, Union([STRING, Array(STRING)]), "b", ["a", "b"], True),
        (STRING, Array(Union([INT, STRING])), "1", [1, "1"], True),
        (INT, Array(Union([STRING, DOUBLE])), 1, ["1", 2.0], False),
        (INT, Array(Union([INT, LONG])), 7, [("int", 5), ("long", 7)], True),
        (MAYBE, Array(MAYBE), None, [1.0, None], True),
        (DOUBLE, Array(Union([STRING, INT])), 2.0, ["2", 2], True),
        (COLOR, Array(COLOR), "red", ["green", "red"], True),
        (Array(INT), Array(Array(INT)), [1], [[2], [1]], True),
    ],
)
def test_containment(field: Type, value: Type, x: Any, v: Any, expected: bool) -> None:
    assert simple(field, value, "in", x, v) is expected
    assert simple(field, value, "notIn", x, v) is not expected


@pytest.mark.parametrize(
    ("field", "value", "x", "v"),
    [
        (STRING, STRING, "a", "abc"),
        (STRING, Array(INT), "a", [1]),
        (MAYBE, Array(DOUBLE), None, [1.0]),
        (BOOLEAN, Array(INT), True, [1]),
        (STRING, Map(STRING), "a", {"a": "a"}),
    ],
)
def test_what_cannot_be_contained(field: Type, value: Type, x: Any, v: Any) -> None:
    assert simple(field, value, "in", x, v) == 32001


def test_operators_without_a_value() -> None:
    assert simple(INT, STRING, "alwaysTrue", 1, "") is True
    assert simple(INT, STRING, "alwaysFalse", 1, "") is False
    assert simple(MAYBE, STRING, "isMissing", None, "") is True
    assert simple(MAYBE, STRING, "isMissing", 0.0, "") is False
    assert simple(MAYBE, STRING, "notMissing", None, "") is False
    assert simple(MAYBE, STRING, "notMissing", 0.0, "") is True


def test_unknown_operators() -> None:
    assert simple(INT, STRING, "=", 1, "") == 32000
    for operator in ("", "isMissing", "notMissing"):
        assert outcome("missingTest", MAYBE, DOUBLE, operator, 1.0, 1.0) == 32010


def test_missing_test() -> None:
    for operator in ("<", "alwaysTrue"):
        assert outcome("missingTest", MAYBE, DOUBLE, operator, None, 1.0) is None
    assert outcome("missingTest", MAYBE, DOUBLE, "<", 0.0, 1.0) is True
    assert outcome("missingTest", MAYBE, DOUBLE, ">", 0.0, 1.0) is False
    assert outcome("missingTest", STRING, DOUBLE, ">", "", 1.0) == 32011


def test_a_test_is_decided_for_each_kind_of_value() -> None:
    test = made("simpleTest", datum_type(Union([STRING, DOUBLE])), node_type(Union([STRING, DOUBLE])), BOOLEAN)

    def passes(x: Any, v: Any) -> bool:
        return bool(test({"x": x}, {"field": "x", "operator": "<", "value": v}))

    for _ in range(2):
        assert passes(1.0, 2.0)
        assert passes("a", "b")
        assert passes("a", 0.0)
        assert not passes(0.0, "a")


# ------------------------------------------------------------------------- what the specialiser relies on


@pytest.mark.parametrize(
    ("operator", "field", "value", "expected"),
    [
        ("<", INT, DOUBLE, True),
        ("==", STRING, STRING, True),
        ("<", COLOR, COLOR, False),
        ("<", NULL, NULL, False),
        ("in", STRING, Array(STRING), True),
        ("in", INT, Array(STRING), False),
        ("in", COLOR, Array(COLOR), False),
        ("alwaysTrue", INT, INT, False),
    ],
)
def test_by_python(operator: str, field: Type, value: Type, expected: bool) -> None:
    assert by_python(operator, field, value, value) is expected


def test_comparison_reports_bad_types_by_exception() -> None:
    assert comparison("<", INT, DOUBLE, DOUBLE)(1, 1.5) is True
    with pytest.raises(BadValueType):
        comparison("<", STRING, DOUBLE, DOUBLE)
    with pytest.raises(BadValueType):
        comparison("in", STRING, STRING, STRING)


# ------------------------------------------------------------------------------- tests of tests, and walks


def test_compound_test() -> None:
    run = made("compoundTest", NULL, NULL, BOOLEAN)
    asked: list[bool] = []

    def test(_datum: Any, comparison: bool) -> bool:
        asked.append(comparison)
        return comparison

    assert run(None, "and", [True, False, True], test) is False
    assert asked == [True, False]
    assert run(None, "or", [False, True, False], test) is True
    assert asked == [True, False, False, True]
    assert run(None, "xor", [True, True, True], test) is True
    assert run(None, "xor", [True, True], test) is False
    assert [run(None, operator, [], test) for operator in ("and", "or", "xor")] == [True, False, False]
    with pytest.raises(PfaRuntimeError) as raised:
        run(None, "nand", [], test)
    assert raised.value.code == 32020


def test_surrogate_test() -> None:
    run = made("surrogateTest", NULL, NULL, BOOLEAN)
    assert run(None, [None, False, True], lambda _, c: c) is False
    for comparisons in ([], [None]):
        with pytest.raises(PfaRuntimeError) as raised:
            run(None, comparisons, lambda _, c: c)
        assert raised.value.code == 32030


def node(value: float, yes: Any, no: Any, **more: Any) -> dict[str, Any]:
    return {"field": "x", "operator": "<", "value": value, "pass": yes, "fail": no, **more}


def test_simple_tree() -> None:
    run = made("simpleTree", datum_type(DOUBLE), node_type(DOUBLE, STRING), STRING)
    tree = node(3.0, node(1.0, "low", "middle"), "high")
    assert [run({"x": x}, tree) for x in (0.0, 1.0, 3.0, math.nan)] == ["low", "middle", "high", "high"]


def test_simple_tree_errors() -> None:
    run = made("simpleTree", datum_type(DOUBLE), node_type(Union([DOUBLE, STRING]), STRING), STRING)
    bad = made("simpleTree", datum_type(STRING), node_type(DOUBLE, STRING), STRING)
    with pytest.raises(PfaRuntimeError) as raised:
        run({"x": 1.0}, {**node(3.0, "a", "b"), "operator": "?"})
    assert (raised.value.code, raised.value.message) == (32060, "invalid comparison operator")
    with pytest.raises(PfaRuntimeError) as raised:
        bad({"x": "a"}, node(3.0, "a", "b"))
    assert (raised.value.code, raised.value.message) == (32061, "bad value type")


def test_a_walk_goes_by_the_given_test() -> None:
    run = made("simpleWalk", datum_type(DOUBLE), node_type(DOUBLE, Array(STRING)), Array(STRING))
    tree = node(3.0, node(1.0, ["low"], ["middle"]), [])
    assert run({"x": 0.0}, tree, lambda d, t: d["x"] > t["value"]) == []
    assert run({"x": 2.0}, tree, lambda _d, t: t["value"] == 3.0) == ["middle"]


def test_missing_walk() -> None:
    run = made("missingWalk", datum_type(MAYBE), node_type(DOUBLE, STRING, missing=True), STRING)
    test = made("missingTest", datum_type(MAYBE), node_type(DOUBLE, STRING, missing=True), BOOLEAN)
    tree = node(3.0, "yes", "no", missing=node(0.0, "never", "never", missing="nothing"))
    assert [run({"x": x}, tree, test) for x in (1.0, 5.0, None)] == ["yes", "no", "nothing"]


@pytest.mark.parametrize("score", [Record("Score", [Field("pass", STRING)]), Map(STRING)])
def test_a_score_may_look_like_a_node(score: Type) -> None:
    run = made("simpleTree", datum_type(DOUBLE), node_type(DOUBLE, score), score)
    leaf, other = (score.tag, {"pass": "leaf"}), (score.tag, {"pass": "other"})
    tree = node(3.0, ("TreeNode", node(1.0, leaf, other)), other)
    assert run({"x": 0.0}, tree) == {"pass": "leaf"}
    assert run({"x": 9.0}, tree) == {"pass": "other"}


def test_branches_without_choice() -> None:
    score = Map(STRING)
    tree_type = Record("TreeNode")
    tree_type.complete([Field("pass", score), Field("fail", tree_type)])
    run = made("simpleWalk", datum_type(DOUBLE), tree_type, score)
    tree = {"pass": {"is": "1"}, "fail": {"pass": {"is": "2"}, "fail": {}}}
    assert run(None, tree, lambda _d, t: t["fail"] == {}) == {"is": "2"}


def test_whole_scores_become_floats_where_others_are() -> None:
    tree_type = Record("TreeNode")
    tree_type.complete([Field("pass", Union([tree_type, INT])), Field("fail", Union([tree_type, DOUBLE]))])
    run = made("simpleWalk", datum_type(DOUBLE), tree_type, DOUBLE)
    found = run(None, {"pass": 3, "fail": 2.5}, lambda _d, _t: True)
    assert (found, type(found)) == (3.0, float)


def test_a_deep_tree_needs_no_deep_stack() -> None:
    run = made("simpleTree", datum_type(DOUBLE), node_type(DOUBLE, INT), INT)
    tree: Any = 0
    for depth in range(1, 20_001):
        tree = node(float(depth), tree, depth)
    assert run({"x": 1.0}, tree) == 1
    assert run({"x": 0.5}, tree) == 0


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20), st.floats())
def test_a_chain_of_thresholds(thresholds: list[float], x: float) -> None:
    run = made("simpleTree", datum_type(DOUBLE), node_type(DOUBLE, INT), INT)
    tree: Any = len(thresholds)
    for i, threshold in reversed(list(enumerate(thresholds))):
        tree = node(threshold, i, tree)
    expected = next((i for i, threshold in enumerate(thresholds) if x < threshold), len(thresholds))
    assert run({"x": x}, tree) == expected
