from __future__ import annotations

import math
import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.stat_sample_state import divide
from scorelet.pfa.types import BOOLEAN, DOUBLE, FLOAT, INT, STRING, Array, Field, Map, Record, Type
from tests.pfa.library.calls import bound, fails_with

SAMPLES = st.lists(st.floats(-100, 100), min_size=1, max_size=20)


def record(**fields: Type) -> Record:
    return Record("State", [Field(name, t) for name, t in fields.items()])


MOMENTS = record(count=DOUBLE, mean=DOUBLE, variance=DOUBLE)
WINDOW = record(x=DOUBLE, w=DOUBLE, count=DOUBLE, mean=DOUBLE, variance=DOUBLE)


# ------------------------------------------------------------------------------------------------- moments


def test_update_replaces_what_it_knows() -> None:
    update = bound(
        "stat.sample.update", DOUBLE, DOUBLE, record(note=STRING, count=DOUBLE, mean=DOUBLE, variance=DOUBLE)
    )
    state = {"note": "hi", "count": 1.0, "mean": 1.0, "variance": 0.0}
    assert update(3.0, 1.0, state) == {"note": "hi", "count": 2.0, "mean": 2.0, "variance": 1.0}
    assert state["count"] == 1.0


def test_update_of_a_counter_and_of_a_mean() -> None:
    assert bound("stat.sample.update", DOUBLE, DOUBLE, record(count=DOUBLE))(9.0, 2.0, {"count": 1.0}) == {"count": 3.0}
    mean = bound("stat.sample.update", DOUBLE, DOUBLE, record(count=DOUBLE, mean=DOUBLE))
    assert mean(9.0, 2.0, {"count": 1.0, "mean": 3.0}) == {"count": 3.0, "mean": 7.0}


def test_a_weight_of_nothing_gives_nan() -> None:
    update = bound("stat.sample.update", DOUBLE, DOUBLE, MOMENTS)
    state = update(1.0, 0.0, {"count": 0.0, "mean": 0.0, "variance": 0.0})
    assert state["count"] == 0.0
    assert math.isnan(state["mean"])
    assert math.isnan(state["variance"])


@given(SAMPLES)
def test_moments_are_those_of_the_samples(samples: list[float]) -> None:
    update = bound("stat.sample.update", DOUBLE, DOUBLE, MOMENTS)
    state = {"count": 0.0, "mean": 0.0, "variance": 0.0}
    for x in samples:
        state = update(x, 1.0, state)
    mean = sum(samples) / len(samples)
    assert state["mean"] == pytest.approx(mean, abs=1e-9)
    assert state["variance"] == pytest.approx(sum((x - mean) ** 2 for x in samples) / len(samples), abs=1e-7)


def test_optional_fields_must_be_doubles_and_complete() -> None:
    with pytest.raises(PfaSemanticError, match="field 'mean' to be double, got int"):
        bound("stat.sample.update", DOUBLE, DOUBLE, record(count=DOUBLE, mean=INT))
    with pytest.raises(PfaSemanticError, match="'mean' beside 'variance'"):
        bound("stat.sample.update", DOUBLE, DOUBLE, record(count=DOUBLE, variance=DOUBLE))
    with pytest.raises(PfaSemanticError, match="cannot write fractions into field 'count', which is int"):
        bound("stat.sample.update", DOUBLE, DOUBLE, record(count=INT))


def test_float_fields_are_rounded() -> None:
    update = bound("stat.sample.update", DOUBLE, DOUBLE, record(count=FLOAT))
    assert update(1.0, 0.1, {"count": 0.0}) == {"count": 0.10000000149011612}
    counter = bound("stat.sample.fillCounter", STRING, DOUBLE, record(values=Map(FLOAT)))
    assert counter("a", 0.1, {"values": {}}) == {"values": {"a": 0.10000000149011612}}
    periodic = record(level=DOUBLE, trend=DOUBLE, cycle=Array(FLOAT), multiplicative=BOOLEAN)
    state = {"level": 0.0, "trend": 0.0, "cycle": [0.0], "multiplicative": False}
    update = bound("stat.sample.updateHoltWintersPeriodic", DOUBLE, DOUBLE, DOUBLE, DOUBLE, periodic)
    assert update(0.1, 0.0, 0.0, 1.0, state)["cycle"] == [0.10000000149011612]


