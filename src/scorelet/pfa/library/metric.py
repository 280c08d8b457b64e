"""metric.*: distances and similarities (specification 11).

Three kinds live here:

- metrics of two numbers (`absDiff`, `gaussianSimilarity`), which serve as the `similarity` of the others;
- metrics of two vectors, which combine the similarities of their components: a sum of squares, of absolute
  values or of powers, or the largest. A component is left out where either side is missing, and the sum is
  then scaled up by (all weights / weights of what is present);
- similarities of two binary vectors: a quotient of weighted counts of the four kinds of pairs.

Most models measure the plain Euclidean distance of complete vectors, so that one is done by `math.dist`,
six to ten times faster than a loop in Python. Where it and the textbook sum differ (a vector that holds
both an infinity and a NaN), the sum decides.
"""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, dist, exp, inf, log, nan, sqrt
from typing import Any

from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import ordered_sum

Vector = list[Any]
"""Components, None where one is missing."""

Similarity = Callable[[Any, Any], float]

_MISMATCH = "dimensions of vectors do not match"


def divide(x: float, y: float) -> float:
    """`x` / `y` as IEEE 754 has it, where Python raises."""
    return x / y if y else x * copysign(inf, y)


def power(x: float, p: float) -> float:
    """`x` to the power of a positive `p`: infinite where Python overflows, NaN where it turns complex."""
    try:
        found = x**p
    except OverflowError:
        return -inf if x < 0.0 and p % 2.0 == 1.0 else inf
    return nan if isinstance(found, complex) else found


def root_of_squares(x: list[float], y: list[float]) -> float:
    """The Euclidean distance of two vectors of numbers, over the shorter one's components."""
    if len(x) == len(y):
        found = dist(x, y)
        if found < inf:
            return found
    total = 0.0
    for a, b in zip(x, y, strict=False):
        total += (a - b) * (a - b)
    return sqrt(total)


# ---------------------------------------------------------------------------------------- of two numbers


@function("metric.absDiff", "(x: double, y: double) -> double", inline="abs(x - y)")
def abs_diff(x: float, y: float) -> float:
    return abs(x - y)


_LN2 = log(2.0)


@function("metric.gaussianSimilarity", "(x: double, y: double, sigma: double) -> double")
def gaussian_similarity(x: float, y: float, sigma: float) -> float:
    return exp(-_LN2 * divide((x - y) * (x - y), sigma * sigma))


# ---------------------------------------------------------------------------------------- of two vectors


@function(
    "metric.simpleEuclidean",
    "(x: array of double, y: array of double) -> double",
    errors={28000: _MISMATCH},
)
def simple_euclidean(x: list[float], y: list[float]) -> float:
    if len(x) != len(y):
        raise failure("metric.simpleEuclidean", 28000)
    return root_of_squares(x, y)


def _complete(
    name: str, code: int, similarity: Similarity, x: Vector, y: Vector, weights: list[float] | None
) -> tuple[list[float], float]:
    """The similarities of the components that are present, and by what their sum is to be multiplied.

    The factor is exactly 1 when nothing is missing, and NaN when everything is.
    """
    if len(x) != len(y) or (weights is not None and len(weights) != len(x)):
        raise failure(name, code)
    if None not in x and None not in y:
        return list(map(similarity, x, y)), (1.0 if x else nan)
    present = [i for i, (a, b) in enumerate(zip(x, y, strict=True)) if a is not None and b is not None]
    if not present:
        return [], nan
    found = [similarity(x[i], y[i]) for i in present]
    if weights is None:
        return found, len(x) / len(present)
    return found, divide(ordered_sum(weights), ordered_sum([weights[i] for i in present]))


def _sum_of_squares(found: list[float]) -> float:
    return ordered_sum([d * d for d in found])


@function(
    "metric.euclidean",
    "(similarity: function (any A, any B) -> double, x: array of union {null, A}, y: array of union {null, B})"
    " -> double",
    "(similarity: function (any A, any B) -> double, x: array of union {null, A}, y: array of union {null, B},"
    " missingWeight: array of double) -> double",
    errors={28030: _MISMATCH},
)
def euclidean(similarity: Similarity, x: Vector, y: Vector, missing_weight: list[float] | None = None) -> float:
    if similarity is abs_diff and len(x) == len(y) > 0 and missing_weight is None:
        try:
            return root_of_squares(x, y)
        except TypeError:
            # A component is missing. Trying costs less than looking at each of them.
            pass
    found, factor = _complete("metric.euclidean", 28030, similarity, x, y, missing_weight)
    squared = _sum_of_squares(found) * factor
    # Negative weights can make it negative; the root is then no number.
    return nan if squared < 0.0 else sqrt(squared)


