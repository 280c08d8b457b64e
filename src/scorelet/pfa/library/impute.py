"""Missing and unusable values: impute.* (null, NaN, infinities).

Both arguments of the `defaultOn` functions are always evaluated, as those of every library function are; hence
the comparison by identity in their templates, which settles nothing that the second half would not.
"""

from __future__ import annotations

from math import inf, isfinite, isinf, isnan
from typing import Any, NoReturn

from scorelet.pfa.library.registry import fail, function

_TESTS = ("(x: float) -> boolean", "(x: double) -> boolean")


@function(
    "impute.errorOnNull",
    "(x: union {any A, null}) -> A",
    errors={21000: "encountered null"},
    inline="a if (a := x) is not None else fail('impute.errorOnNull', 21000)",
)
def error_on_null(x: Any) -> Any:
    return x if x is not None else fail("impute.errorOnNull", 21000)


@function(
    "impute.defaultOnNull",
    "(x: union {any A, null}, default: A) -> A",
    inline="b if (a := x) is (b := default) or a is None else a",
)
def default_on_null(x: Any, default: Any) -> Any:
    return default if x is None else x


@function("impute.isnan", *_TESTS, inline="(a := x) != a")
def is_nan(x: float) -> bool:
    return isnan(x)


@function("impute.isinf", *_TESTS, inline="isinf(x)")
def is_inf(x: float) -> bool:
    return isinf(x)


@function("impute.isnum", *_TESTS, inline="isfinite(x)")
def is_num(x: float) -> bool:
    return isfinite(x)


@function(
    "impute.errorOnNonNum",
    "(x: float) -> float",
    "(x: double) -> double",
    errors={21050: "encountered nan", 21051: "encountered +inf", 21052: "encountered -inf"},
    inline="a if (a := x) - a == 0.0 else refuse(a)",
)
def error_on_non_num(x: float) -> float:
    return x if isfinite(x) else refuse(x)


def refuse(x: float) -> NoReturn:
    """Say which of the values that are no numbers `x` is."""
    fail("impute.errorOnNonNum", 21051 if x == inf else 21052 if x == -inf else 21050)


@function(
    "impute.defaultOnNonNum",
    "(x: float, default: float) -> float",
    "(x: double, default: double) -> double",
    inline="a if (a := x) is (b := default) or a - a == 0.0 else b",
)
def default_on_non_num(x: float, default: float) -> float:
    return x if isfinite(x) else default