@given(SAMPLES, st.integers(2, 6))
def test_a_window_knows_its_last_samples(samples: list[float], size: int) -> None:
    update = bound("stat.sample.updateWindow", DOUBLE, DOUBLE, Array(WINDOW), INT)
    state: list[dict[str, float]] = []
    for x in samples:
        state = update(x, 1.0, state, size)
    last = samples[-size:]
    assert [s["x"] for s in state] == last
    assert state[-1]["count"] == len(last)
    assert state[-1]["mean"] == pytest.approx(sum(last) / len(last), abs=1e-9)


def test_the_first_sample_of_a_window() -> None:
    update = bound("stat.sample.updateWindow", DOUBLE, DOUBLE, Array(WINDOW), INT)
    assert update(5.0, 2.0, [], 2) == [{"x": 5.0, "w": 2.0, "count": 2.0, "mean": 5.0, "variance": 0.0}]
    fails_with(14020, "windowSize must be at least 2", update, 5.0, 2.0, [], 1)


def test_a_window_keeps_unrecognized_fields_but_cannot_make_them() -> None:
    t = record(note=STRING, x=DOUBLE, w=DOUBLE, count=DOUBLE)
    update = bound("stat.sample.updateWindow", DOUBLE, DOUBLE, Array(t), INT)
    fails_with(14021, "cannot initialize unrecognized fields", update, 1.0, 1.0, [], 2)
    state = [{"note": "hi", "x": 1.0, "w": 1.0, "count": 1.0}]
    assert update(2.0, 3.0, state, 2)[-1] == {"note": "hi", "x": 2.0, "w": 3.0, "count": 4.0}


def test_ewma() -> None:
    update = bound("stat.sample.updateEWMA", DOUBLE, DOUBLE, record(mean=DOUBLE, variance=DOUBLE))
    state = update(52.0, 0.3, {"mean": 50.0, "variance": 0.0})
    assert state == pytest.approx({"mean": 50.6, "variance": 0.84})
    assert bound("stat.sample.updateEWMA", DOUBLE, DOUBLE, record(mean=DOUBLE))(2.0, 0.5, {"mean": 0.0}) == {
        "mean": 1.0
    }
    for alpha in (-0.0001, 1.0001):
        fails_with(14030, "alpha out of range", update, 52.0, alpha, state)


def covariance_of(x: Type, count: Type, mean: Type, covariance: Type) -> Any:
    state = record(count=count, mean=mean, covariance=covariance)
    return bound("stat.sample.updateCovariance", x, DOUBLE, state)


def test_covariance_of_arrays() -> None:
    update = covariance_of(Array(DOUBLE), DOUBLE, Array(DOUBLE), Array(Array(DOUBLE)))
    state = {"count": 0.0, "mean": [0.0, 0.0], "covariance": [[0.0, 0.0], [0.0, 0.0]]}
    state = update([32.0, 40.0], 1.0, update([12.0, 85.0], 1.0, state))
    assert state == {"count": 2.0, "mean": [22.0, 62.5], "covariance": [[100.0, -225.0], [-225.0, 506.25]]}
    fails_with(14011, "too few components", update, [1.0], 1.0, state)
    fails_with(14012, "unequal length arrays", update, [1.0, 2.0, 3.0], 1.0, state)
    fails_with(14012, "unequal length arrays", update, [1.0, 2.0], 1.0, {**state, "covariance": [[1.0], [2.0]]})