_NUMBERS = (
    "(similarity: function (double, double) -> double, x: array of union {null, double},"
    " y: array of union {null, double}) -> double"
)
_NUMBERS_WEIGHTED = (
    "(similarity: function (double, double) -> double, x: array of union {null, double},"
    " y: array of union {null, double}, missingWeight: array of double) -> double"
)


@function("metric.squaredEuclidean", _NUMBERS, _NUMBERS_WEIGHTED, errors={28040: _MISMATCH})
def squared_euclidean(similarity: Similarity, x: Vector, y: Vector, missing_weight: list[float] | None = None) -> float:
    found, factor = _complete("metric.squaredEuclidean", 28040, similarity, x, y, missing_weight)
    return _sum_of_squares(found) * factor


def _largest(found: list[float]) -> float:
    """The largest similarity, of those that are numbers."""
    return max([d for d in found if d == d], default=nan)


@function("metric.chebyshev", _NUMBERS, _NUMBERS_WEIGHTED, errors={28050: _MISMATCH})
def chebyshev(similarity: Similarity, x: Vector, y: Vector, missing_weight: list[float] | None = None) -> float:
    found, factor = _complete("metric.chebyshev", 28050, similarity, x, y, missing_weight)
    return _largest(found) * factor


@function("metric.taxicab", _NUMBERS, _NUMBERS_WEIGHTED, errors={28060: _MISMATCH})
def taxicab(similarity: Similarity, x: Vector, y: Vector, missing_weight: list[float] | None = None) -> float:
    found, factor = _complete("metric.taxicab", 28060, similarity, x, y, missing_weight)
    return ordered_sum(found) * factor


@function(
    "metric.minkowski",
    "(similarity: function (double, double) -> double, x: array of union {null, double},"
    " y: array of union {null, double}, p: double) -> double",
    "(similarity: function (double, double) -> double, x: array of union {null, double},"
    " y: array of union {null, double}, p: double, missingWeight: array of double) -> double",
    errors={28070: _MISMATCH, 28071: "Minkowski parameter p must be positive"},
)
def minkowski(
    similarity: Similarity, x: Vector, y: Vector, p: float, missing_weight: list[float] | None = None
) -> float:
    found, factor = _complete("metric.minkowski", 28070, similarity, x, y, missing_weight)
    if p <= 0.0:
        raise failure("metric.minkowski", 28071)
    if p == inf:
        return _largest(found) * factor
    return power(ordered_sum([power(d, p) for d in found]) * factor, 1.0 / p)


# ---------------------------------------------------------------------------------- of two binary vectors


def _counts(name: str, code: int, x: list[bool], y: list[bool]) -> tuple[int, int, int, int]:
    """How many pairs are (false, false), (false, true), (true, false) and (true, true)."""
    if len(x) != len(y):
        raise failure(name, code)
    in_x, in_y = sum(x), sum(y)
    both = sum([a and b for a, b in zip(x, y, strict=True)])
    return len(x) - in_x - in_y + both, in_y - both, in_x - both, both


_BINARY = "(x: array of boolean, y: array of boolean) -> double"


@function("metric.simpleMatching", _BINARY, errors={28080: _MISMATCH})
def simple_matching(x: list[bool], y: list[bool]) -> float:
    a00, a01, a10, a11 = _counts("metric.simpleMatching", 28080, x, y)
    return divide(a11 + a00, a11 + a10 + a01 + a00)


@function("metric.jaccard", _BINARY, errors={28090: _MISMATCH})
def jaccard(x: list[bool], y: list[bool]) -> float:
    _, a01, a10, a11 = _counts("metric.jaccard", 28090, x, y)
    return divide(a11, a11 + a10 + a01)


@function("metric.tanimoto", _BINARY, errors={28100: _MISMATCH})
def tanimoto(x: list[bool], y: list[bool]) -> float:
    a00, a01, a10, a11 = _counts("metric.tanimoto", 28100, x, y)
    return divide(a11 + a00, a11 + 2 * (a10 + a01) + a00)


@function(
    "metric.binarySimilarity",
    "(x: array of boolean, y: array of boolean, c00: double, c01: double, c10: double, c11: double,"
    " d00: double, d01: double, d10: double, d11: double) -> double",
    errors={28110: _MISMATCH},
)
def binary_similarity(
    x: list[bool],
    y: list[bool],
    c00: float,
    c01: float,
    c10: float,
    c11: float,
    d00: float,
    d01: float,
    d10: float,
    d11: float,
) -> float:
    a00, a01, a10, a11 = _counts("metric.binarySimilarity", 28110, x, y)
    return divide(
        c11 * a11 + c10 * a10 + c01 * a01 + c00 * a00,
        d11 * a11 + d10 * a10 + d01 * a01 + d00 * a00,
    )
