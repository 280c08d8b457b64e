"""The functions of `stat.sample.`: statistics that are brought up to date sample by sample.

The state is a record of the document's own. What a function knows about is replaced in a copy of it, every other
field stays. Fields that the signature does not name are optional, but must have the right type where they exist;
`stat_sample_state` checks that once, when the document is compiled. Its parts:

    stat_sample_moments     count, mean, variance and covariance, over everything or over a window, and the EWMA
    stat_sample_trend       Holt-Winters smoothing and forecasts
    stat_sample_histogram   histograms in one and two dimensions

Arithmetic is IEEE 754's throughout: dividing by zero gives an infinity or NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.library import stat_sample_histogram, stat_sample_moments, stat_sample_trend
from scorelet.pfa.library.registry import Call, function
from scorelet.pfa.library.stat_sample_state import State, writer

__all__ = ["stat_sample_histogram", "stat_sample_moments", "stat_sample_trend"]


@function(
    "stat.sample.fillCounter",
    "(x: string, w: double, counter: any record A with {values: map of double}) -> A",
    typed=True,
)
def fill_counter(call: Call) -> Callable[[str, float, State], State]:
    write = writer(call, "values")

    def run(x: str, w: float, counter: State) -> State:
        values = counter["values"]
        return write(counter, {"values": {**values, x: values.get(x, 0.0) + w}})

    return run


@function(
    "stat.sample.topN",
    "(x: any A, top: array of A, n: int, lessThan: function (A, A) -> boolean) -> array of A",
)
def top_n(x: Any, top: list[Any], n: int, less_than: Callable[[Any, Any], bool]) -> list[Any]:
    place = next((i for i, item in enumerate(top) if less_than(item, x)), len(top))
    return [*top[:place], x, *top[place:]][: max(n, 0)]
