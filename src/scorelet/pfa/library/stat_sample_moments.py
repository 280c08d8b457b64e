"""Count, mean, variance and covariance of weighted samples, each new sample folded into what is known so far.

With N = n + w, and d = x - m the distance of a sample x of weight w from the mean m of those before:

    m' = m + d w / N
    v' = (v n + d (x - m') w) / N                            the second moment about the mean, per weight
    c'_ij = (c_ij n + d_i d_j w n / N) / N                   the same with two components

No estimate is made unbiased. A sample leaves a window by being added once more with the negative of its weight.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.library.stat_sample_state import State, divide, has, record_of, writer
from scorelet.pfa.types import DOUBLE, Array

Update = Callable[[float, float, State], State]


def _moments(call: Call) -> tuple[str, ...]:
    """Which of count, mean and variance the state keeps."""
    mean, variance = has(call, "mean", DOUBLE), has(call, "variance", DOUBLE)
    if variance and not mean:
        raise PfaSemanticError(f"{call.name} expects a field 'mean' beside 'variance', got none")
    return ("count", "mean", "variance")[: 1 + mean + variance]


def _adder(kept: tuple[str, ...]) -> Update:
    """The function of x, w and the moments so far that gives the new moments (those kept, no other field)."""

    def count(_: float, w: float, old: State) -> State:
        return {"count": old["count"] + w}

    def mean(x: float, w: float, old: State) -> State:
        total = old["count"] + w
        return {"count": total, "mean": old["mean"] + divide((x - old["mean"]) * w, total)}

    def variance(x: float, w: float, old: State) -> State:
        n, m = old["count"], old["mean"]
        total = n + w
        centre = m + divide((x - m) * w, total)
        moment = old["variance"] * n + w * (x - m) * (x - centre)
        return {"count": total, "mean": centre, "variance": divide(moment, total)}

    return (count, mean, variance)[len(kept) - 1]


@function(
    "stat.sample.update",
    "(x: double, w: double, state: any record A with {count: double}) -> A",
    typed=True,
)
def update(call: Call) -> Update:
    kept = _moments(call)
    add, write = _adder(kept), writer(call, *kept)
    return lambda x, w, state: write(state, add(x, w, state))


@function(
    "stat.sample.updateWindow",
    "(x: double, w: double, state: array of any record A with {x: double, w: double, count: double},"
    " windowSize: int) -> array of A",
    errors={14020: "windowSize must be at least 2", 14021: "cannot initialize unrecognized fields"},
    typed=True,
)
def update_window(call: Call) -> Callable[[float, float, list[State], int], list[State]]:
    kept = _moments(call)
    add, write = _adder(kept), writer(call, "x", "w", *kept)
    fields = [f.name for f in record_of(call).fields]
    recognized = set(fields) == {"x", "w", *kept}

    def run(x: float, w: float, state: list[State], size: int) -> list[State]:
        if size < 2:
            raise failure("stat.sample.updateWindow", 14020)
        if not state:
            if not recognized:
                raise failure("stat.sample.updateWindow", 14021)
            first = {"x": x, "w": w, "count": w, "mean": x, "variance": 0.0}
            return [write(dict.fromkeys(fields), {f: first[f] for f in fields})]
        gone = max(len(state) + 1 - size, 0)
        moments = add(x, w, state[-1])
        for old in state[:gone]:
            moments = add(old["x"], -old["w"], moments)
        return [*state[gone:], write(state[-1], {"x": x, "w": w, **moments})]

    return run


@function(
    "stat.sample.updateEWMA",
    "(x: double, alpha: double, state: any record A with {mean: double}) -> A",
    errors={14030: "alpha out of range"},
    typed=True,
)
def update_ewma(call: Call) -> Update:
    with_variance = has(call, "variance", DOUBLE)
    write = writer(call, "mean", "variance") if with_variance else writer(call, "mean")

    def run(x: float, alpha: float, state: State) -> State:
        if alpha < 0 or alpha > 1:
            raise failure("stat.sample.updateEWMA", 14030)
        distance = x - state["mean"]
        step = alpha * distance
        values = {"mean": state["mean"] + step}
        if with_variance:
            values["variance"] = (1.0 - alpha) * (state["variance"] + distance * step)
        return write(state, values)

    return run


# ---------------------------------------------------------------------------------------------- covariance


@function(
    "stat.sample.updateCovariance",
    "(x: array of double, w: double, state: any record A with {count: double, mean: array of double,"
    " covariance: array of array of double}) -> A",
    "(x: map of double, w: double, state: any record A with {count: map of map of double, mean: map of double,"
    " covariance: map of map of double}) -> A",
    errors={14011: "too few components", 14012: "unequal length arrays"},
    typed=True,
)
def update_covariance(call: Call) -> Callable[[Any, float, State], State]:
    write = writer(call, "count", "mean", "covariance")
    add = _add_array if isinstance(call.args[0], Array) else _add_map

    def run(x: Any, w: float, state: State) -> State:
        if len(x) < 2:
            raise failure("stat.sample.updateCovariance", 14011)
        return write(state, add(x, w, state))

    return run


def _co_moment(c: float, n: float, w: float, d: float, e: float) -> float:
    total = n + w
    return divide(c * n + d * e * divide(w * n, total), total)


def _add_array(x: list[float], w: float, state: State) -> State:
    n, mean, rows = state["count"], state["mean"], state["covariance"]
    if any(len(a) != len(x) for a in (mean, rows, *rows)):
        raise failure("stat.sample.updateCovariance", 14012)
    distance = [a - m for a, m in zip(x, mean, strict=True)]
    return {
        "count": n + w,
        "mean": [m + divide(d * w, n + w) for m, d in zip(mean, distance, strict=True)],
        "covariance": [
            [_co_moment(c, n, w, d, e) for c, e in zip(row, distance, strict=True)]
            for row, d in zip(rows, distance, strict=True)
        ],
    }


def _add_map(x: dict[str, float], w: float, state: State) -> State:
    """Components that x lacks take part with weight zero; those never seen before start from nothing."""
    counts, mean, rows = state["count"], state["mean"], state["covariance"]
    keys = list(dict.fromkeys((*counts, *x)))
    n = {i: {j: counts.get(i, {}).get(j, 0.0) for j in keys} for i in keys}
    weight = {i: {j: w if i in x and j in x else 0.0 for j in keys} for i in keys}
    distance = {i: x[i] - mean.get(i, 0.0) if i in x else 0.0 for i in keys}

    def covariance(i: str, j: str) -> float:
        known: float = rows.get(i, {}).get(j, 0.0)
        if i in x and j in x:
            return _co_moment(known, n[i][j], w, distance[i], distance[j])
        return known

    return {
        "count": {i: {j: n[i][j] + weight[i][j] for j in keys} for i in keys},
        "mean": {i: mean.get(i, 0.0) + (divide(distance[i] * w, n[i][i] + w) if i in x else 0.0) for i in keys},
        "covariance": {i: {j: covariance(i, j) for j in keys} for i in keys},
    }
