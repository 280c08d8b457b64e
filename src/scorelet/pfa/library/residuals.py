"""How far observations are from predictions: the arithmetic behind model.reg.residual and its siblings.

Each function here makes the Python function for one shape of arguments (a number, an array or a map), and is
told which errors to raise: the same functions exist in PFA under two prefixes, with other codes.
"""

from __future__ import annotations

from collections.abc import Callable
from math import copysign, inf, nan, sqrt
from typing import Any

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library import matrices
from scorelet.pfa.library.math_special import gamma_share
from scorelet.pfa.numbers import ordered_sum
from scorelet.pfa.types import Array, Map, Type

Vector = list[float]
Sparse = dict[str, float]
Raise = Callable[[int], PfaRuntimeError]
"""Makes an error from its code."""


def quotient(x: float, y: float) -> float:
    """x / y as IEEE 754 has it, zero divisors included."""
    if y != 0.0:
        return x / y
    return nan if x == 0.0 or x != x else copysign(inf, x) * copysign(1.0, y)


def pull(observation: float, prediction: float, uncertainty: float) -> float:
    return quotient(observation - prediction, uncertainty)


def elementwise(shape: Type, of_numbers: Callable[..., float], error: Raise, *codes: int) -> Callable[..., Any]:
    """`of_numbers`, element by element if `shape` is an array or a map; all arguments must have the indexes of
    the first, each later one has its error code."""

    def arrays(first: Vector, *others: Vector) -> Vector:
        for other, code in zip(others, codes, strict=True):
            if len(other) != len(first):
                raise error(code)
        return list(map(of_numbers, first, *others))

    def maps(first: Sparse, *others: Sparse) -> Sparse:
        for other, code in zip(others, codes, strict=True):
            if other.keys() != first.keys():
                raise error(code)
        return {name: of_numbers(value, *[other[name] for other in others]) for name, value in first.items()}

    return arrays if isinstance(shape, Array) else maps if isinstance(shape, Map) else of_numbers


def mahalanobis(shape: Type, error: Raise, too_few: int, prediction: int, covariance: int) -> Callable[..., float]:
    """The distance of two vectors for a covariance matrix; `prediction` and `covariance` are the codes for one
    that does not have the observation's indexes."""

    def arrays(observed: Vector, predicted: Vector, spread: list[Vector]) -> float:
        if not observed:
            raise error(too_few)
        if len(predicted) != len(observed):
            raise error(prediction)
        if len(spread) != len(observed) or any(len(row) != len(observed) for row in spread):
            raise error(covariance)
        difference = [a - b for a, b in zip(observed, predicted, strict=True)]
        square = ordered_sum(
            [a * matrices.dot(row, difference) for a, row in _by_row(difference, matrices.inverse(spread))]
        )
        return sqrt(square) if square >= 0.0 else nan

    def maps(observed: Sparse, predicted: Sparse, spread: dict[str, Sparse]) -> float:
        if not observed:
            raise error(too_few)
        keys = observed.keys()
        if predicted.keys() != keys:
            raise error(prediction)
        if spread.keys() != keys or any(row.keys() != keys for row in spread.values()):
            raise error(covariance)
        dense = [[spread[name][key] for key in keys] for name in keys]
        return arrays([observed[key] for key in keys], [predicted[key] for key in keys], dense)

    return arrays if isinstance(shape, Array) else maps


def _by_row(vector: Vector, matrix: list[Vector]) -> zip[tuple[float, Vector]]:
    return zip(vector, matrix, strict=True)


def update_chi2(shape: Type, degrees: str) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Adds the squares of a pull to the state's `chi2`, and their number to its field `degrees`."""

    def numbers(pulls: Vector, state: dict[str, Any]) -> dict[str, Any]:
        chi2 = ordered_sum([state["chi2"], *(value * value for value in pulls)])
        return {**state, "chi2": chi2, degrees: state[degrees] + len(pulls)}

    if isinstance(shape, Array):
        return numbers
    if isinstance(shape, Map):
        return lambda pulls, state: numbers(list(pulls.values()), state)
    return lambda value, state: numbers([value], state)


def chi2_probability(chi2: float, degrees: int) -> float:
    """The chi-square distribution function for `degrees` >= 0 (without any, all of it is at zero)."""
    if chi2 != chi2:
        return nan
    if degrees == 0 or chi2 <= 0.0:
        return 1.0 if chi2 > 0.0 else 0.0
    return gamma_share(0.5 * degrees, 0.5 * chi2)
