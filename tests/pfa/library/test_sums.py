"""Sums of doubles are added up from left to right by every function, on every Python: see `numbers.ordered_sum`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.pfa.library.calls import MATRIX, SPARSE_MATRIX, VECTOR, bound

UNEVEN = [1e16, 1.0, 1.0]
"""In order the ones are lost, and the sum is 1e16; the built-in sum of Python 3.12 keeps them."""
ONES, NOUGHT = [1.0] * 3, [0.0] * 3
DIAGONAL = [[1e16, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
BY_NAME = {a: dict(zip("abc", row, strict=True)) for a, row in zip("abc", DIAGONAL, strict=True)}


def similarity(x: float, y: float) -> float:
    """Not known to be metric.absDiff, so it goes the general way."""
    return x - y


FOUND: dict[str, tuple[Callable[[], Any], Any]] = {
    "a.sum": (lambda: bound("a.sum", VECTOR)(UNEVEN), 1e16),
    "m.kernel.linear": (lambda: bound("m.kernel.linear")(UNEVEN, ONES), 1e16),
    "la.dot of a vector": (lambda: bound("la.dot", MATRIX, VECTOR)([UNEVEN], ONES), [1e16]),
    "la.dot of a matrix": (lambda: bound("la.dot", MATRIX, MATRIX)([UNEVEN], [[1.0]] * 3), [[1e16]]),
    "la.trace": (lambda: bound("la.trace", MATRIX)(DIAGONAL), 1e16),
    "la.trace by name": (lambda: bound("la.trace", SPARSE_MATRIX)(BY_NAME), 1e16),
    "metric.squaredEuclidean": (lambda: bound("metric.squaredEuclidean")(similarity, [1e8, 1.0, 1.0], NOUGHT), 1e16),
    "metric.taxicab": (lambda: bound("metric.taxicab")(similarity, UNEVEN, NOUGHT), 1e16),
    "metric.minkowski": (lambda: bound("metric.minkowski")(similarity, UNEVEN, NOUGHT, 1.0), 1e16),
    "metric.taxicab of weights": (
        lambda: bound("metric.taxicab")(similarity, [1.0, None, None], NOUGHT, UNEVEN), 1.0
    ),
    "model.neighbor.mean": (lambda: bound("model.neighbor.mean")([[x] for x in UNEVEN]), [1e16 / 3]),
    "model.neighbor.mean of weights": (
        lambda: bound("model.neighbor.mean")([[x] for x in UNEVEN], lambda point: 1.0), [1e16 / 3]
    ),
    "model.cluster.updateMean": (
        lambda: bound("model.cluster.updateMean")([[x] for x in UNEVEN], {"center": [0.0]}, 0.0), {"center": [1e16 / 3]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_sums_are_added_in_order(name: str) -> None:
    run, expected = FOUND[name]
    assert run() == expected