def test_covariance_of_maps_learns_new_keys() -> None:
    update = covariance_of(Map(DOUBLE), Map(Map(DOUBLE)), Map(DOUBLE), Map(Map(DOUBLE)))
    state: dict[str, Any] = {"count": {}, "mean": {}, "covariance": {}}
    state = update({"x": 32.0, "y": 40.0}, 1.0, update({"x": 12.0, "y": 85.0}, 1.0, state))
    assert state["covariance"] == {"x": {"x": 100.0, "y": -225.0}, "y": {"x": -225.0, "y": 506.25}}
    fails_with(14011, "too few components", update, {"x": 1.0}, 1.0, state)
    later = update({"x": 22.0, "z": 5.0}, 1.0, state)
    assert later["count"]["x"] == {"x": 3.0, "y": 2.0, "z": 1.0}
    assert later["count"]["y"] == {"x": 2.0, "y": 2.0, "z": 0.0}
    assert later["mean"] == {"x": 22.0, "y": 62.5, "z": 5.0}
    assert later["covariance"]["x"]["y"] == -225.0


# --------------------------------------------------------------------------------------------------- trend


LINE = record(level=DOUBLE, trend=DOUBLE)
CYCLE = record(level=DOUBLE, trend=DOUBLE, cycle=Array(DOUBLE), multiplicative=BOOLEAN)


def test_holt_winters() -> None:
    update = bound("stat.sample.updateHoltWinters", DOUBLE, DOUBLE, DOUBLE, LINE)
    assert update(50.0, 0.8, 0.8, {"level": 0.0, "trend": 0.0}) == {"level": 40.0, "trend": 32.0}
    state = {"level": 1.0, "trend": 1.0}
    fails_with(14040, "alpha out of range", update, 1.0, -0.1, 9.0, state)
    fails_with(14041, "beta out of range", update, 1.0, 0.5, 1.1, state)
    assert math.isnan(update(1.0, math.nan, 0.5, state)["level"])


@pytest.mark.parametrize(("multiplicative", "season"), [(True, 1.6286624203821658), (False, 3.331)])
def test_holt_winters_with_a_cycle(multiplicative: bool, season: float) -> None:
    update = bound("stat.sample.updateHoltWintersPeriodic", DOUBLE, DOUBLE, DOUBLE, DOUBLE, CYCLE)
    state = {"level": 3.0, "trend": 0.3, "cycle": [9.0, 1.0, 2.0, 3.0], "multiplicative": multiplicative}
    after = update(8.0, 0.3, 0.3, 0.9, state)
    assert after["cycle"] == pytest.approx([season, 2.0, 3.0, 9.0])
    assert after["multiplicative"] is multiplicative
    assert state["cycle"] == [9.0, 1.0, 2.0, 3.0]


def test_errors_of_holt_winters_with_a_cycle() -> None:
    update = bound("stat.sample.updateHoltWintersPeriodic", DOUBLE, DOUBLE, DOUBLE, DOUBLE, CYCLE)
    state = {"level": 0.0, "trend": 0.0, "cycle": [], "multiplicative": False}
    fails_with(14050, "alpha out of range", update, 1.0, 2.0, 2.0, 2.0, state)
    fails_with(14051, "beta out of range", update, 1.0, 0.5, 2.0, 2.0, state)
    fails_with(14052, "gamma out of range", update, 1.0, 0.5, 0.5, 2.0, state)
    fails_with(14053, "empty cycle", update, 1.0, 0.5, 0.5, 0.5, state)


def test_forecasts() -> None:
    one = bound("stat.sample.forecast1HoltWinters", LINE)
    many = bound("stat.sample.forecastHoltWinters", INT, LINE)
    assert one({"level": 1.0, "trend": 0.5}) == 1.5
    assert many(3, {"level": 1.0, "trend": 0.5}) == [1.5, 2.0, 2.5]
    assert many(-3, {"level": 1.0, "trend": 0.5}) == []


def test_forecasts_with_a_cycle() -> None:
    one = bound("stat.sample.forecast1HoltWinters", CYCLE)
    many = bound("stat.sample.forecastHoltWinters", INT, CYCLE)
    state = {"level": 1.0, "trend": 1.0, "cycle": [10.0, 20.0], "multiplicative": True}
    assert one(state) == 40.0
    assert many(3, state) == [40.0, 30.0, 80.0]
    assert many(3, {**state, "multiplicative": False}) == [22.0, 13.0, 24.0]
    fails_with(14060, "empty cycle", one, {**state, "cycle": []})
    fails_with(14070, "empty cycle", many, -1, {**state, "cycle": []})


