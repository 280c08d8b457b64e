from __future__ import annotations

import math

from scorelet.pfa.types import DOUBLE, FLOAT, NULL, STRING, Union
from tests.pfa.library.calls import resolved

MAYBE = Union([STRING, NULL])


def test_null() -> None:
    assert resolved("impute.errorOnNull", MAYBE)("a") == "a"
    assert resolved("impute.errorOnNull", MAYBE)("") == ""
    assert resolved("impute.errorOnNull", MAYBE)(None) == ("error", 21000)
    assert [resolved("impute.defaultOnNull", MAYBE, STRING)(x, "b") for x in ("a", "", "b", None)] == [
        "a",
        "",
        "b",
        "b",
    ]
    assert resolved("impute.defaultOnNull", MAYBE, MAYBE)(None, None) is None


def test_kinds_of_numbers() -> None:
    values = (0.0, -1e308, math.nan, math.inf, -math.inf)
    assert [resolved("impute.isnan", DOUBLE)(x) for x in values] == [False, False, True, False, False]
    assert [resolved("impute.isinf", FLOAT)(x) for x in values] == [False, False, False, True, True]
    assert [resolved("impute.isnum", DOUBLE)(x) for x in values] == [True, True, False, False, False]


def test_values_that_are_no_numbers() -> None:
    refused = [resolved("impute.errorOnNonNum", DOUBLE)(x) for x in (2.5, math.nan, math.inf, -math.inf)]
    assert refused == [2.5, ("error", 21050), ("error", 21051), ("error", 21052)]
    replaced = [resolved("impute.defaultOnNonNum", DOUBLE, DOUBLE)(x, 9.0) for x in (2.5, math.nan, math.inf, 9.0)]
    assert replaced == [2.5, 9.0, 9.0, 9.0]
    assert math.isnan(resolved("impute.defaultOnNonNum", DOUBLE, DOUBLE)(math.inf, math.nan))
