"""Constant coefficients, tables and maps: what is computed now is what is computed later from cells that change."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorelet.pfa import load
from scorelet.pfa.lower.tables import MAX_TERMS, TERMS_AT_ONCE
from tests.pfa.documents import DOUBLES, document, said
from tests.pfa.lower.twins import agreeing, called, done, twin_of

QUICK = settings(max_examples=100, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NUMBERS = (0.0, -0.0, 1.0, -2.5, 0.1, 1e308, -1e308, 5e-324, math.inf, -math.inf, math.nan)
EMBEDDED = {math.inf: "Infinity", -math.inf: "-Infinity"}
numbers = st.sampled_from(NUMBERS) | st.floats()

MODEL = {
    "type": "record",
    "name": "Model",
    "fields": [{"name": "coeff", "type": DOUBLES}, {"name": "const", "type": "double"}],
}


def embedded(number: float) -> Any:
    """A double as a document writes it."""
    return "NaN" if math.isnan(number) else EMBEDDED.get(number, number)


# --------------------------------------------------------------------------------------------- regressions


def fields(count: int) -> dict[str, Any]:
    return {"type": "record", "name": "Row", "fields": [{"name": f"x{i}", "type": "double"} for i in range(count)]}


def regression(coefficients: list[float], const: float, count: int, shape: int) -> dict[str, Any]:
    """model.reg.linear of an array of `count` fields, spelled out in the call or before it, or of an array as given."""
    cells = {"m": {"type": MODEL, "init": {"coeff": list(map(embedded, coefficients)), "const": embedded(const)}}}
    items = {"type": DOUBLES, "new": [f"input.x{i}" for i in range(count)]}
    if shape == 0:
        return document({"model.reg.linear": [items, {"cell": "m"}]}, fields(count), cells=cells)
    if shape == 1:
        body = [{"let": {"xs": items}}, {"model.reg.linear": ["xs", {"cell": "m"}]}]
        return document(body, fields(count), cells=cells)
    if shape == 2:
        changed = {"type": DOUBLES, "new": [{"+": [f"input.x{i}", 1]} for i in range(count)]}
        body = [
            {"let": {"xs": items}},
            {"let": {"first": {"model.reg.linear": ["xs", {"cell": "m"}]}}},
            {"set": {"xs": changed}},
            {"-": ["first", {"model.reg.linear": ["xs", {"cell": "m"}]}]},
        ]
        return document(body, fields(count), cells=cells)
    return document({"model.reg.linear": ["input", {"cell": "m"}]}, DOUBLES, cells=cells)


@QUICK
@given(st.lists(numbers, max_size=6), numbers, st.integers(0, 3), st.data())
def test_regressions(coefficients: list[float], const: float, shape: int, data: st.DataObject) -> None:
    count = data.draw(st.sampled_from([len(coefficients), len(coefficients), len(coefficients) + 1, 2]))
    made = regression(coefficients, const, count, shape)
    drawn = data.draw(st.lists(st.lists(numbers, min_size=count, max_size=count), min_size=1, max_size=4))
    rows = drawn if shape == 3 else [{f"x{i}": x for i, x in enumerate(row)} for row in drawn]
    agreeing(made, rows)


def test_a_regression_that_fits_is_a_sum() -> None:
    made = regression([0.5, -2.0], 1.0, 2, 0)
    assert called(agreeing(made, [{"x0": 1, "x1": 3}])) == set()
    assert called(load(twin_of(made))) == {"model.reg.linear"}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_regression_that_does_not_fit(count: int) -> None:
    engine = agreeing(regression([0.5, -2.0], 1.0, count, 0), [row := {f"x{i}": 1.0 for i in range(count)}])
    assert done(engine, row) == ("error", "PfaRuntimeError", 31000)


@pytest.mark.parametrize("count", [TERMS_AT_ONCE - 1, TERMS_AT_ONCE, 2 * TERMS_AT_ONCE + 1, MAX_TERMS, MAX_TERMS + 1])
@pytest.mark.parametrize("shape", [0, 1])
def test_regressions_of_many_terms(count: int, shape: int) -> None:
    made = regression([(-1.1) ** (i % 50) for i in range(count)], 0.1, count, shape)
    row = {f"x{i}": 0.1 * i for i in range(count)}
    engine = agreeing(made, [row, row | {"x0": math.inf}, row | {"x3": math.nan}])
    assert called(engine) == ({"model.reg.linear"} if count > MAX_TERMS else set())


def test_a_negative_zero_keeps_its_sign() -> None:
    for coefficients, const in (([0.0], -0.0), ([-0.0], -0.0), ([], -0.0), ([-1.0], 0.0)):
        for shape in (0, 1):
            agreeing(
                regression(coefficients, const, len(coefficients), shape),
                [dict.fromkeys((f"x{i}" for i in range(len(coefficients))), x) for x in (0.0, -0.0, 1.0, -1.0)],
            )


# ----------------------------------------------------------------------------------------------- Gaussians

GAUSS = {
    "type": "record",
    "name": "Gauss",
    "fields": [{"name": "mean", "type": "double"}, {"name": "variance", "type": "double"}],
}
BY_CLASS = {"type": "map", "values": {"type": "map", "values": {"type": "array", "items": GAUSS}}}
LIKELY = {"type": "record", "name": "Row", "fields": [{"name": "x", "type": "double"}, {"name": "c", "type": "string"},
                                                     {"name": "i", "type": "int"}]}  # fmt: skip
PATHS: tuple[tuple[Any, ...], ...] = (
    (["yes"], ["v"], 0),
    ("input.c", ["v"], 1),
    (["yes"], "input.c", 0),
    ("input.c", "input.c", "input.i"),
    (["yes"], ["v"], "input.i"),
    (["yes"], ["nothing"], 0),
    (["yes"], ["v"], 7),
    (["yes"], ["v"], {"-": ["input.i", 1]}),
)
variances = st.sampled_from((1.0, 0.25, 1e-300, 5e-324, 1e300)) | st.sampled_from((0.0, -0.0, -1.0, math.inf, math.nan))
means = st.sampled_from((0.0, 1.5, -1e308, 1e308, math.inf, math.nan))


def likelihood(gaussians: list[tuple[float, float]], path: tuple[Any, ...]) -> dict[str, Any]:
    table = [{"mean": embedded(mean), "variance": embedded(variance)} for mean, variance in gaussians]
    init = {"yes": {"v": table, "yes": table}, "v": {"v": table[::-1], "yes": []}}
    action = {"prob.dist.gaussianLL": ["input.x", {"cell": "t", "path": list(path)}]}
    return document(action, LIKELY, cells={"t": {"type": BY_CLASS, "init": init}})


ROWS = [
    {"x": x, "c": c, "i": i}
    for x in (0.0, 1.5, -1e308, 1e308, 1e-160, math.inf, math.nan)
    for c in ("yes", "v", "other")
    for i in (0, 1, -1, 5)
]


@QUICK
@given(st.lists(st.tuples(means, variances), min_size=1, max_size=3), st.sampled_from(PATHS))
def test_gaussians(gaussians: list[tuple[float, float]], path: tuple[Any, ...]) -> None:
    agreeing(likelihood(gaussians, path), ROWS)


@pytest.mark.parametrize("path", PATHS)
def test_proper_gaussians(path: tuple[Any, ...]) -> None:
    engine = agreeing(likelihood([(0.0, 1.0), (1.5, 0.25)], path), ROWS)
    leads_nowhere = path[1:] in ((["nothing"], 0), (["v"], 7))
    assert called(engine) == ({"prob.dist.gaussianLL"} if leads_nowhere else set())


def test_what_a_gaussian_says_when_it_cannot_say() -> None:
    proper = [(0.0, 1.0), (1.5, 0.25)]
    by_class = load(likelihood(proper, ("input.c", ["v"], "input.i")))
    assert done(by_class, {"x": 0.0, "c": "other", "i": 0}) == ("error", "PfaRuntimeError", 2005)
    assert done(by_class, {"x": 0.0, "c": "yes", "i": 2}) == ("error", "PfaRuntimeError", 2004)
    assert done(by_class, {"x": 0.0, "c": "yes", "i": -1}) == ("error", "PfaRuntimeError", 2004)
    for x in (math.nan, math.inf):
        assert done(by_class, {"x": x, "c": "yes", "i": 0}) == ("error", "PfaRuntimeError", 13001)
    for variance in (-1.0, math.inf, math.nan):
        odd = load(likelihood([(0.0, variance)], PATHS[0]))
        assert done(odd, ROWS[0]) == ("error", "PfaRuntimeError", 13000)
    point = load(likelihood([(1.5, 0.0)], PATHS[0]))
    assert [point.action(ROWS[0] | {"x": x}) for x in (1.5, 1.0)] == [math.inf, -math.inf]


def test_a_table_that_is_wrong_says_where() -> None:
    made = likelihood([(0.0, 1.0)], PATHS[0])
    made["cells"]["t"]["init"]["v"]["yes"] = [{"mean": 1, "variance": "one"}]
    text = "expected double, got string 'one' - at $.cells.t.init.v.yes[0].variance"
    assert said(load, made) == said(load, twin_of(made)) == ("PfaSemanticError", text)
    wrong = regression([1.0], 0.0, 1, 0)
    wrong["cells"]["m"]["init"]["coeff"].append(None)
    text = "expected double, got null - at $.cells.m.init.coeff[1]"
    assert said(load, wrong) == said(load, twin_of(wrong)) == ("PfaSemanticError", text)