def test_a_cycle_needs_to_know_whether_it_is_multiplicative() -> None:
    with pytest.raises(PfaSemanticError, match="both 'cycle' and 'multiplicative'"):
        bound("stat.sample.forecast1HoltWinters", record(level=DOUBLE, trend=DOUBLE, cycle=Array(DOUBLE)))


def test_whole_numbers_may_be_forecast_from() -> None:
    assert (
        type(bound("stat.sample.forecast1HoltWinters", record(level=INT, trend=INT))({"level": 1, "trend": 2})) is float
    )


# --------------------------------------------------------------------------------------- histograms and lists


def fill(t: Record) -> Any:
    return bound("stat.sample.fillHistogram", DOUBLE, DOUBLE, t)


def test_equal_bins() -> None:
    run = fill(record(numbins=INT, low=DOUBLE, high=DOUBLE, values=Array(DOUBLE), underflow=DOUBLE, overflow=DOUBLE))
    h = {"numbins": 2, "low": 0.0, "high": 1.0, "values": [0.0, 0.0], "underflow": 0.0, "overflow": 0.0}
    assert run(0.0, 2.0, h)["values"] == [2.0, 0.0]
    assert run(0.5, 2.0, h)["values"] == [0.0, 2.0]
    assert run(math.nextafter(1.0, 0.0), 2.0, h)["values"] == [0.0, 2.0]
    assert run(1.0, 2.0, h) == {**h, "overflow": 2.0}
    assert run(-math.inf, 2.0, h) == {**h, "underflow": 2.0}
    assert run(math.nan, 2.0, h) == h
    fails_with(14080, "wrong histogram size", run, 0.0, 1.0, {**h, "values": []})
    fails_with(14081, "bad histogram range", run, 0.0, 1.0, {**h, "high": 0.0})
    fails_with(14082, "bad histogram scale", run, 0.0, 1.0, {**h, "numbins": 0, "values": []})


def test_growing_bins() -> None:
    run = fill(
        record(low=DOUBLE, binsize=DOUBLE, values=Array(DOUBLE), overflow=DOUBLE, infflow=DOUBLE, nanflow=DOUBLE)
    )
    h = {"low": 0.0, "binsize": 2.0, "values": [1.0], "overflow": 0.0, "infflow": 0.0, "nanflow": 0.0}
    assert run(5.0, 1.0, h)["values"] == [1.0, 0.0, 1.0]
    assert run(1.0, 1.0, h)["values"] == [2.0]
    assert run(math.inf, 1.0, h) == {**h, "infflow": 1.0}
    assert run(math.nan, 1.0, h) == {**h, "nanflow": 1.0}
    assert run(-1.0, 1.0, h) == h
    for binsize in (0.0, -1.0, math.inf, math.nan):
        fails_with(14082, "bad histogram scale", run, 0.0, 1.0, {**h, "binsize": binsize})
    fails_with(14081, "bad histogram range", run, 0.0, 1.0, {**h, "low": -math.inf})
    fails_with(None, "out of memory", run, 1e300, 1.0, h)


def test_infinities_overflow_growing_bins_that_do_not_count_them() -> None:
    run = fill(record(low=DOUBLE, binsize=DOUBLE, values=Array(DOUBLE), overflow=DOUBLE))
    h = {"low": 0.0, "binsize": 2.0, "values": [1.0], "overflow": 0.0}
    assert run(math.inf, 1.0, h) == {**h, "overflow": 1.0}


