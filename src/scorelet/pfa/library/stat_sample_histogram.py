"""Histograms: a sample's weight is added to the bin it falls into, or to one of the optional flow counters.

One dimension has three kinds of bins, told apart by the fields of the record:

    numbins, low, high      that many equal bins in [low, high)
    low, binsize            equal bins from low on, as many as the samples need so far
    ranges                  any intervals [from, until), which may overlap; each that holds the sample counts it

A NaN goes to `nanflow`, an infinite sample to `infflow` where that exists and otherwise below or above the range,
everything else outside to `underflow` or `overflow` (with `ranges`, always to `underflow`). A weight whose counter
does not exist is dropped. In two dimensions the counters are called after both sides: `undermidflow`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import floor, isfinite, isinf

from scorelet.errors import PfaRuntimeError, PfaSemanticError
from scorelet.pfa.library.registry import Call, failure, function
from scorelet.pfa.library.stat_sample_state import State, has, record_of, writer
from scorelet.pfa.types import DOUBLE

Fill = Callable[[float, State], "list[int] | str"]
"""From a sample and the histogram, after checking the latter: the bins that count the sample, or the flow's name."""

LARGEST = 2**24
"""The most bins a growing histogram may get: a single far sample must not be able to exhaust the memory."""


def _counters(call: Call, names: Iterable[str]) -> set[str]:
    return {name for name in names if has(call, name, DOUBLE)}


@function(
    "stat.sample.fillHistogram",
    "(x: double, w: double, histogram: any record A with {numbins: int, low: double, high: double,"
    " values: array of double}) -> A",
    "(x: double, w: double, histogram: any record A with {low: double, binsize: double, values: array of double}) -> A",
    "(x: double, w: double, histogram: any record A with {ranges: array of array of double,"
    " values: array of double}) -> A",
    errors={
        14080: "wrong histogram size",
        14081: "bad histogram range",
        14082: "bad histogram scale",
        14083: "bad histogram ranges",
    },
    typed=True,
)
def fill_histogram(call: Call) -> Callable[[float, float, State], State]:
    find = _kind(call)
    counters = _counters(call, ("underflow", "overflow", "nanflow", "infflow"))
    write = writer(call, "values", *counters)

    def run(x: float, w: float, histogram: State) -> State:
        bins = find(x, histogram)
        if x != x:
            bins = "nanflow"
        elif isinf(x) and "infflow" in counters:
            bins = "infflow"
        if isinstance(bins, str):
            return write(histogram, {bins: histogram[bins] + w}) if bins in counters else histogram
        values = list(histogram["values"])
        values += [0.0] * (max(bins) + 1 - len(values))
        for i in bins:
            values[i] += w
        return write(histogram, {"values": values})

    return run


def _kind(call: Call) -> Fill:
    fields = set(record_of(call).by_name)
    kinds: list[tuple[set[str], Fill]] = [
        ({"numbins", "low", "high"}, _fixed),
        ({"low", "binsize"}, _growing),
        ({"ranges"}, _intervals),
    ]
    found = [fill for needed, fill in kinds if needed <= fields]
    if len(found) != 1:
        raise PfaSemanticError(
            f"{call.name} expects a histogram with either 'numbins', 'low' and 'high', or 'low' and 'binsize',"
            " or 'ranges'; this one has more than one kind of bins"
        )
    return found[0]


def _wrong(code: int) -> PfaRuntimeError:
    return failure("stat.sample.fillHistogram", code)


def _fixed(x: float, histogram: State) -> list[int] | str:
    count, low, high = histogram["numbins"], histogram["low"], histogram["high"]
    if count < 1:
        raise _wrong(14082)
    if not _is_range(low, high):
        raise _wrong(14081)
    if len(histogram["values"]) != count:
        raise _wrong(14080)
    place = _place(x, count, low, high)
    return [place] if isinstance(place, int) else f"{place}flow"


def _growing(x: float, histogram: State) -> list[int] | str:
    low, size = histogram["low"], histogram["binsize"]
    if not (isfinite(size) and size > 0):
        raise _wrong(14082)
    if not isfinite(low):
        raise _wrong(14081)
    if not x >= low:
        return "underflow"
    place = (x - low) / size
    if isinf(x):
        return "overflow"
    if place >= LARGEST:
        raise PfaRuntimeError("out of memory", code=None, function="stat.sample.fillHistogram")
    return [floor(place)]


def _intervals(x: float, histogram: State) -> list[int] | str:
    ranges = histogram["ranges"]
    if len(histogram["values"]) != len(ranges):
        raise _wrong(14080)
    if not all(len(ends) == 2 and _is_range(*ends) for ends in ranges):
        raise _wrong(14083)
    return [i for i, (first, until) in enumerate(ranges) if first <= x < until] or "underflow"


def _is_range(low: float, high: float) -> bool:
    return isfinite(low) and isfinite(high) and low < high


def _place(x: float, count: int, low: float, high: float) -> int | str:
    """The bin of `x`, or the side of the range it is on."""
    if not x >= low:
        return "under"
    if x >= high:
        return "over"
    # Just below `high` the quotient may round up to the bin after the last.
    return min(floor(count * (x - low) / (high - low)), count - 1)


# ------------------------------------------------------------------------------------------ two dimensions


@function(
    "stat.sample.fillHistogram2d",
    "(x: double, y: double, w: double, histogram: any record A with {xnumbins: int, xlow: double, xhigh: double,"
    " ynumbins: int, ylow: double, yhigh: double, values: array of array of double}) -> A",
    errors={14090: "wrong histogram size", 14091: "bad histogram range", 14092: "bad histogram scale"},
    typed=True,
)
def fill_histogram_2d(call: Call) -> Callable[[float, float, float, State], State]:
    sides = ("under", "mid", "over")
    counters = _counters(call, [f"{a}{b}flow" for a in sides for b in sides])
    counters |= _counters(call, ("nanflow", "infflow"))
    write = writer(call, "values", *counters)

    def run(x: float, y: float, w: float, histogram: State) -> State:
        _check_2d(histogram)
        row = _place(x, histogram["xnumbins"], histogram["xlow"], histogram["xhigh"])
        column = _place(y, histogram["ynumbins"], histogram["ylow"], histogram["yhigh"])
        if x != x or y != y:
            flow = "nanflow"
        elif (isinf(x) or isinf(y)) and "infflow" in counters:
            flow = "infflow"
        elif isinstance(row, int) and isinstance(column, int):
            values = list(histogram["values"])
            values[row] = [v + w if i == column else v for i, v in enumerate(values[row])]
            return write(histogram, {"values": values})
        else:
            flow = "".join(side if isinstance(side, str) else "mid" for side in (row, column)) + "flow"
        return write(histogram, {flow: histogram[flow] + w}) if flow in counters else histogram

    return run


def _check_2d(histogram: State) -> None:
    if histogram["xnumbins"] < 1 or histogram["ynumbins"] < 1:
        raise failure("stat.sample.fillHistogram2d", 14092)
    if not all(_is_range(histogram[f"{axis}low"], histogram[f"{axis}high"]) for axis in "xy"):
        raise failure("stat.sample.fillHistogram2d", 14091)
    values = histogram["values"]
    if len(values) != histogram["xnumbins"] or any(len(row) != histogram["ynumbins"] for row in values):
        raise failure("stat.sample.fillHistogram2d", 14090)
