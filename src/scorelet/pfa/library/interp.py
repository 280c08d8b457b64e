"""interp.*: binning and interpolation in a table (specification 23).

A table is an array of records with an `x` and a `to`. The linear interpolations look for the entries on both
sides of the input; of entries with the same `x` the first counts. A NaN has no side: `linear` then makes NaNs
from the first two entries, `linearFlat` gives the first entry and `linearMissing` nothing. An infinite input lies
beyond every table.
"""

from __future__ import annotations

from math import floor, inf, isfinite, isnan
from typing import Any

from scorelet.pfa.library.nearest import Metric, distances, nearest
from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import INT_MAX, INT_MIN

Entry = dict[str, Any]
Table = list[Entry]


@function(
    "interp.bin",
    "(x: double, numbins: int, low: double, high: double) -> int",
    "(x: double, origin: double, width: double) -> int",
    errors={22000: "bad histogram range", 22001: "bad histogram scale", 22002: "x out of range"},
)
def find_bin(x: float, second: float, third: float, high: float | None = None) -> int:
    if high is None:
        return _endless_bin(x, second, third)
    numbins, low = int(second), third
    if not -inf < low < high:
        raise failure("interp.bin", 22000)
    if numbins < 1:
        raise failure("interp.bin", 22001)
    if not low <= x < high:
        raise failure("interp.bin", 22002)
    # Just below `high` the quotient may be rounded up to `numbins`.
    return min(floor(numbins * ((x - low) / (high - low))), numbins - 1)


def _endless_bin(x: float, origin: float, width: float) -> int:
    if not isfinite(origin):
        raise failure("interp.bin", 22000)
    if not width > 0.0:
        raise failure("interp.bin", 22001)
    place = (x - origin) / width
    if not INT_MIN <= place < INT_MAX + 1:
        raise failure("interp.bin", 22002)
    return floor(place)


@function(
    "interp.nearest",
    "(x: double, table: array of any record R with {x: double, to: any T}) -> T",
    "(x: array of double, table: array of any record R with {x: array of double, to: any T}) -> T",
    "(x: any X1, table: array of any record R with {x: any X2, to: any T}, metric: function (X1, X2) -> double) -> T",
    errors={22010: "table must have at least one entry", 22011: "inconsistent dimensionality"},
)
def nearest_entry(x: Any, table: Table, metric: Metric | None = None) -> Any:
    if not table:
        raise failure("interp.nearest", 22010)
    places = [entry["x"] for entry in table]
    if metric is not None or x.__class__ is list:
        if metric is None and any(len(place) != len(x) for place in places):
            raise failure("interp.nearest", 22011)
        found = distances(x, places, metric)
    else:
        found = [abs(place - x) for place in places]
    return table[nearest(found)]["to"]


# --------------------------------------------------------------------------------- linear interpolation


Neighbors = tuple[Entry, Entry, bool]
"""The two entries that make the line, and whether the input lies between them (or on one)."""


def _neighbors(x: float, table: Table, name: str, code: int) -> Neighbors:
    if len(table) < 2:
        raise failure(name, code)
    if isnan(x):
        return table[0], table[1], False
    by_place: dict[float, Entry] = {}
    for entry in table:
        by_place.setdefault(entry["x"], entry)
    places = sorted(place for place in by_place if not isnan(place))
    if len(places) < 2:
        raise failure(name, code)
    above = next((i for i, place in enumerate(places) if place > x), len(places))
    i = min(max(above, 1), len(places) - 1)
    return by_place[places[i - 1]], by_place[places[i]], places[0] <= x <= places[-1] and isfinite(x)


def _project(x: float, neighbors: Neighbors, name: str, code: int) -> Any:
    """The `to` of the line through both entries, by component where it is an array."""
    one, two, _ = neighbors
    # Equal places are met only on the way to a NaN.
    fraction = (x - one["x"]) / ((two["x"] - one["x"]) or 1.0)
    from_one, from_two = one["to"], two["to"]
    if from_one.__class__ is not list:
        return from_one + fraction * (from_two - from_one)
    if len(from_one) != len(from_two):
        raise failure(name, code)
    return [a + fraction * (b - a) for a, b in zip(from_one, from_two, strict=True)]


_DISTINCT = "table must have at least two distinct x values"
_DIMENSIONS = "inconsistent dimensionality"


def _linear(to: str, ret: str) -> str:
    return f"(x: double, table: array of any record R with {{x: double, to: {to}}}) -> {ret}"


@function(
    "interp.linear",
    _linear("double", "double"),
    _linear("array of double", "array of double"),
    errors={22020: _DISTINCT, 22021: _DIMENSIONS},
)
def linear(x: float, table: Table) -> Any:
    return _project(x, _neighbors(x, table, "interp.linear", 22020), "interp.linear", 22021)


@function(
    "interp.linearFlat",
    _linear("double", "double"),
    _linear("array of double", "array of double"),
    errors={22030: _DISTINCT, 22031: _DIMENSIONS},
)
def linear_flat(x: float, table: Table) -> Any:
    neighbors = _neighbors(x, table, "interp.linearFlat", 22030)
    one, two, between = neighbors
    if between:
        return _project(x, neighbors, "interp.linearFlat", 22031)
    return two["to"] if x >= two["x"] else one["to"]


@function(
    "interp.linearMissing",
    _linear("double", "union {null, double}"),
    _linear("array of double", "union {null, array of double}"),
    errors={22040: _DISTINCT, 22041: _DIMENSIONS},
)
def linear_missing(x: float, table: Table) -> Any:
    neighbors = _neighbors(x, table, "interp.linearMissing", 22040)
    return _project(x, neighbors, "interp.linearMissing", 22041) if neighbors[2] else None
