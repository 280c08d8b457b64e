"""Arrays and records that are spelled out become their items; what comes out is the same, to the bit."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorelet.pfa.lower import spelled
from tests.pfa.documents import DOUBLES, document
from tests.pfa.fuzz.choices import seeded
from tests.pfa.lower.code import body_of, lines
from tests.pfa.lower.forests import Plan, plain_document, tree
from tests.pfa.lower.twins import agreeing, called

QUICK = settings(max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
INTS = {"type": "array", "items": "int"}
ROW = {"type": "record", "name": "Row", "fields": [{"name": name, "type": "double"} for name in "abcd"]}
NUMBERS = (0.0, -0.0, 1.0, 1.0, -2.5, 710.0, -745.5, 1e308, -1e308, 5e-324, math.inf, -math.inf, math.nan)
rows = st.fixed_dictionaries(dict.fromkeys("abcd", st.sampled_from(NUMBERS)))
EXPRESSIONS: tuple[Any, ...] = (
    "input.a", "input.b", "input.c", "input.d", 1.5, {"-": ["input.a", "input.b"]}, {"u.picky": "input.c"}
)  # fmt: skip
LINKS = ("logit", "probit", "cloglog", "loglog", "cauchit", "softplus", "relu", "tanh", "softmax")


def of(params: str, body: Any, **more: Any) -> dict[str, Any]:
    return {
        "params": [{name: more.get(name, "double")} for name in params],
        "ret": more.get("ret", "double"),
        "do": body,
    }


FUNCTIONS: dict[str, Any] = {
    "picky": of("x", {"if": {"<": ["x", 0]}, "then": {"error": "negative", "code": -3}, "else": "x"}),
    "slow": of("x", [{"let": {"z": {"*": ["x", "x"]}}}, {"+": ["z", 1]}]),
    "or": {
        "params": [{"x": ["null", "double"]}],
        "ret": "double",
        "do": {"ifnotnull": {"y": "x"}, "then": "y", "else": {"m.sqrt": -1}},
    },
}
ONE: tuple[Any, ...] = (
    {"fcn": "u.picky"},
    {"fcn": "u.slow"},
    {"fcn": "m.exp"},
    of("x", {"/": ["x", {"+": ["input.a", "input.b"]}]}),
    of("x", [{"let": {"z": {"-": ["x", 1]}}}, {"set": {"z": {"*": ["z", 2]}}}, "z"]),
    of("x", {"if": {">": ["x", 0]}, "then": {"do": [{"let": {"z": "x"}}, "z"]}, "else": {"u-": "x"}}),
)
TWO: tuple[Any, ...] = (of("xy", {"/": [{"-": ["x", 0.5]}, "y"]}), of("xy", {"u.picky": {"+": ["y", "x"]}}))
WITH_INDEX = of("ix", {"*": ["x", {"+": ["i", {"cell": "c", "path": ["i"]}]}]}, i="int")


@st.composite
def vectors(draw: Any, width: int, depth: int = 2) -> Any:
    """An expression for an array of so many doubles, most of the time."""
    inner = vectors(width, depth - 1)
    items = st.lists(st.sampled_from(EXPRESSIONS), min_size=width, max_size=width)
    leaves: list[Any] = [
        lambda: {"type": DOUBLES, "new": draw(items)},
        lambda: "known",
        lambda: {"cell": "c"},
        lambda: {"cell": "matrix", "path": [draw(st.integers(0, 1))]},
    ]
    grown: list[Any] = [
        lambda: {"a.map": [draw(inner), draw(st.sampled_from(ONE))]},
        lambda: {"a.zipmap": [draw(inner), draw(inner), draw(st.sampled_from(TWO))]},
        lambda: {"a.mapWithIndex": [draw(inner), WITH_INDEX]},
        lambda: {"la.add": [draw(inner), draw(inner)]},
        lambda: {"la.sub": [draw(inner), draw(inner)]},
        lambda: {"la.scale": [draw(inner), draw(st.sampled_from(EXPRESSIONS))]},
        lambda: {f"m.link.{draw(st.sampled_from(LINKS))}": draw(inner)},
        lambda: {"model.reg.linear": [draw(inner), {"cell": "models"}]},
        lambda: {"if": {">": ["input.d", 0]}, "then": draw(inner), "else": draw(inner)},
        lambda: {"a.flatten": {"type": {"type": "array", "items": DOUBLES}, "new": [draw(inner), draw(inner)]}},
    ]
    return draw(st.sampled_from(grown if depth and draw(st.booleans()) else leaves))()


RESULTS: tuple[tuple[Any, Any], ...] = (
    ("found", DOUBLES),
    ({"a.sum": "found"}, "double"),
    ({"a.max": "found"}, "double"),
    ({"a.min": "found"}, "double"),
    ({"a.argmax": "found"}, "int"),
    ({"a.argmin": "found"}, "int"),
    ({"a.len": "found"}, "int"),
    ({"model.reg.linear": ["found", {"cell": "model"}]}, "double"),
    ({"cell": "names", "path": [{"a.argmax": "found"}]}, "string"),
    ({"attr": "found", "path": [0]}, "double"),
    ({"attr": "found", "path": [5]}, "double"),
    ({"attr": "found", "path": [{"-": [{"a.len": "found"}, 1]}]}, "double"),
    ({"type": DOUBLES, "new": [{"attr": "found", "path": [0]}, {"a.mean": "found"}]}, DOUBLES),
)


def models(width: int) -> dict[str, Any]:
    matrix = {"type": "array", "items": DOUBLES}
    one, several = (
        {"type": "record", "name": name, "fields": [{"name": "coeff", "type": c}, {"name": "const", "type": d}]}
        for name, c, d in (("Model", DOUBLES, "double"), ("Models", matrix, DOUBLES))
    )
    coefficients = [[0.5 - i * j for j in range(width)] for i in range(width)]
    return {
        "c": {"type": DOUBLES, "init": [0.1 * i for i in range(width)]},
        "matrix": {"type": matrix, "init": [[1.0, "Infinity", -3.0][:width]] * 2},
        "model": {"type": one, "init": {"coeff": [-0.5] * width, "const": 0.25}},
        "models": {"type": several, "init": {"coeff": coefficients, "const": [-0.0] * width}},
        "names": {"type": {"type": "array", "items": "string"}, "init": ["p", "q", "r"][:width]},
    }


def using(width: int, body: Any, result: Any, output: Any) -> dict[str, Any]:
    known = {"type": DOUBLES, "new": [f"input.{name}" for name in "abc"[:width]]}
    action = [{"let": {"known": known}}, {"let": {"found": body}}, result]
    return document(action, ROW, output, cells=models(width), fcns=FUNCTIONS)


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    width = draw(st.sampled_from([3, 3, 2, 1]))
    result, output = draw(st.sampled_from(RESULTS))
    return using(width, draw(vectors(width)), result, output)


@QUICK
@given(documents(), st.lists(rows, min_size=1, max_size=4))
def test_what_is_done_to_arrays(made: dict[str, Any], given_rows: list[Any]) -> None:
    agreeing(made, given_rows)


@QUICK
@given(documents(), st.lists(rows, min_size=1, max_size=2), st.integers(0, 60))
def test_where_not_all_can_be_spelled_out(made: dict[str, Any], given_rows: list[Any], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spelled, "MAX_SPELLED", most)
        agreeing(made, given_rows)


def test_a_scaler_and_a_regression_become_arithmetic() -> None:
    cells = {"mean": {"type": DOUBLES, "init": [1.5, 2]}, "scale": {"type": DOUBLES, "init": [0.5, 4]}}
    cells["model"] = models(2)["model"]
    scaled = {"a.zipmap": ["x", {"cell": "mean"}, {"cell": "scale"}, of("xms", {"/": [{"-": ["x", "m"]}, "s"]})]}
    body = body_of(
        [
            {"let": {"x": {"type": DOUBLES, "new": ["input.a", "input.b"]}}},
            {"let": {"z": scaled}},
            {"m.link.logit": {"model.reg.linear": ["z", {"cell": "model"}]}},
        ],
        ROW,
        cells=cells,
    )
    assert "\n".join(body.splitlines()[-3:]) == lines(
        """
        x_2 = (a - 1.5) / 0.5
        x_3 = (b - 2.0) / 4.0
        return 1.0 / (1.0 + exp(-t)) if (t := (-0.5 * x_2 + -0.5 * x_3 + 0.25)) > -709.0 else logistic(t)
        """
    )


def test_several_outputs_and_their_softmax() -> None:
    body = {"m.link.softmax": {"model.reg.linear": ["known", {"cell": "models"}]}}
    made = using(3, body, {"cell": "names", "path": [{"a.argmax": "found"}]}, "string")
    engine = agreeing(made, [{**dict.fromkeys("abcd", 0.0), "a": x} for x in NUMBERS])
    assert called(engine) == set()
    assert "negative_index" not in engine.code


def test_missing_numbers_are_expanded() -> None:
    row = {"type": "record", "name": "Row", "fields": [{"name": "a", "type": ["null", "double"]}]}
    body = body_of({"+": [1, {"u.or": "input.a"}]}, row, fcns=FUNCTIONS)
    assert body.endswith("return 1.0 + (a if a is not None else (1e309-1e309))")
    agreeing(document({"u.or": "input.a"}, row, fcns=FUNCTIONS), [{"a": None}, {"a": 1.5}, {"a": {"double": 2}}])


@pytest.mark.parametrize("count", [0, 1, spelled.MAX_ITEMS, spelled.MAX_ITEMS + 1, 600])
def test_long_arrays_stay_arrays(count: int) -> None:
    x = {"type": DOUBLES, "new": [{"+": ["input.a", float(i)]} for i in range(count)]}
    body = [{"let": {"x": x}}, {"let": {"y": {"a.map": ["x", of("x", {"*": ["x", "x"]})]}}}]
    for result, output in (({"a.sum": "y"}, "double"), ("x", DOUBLES), ({"a.len": "x"}, "int")):
        engine = agreeing(document([*body, result], ROW, output), [dict.fromkeys("abcd", 0.1)])
        assert (" for x" in engine.code) is (count > spelled.MAX_ITEMS)


def test_arrays_in_loops_and_functions() -> None:
    array = {"let": {"x": {"type": DOUBLES, "new": ["s", {"*": ["s", 2]}, "input.a"]}}}
    step = [array, {"set": {"s": {"a.sum": {"a.map": ["x", of("x", {"-": ["x", "s"]})]}}}}]
    again = {"for": {"i": 0}, "while": {"<": ["i", 3]}, "step": {"i": {"+": ["i", 1]}}, "do": step}
    loop = [{"let": {"s": "input.b"}}, again, "s"]
    given_rows = [dict.fromkeys("abcd", x) | {"a": 0.3} for x in (0.1, -1.0)]
    agreeing(document(loop, ROW), given_rows)
    inner = of("y", [{"let": {"x": {"type": DOUBLES, "new": ["y", "input.a"]}}}, {"a.max": "x"}])
    agreeing(document({"a.map": [{"cell": "c"}, inner]}, ROW, DOUBLES, cells=models(3)), given_rows)
    later = {"a.filter": [{"cell": "c"}, of("y", {"<": ["y", {"a.max": "x"}]}, ret="boolean")]}
    known = {"let": {"x": {"type": DOUBLES, "new": ["input.a", "input.b"]}}}
    agreeing(document([known, later], ROW, DOUBLES, cells=models(3)), given_rows)


def test_numbers_of_other_types() -> None:
    fields = [{"name": "i", "type": "int"}, {"name": "f", "type": "float"}, {"name": "s", "type": "string"}]
    row = {"type": "record", "name": "Row", "fields": fields}
    given_rows = [{"i": i, "f": f, "s": "b"} for i in (0, 3, 2**31 - 1) for f in (0.1, 1e30, math.nan)]
    for kind, item, more in (("int", "input.i", 2), ("float", "input.f", {"float": 0.1}), ("string", "input.s", ["a"])):
        array = {"type": {"type": "array", "items": kind}, "new": [item, more, item]}
        known = {"let": {"x": array}}
        for name, output in (("a.max", kind), ("a.argmin", "int"), ("a.sum", kind)):
            if kind != "string" or name != "a.sum":
                agreeing(document([known, {name: "x"}], row, output), given_rows)


# ----------------------------------------------------------------------------------------------- records


def test_a_record_that_trees_read_is_not_made() -> None:
    of_trees = Plan({"x": "double", "y": "double"}, ("double",), ("double",) * 3, frozenset(), "tree", odd=False)
    made = plain_document(of_trees, *(tree(seeded(seed), of_trees, 3) for seed in range(5)))
    datum = {"type": "Datum", "new": {"x": {"+": ["input.x", 1]}, "y": "input.y"}}
    given_rows = [{"x": x, "y": y} for x in (0.0, -1.0, 1.5, math.nan) for y in (0.5, 2.5)]
    for before, read in (([{"let": {"one": datum}}], "one"), ([], datum)):
        function = {"params": [{"tree": "TreeNode"}], "ret": "double", "do": {"model.tree.simpleTree": [read, "tree"]}}
        total = {"a.sum": {"a.map": [{"cell": "c"}, function]}}
        engine = agreeing({**made, "action": [*before, total]}, given_rows)
        assert "'x':" not in engine.code.partition("def action")[2]
        if before:
            both = {"+": [total, {"+": ["one.x", {"u.y": "one"}]}]}
            y = {"y": {"params": [{"one": "Datum"}], "ret": "double", "do": "one.y"}}
            agreeing({**made, "fcns": y, "action": [*before, both]}, given_rows)


def test_a_record_that_changes_is_a_record() -> None:
    point = {"type": "record", "name": "Point", "fields": [{"name": "x", "type": "double"}]}
    action = [
        {"let": {"one": {"type": point, "new": {"x": "input.a"}}}},
        {"let": {"two": "one"}},
        {"set": {"one": {"type": "Point", "new": {"x": "input.b"}}}},
        {"-": ["one.x", "two.x"]},
    ]
    agreeing(document(action, ROW), [dict(zip("abcd", (1.0, 3.0, 0.0, 0.0), strict=True))])