def test_overlapping_intervals() -> None:
    run = fill(record(ranges=Array(Array(DOUBLE)), values=Array(DOUBLE), underflow=DOUBLE))
    h = {"ranges": [[0.0, 5.0], [5.0, 10.0], [0.0, 10.0]], "values": [0.0, 0.0, 0.0], "underflow": 0.0}
    assert run(5.0, 1.0, h)["values"] == [0.0, 1.0, 1.0]
    assert run(10.0, 1.0, h) == {**h, "underflow": 1.0}
    fails_with(14080, "wrong histogram size", run, 1.0, 1.0, {**h, "values": []})
    for ends in ([1.0], [2.0, 1.0], [-math.inf, 1.0]):
        fails_with(14083, "bad histogram ranges", run, 1.0, 1.0, {**h, "ranges": [ends, ends, ends]})


def test_a_histogram_has_one_kind_of_bins() -> None:
    with pytest.raises(PfaSemanticError, match="more than one kind of bins"):
        fill(record(low=DOUBLE, binsize=DOUBLE, ranges=Array(Array(DOUBLE)), values=Array(DOUBLE)))


def test_two_dimensions() -> None:
    t = record(
        xnumbins=INT, xlow=DOUBLE, xhigh=DOUBLE, ynumbins=INT, ylow=DOUBLE, yhigh=DOUBLE,
        values=Array(Array(DOUBLE)), undermidflow=DOUBLE, overoverflow=DOUBLE, nanflow=DOUBLE, infflow=DOUBLE,
    )  # fmt: skip
    h = {
        "xnumbins": 2, "xlow": 0.0, "xhigh": 2.0, "ynumbins": 1, "ylow": 0.0, "yhigh": 1.0,
        "values": [[0.0], [0.0]], "undermidflow": 0.0, "overoverflow": 0.0, "nanflow": 0.0, "infflow": 0.0,
    }  # fmt: skip
    run = bound("stat.sample.fillHistogram2d", DOUBLE, DOUBLE, DOUBLE, t)
    assert run(1.0, 0.5, 3.0, h)["values"] == [[0.0], [3.0]]
    assert run(-1.0, 0.5, 3.0, h) == {**h, "undermidflow": 3.0}
    assert run(9.0, 9.0, 3.0, h) == {**h, "overoverflow": 3.0}
    assert run(-1.0, -1.0, 3.0, h) == h
    assert run(math.inf, math.nan, 3.0, h) == {**h, "nanflow": 3.0}
    assert run(math.inf, 0.5, 3.0, h) == {**h, "infflow": 3.0}
    fails_with(14090, "wrong histogram size", run, 0.0, 0.0, 1.0, {**h, "values": [[0.0]]})
    fails_with(14090, "wrong histogram size", run, 0.0, 0.0, 1.0, {**h, "values": [[0.0], []]})
    fails_with(14091, "bad histogram range", run, 0.0, 0.0, 1.0, {**h, "ylow": 1.0})
    fails_with(14092, "bad histogram scale", run, 0.0, 0.0, 1.0, {**h, "xnumbins": 0, "values": []})


def test_counter() -> None:
    run = bound("stat.sample.fillCounter", STRING, DOUBLE, record(values=Map(DOUBLE), note=STRING))
    counter = {"values": {"a": 1.0}, "note": "hi"}
    assert run("a", 0.5, counter) == {"values": {"a": 1.5}, "note": "hi"}
    assert run("b", 0.5, counter) == {"values": {"a": 1.0, "b": 0.5}, "note": "hi"}


def test_top_n() -> None:
    top_n = bound("stat.sample.topN")
    top = [5, 3]
    assert top_n(4, top, 3, operator.lt) == [5, 4, 3]
    assert top_n(4, top, 2, operator.lt) == [5, 4]
    assert top_n(1, top, 2, operator.lt) == [5, 3]
    assert top_n(1, top, 9, operator.lt) == [5, 3, 1]
    assert top_n(9, top, 0, operator.lt) == top_n(9, top, -2, operator.lt) == []
    assert top == [5, 3]


def test_dividing_by_zero() -> None:
    assert divide(1.0, 0.0) == math.inf
    assert divide(1.0, -0.0) == -math.inf
    assert divide(-1.0, 0.0) == -math.inf
    assert math.isnan(divide(0.0, 0.0))
    assert math.isnan(divide(math.nan, 0.0))
