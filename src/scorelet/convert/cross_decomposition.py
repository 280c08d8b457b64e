"""Partial least squares and canonical correlation of scikit-learn (sklearn.cross_decomposition)."""

from __future__ import annotations

from typing import Any

from scorelet.convert.linear import rows_of, sums
from scorelet.convert.outputs import Outputs, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sums import weighted_sums
from scorelet.pfa.numbers import ordered_sum


def predicted(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """PLSRegression, PLSCanonical, CCA: coefficients . (x - mean) + intercept."""
    rows, constants = rows_of(model.coef_, model.intercept_)
    mean = model._x_mean.tolist()
    shifted = [constant - _dot(own, mean) for own, constant in zip(rows, constants, strict=True)]
    return sums(conversion.doc, type(model).__name__, row, rows, shifted)


def scores(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """The same in the middle of a pipeline: rotations . ((x - mean) / deviation)."""
    return _scores(model, model.x_rotations_, row, conversion)


def singular_scores(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """PLSSVD: weights . ((x - mean) / deviation)."""
    return _scores(model, model.x_weights_, row, conversion)


def _scores(model: Any, weights: Any, row: Row, conversion: Conversion) -> Transformed:
    deviations, mean = model._x_std.tolist(), model._x_mean.tolist()
    rows = [[w / deviation for w, deviation in zip(own, deviations, strict=True)] for own in weights.T.tolist()]
    doc = conversion.doc
    found = weighted_sums(doc, "rotations", row, rows, [-_dot(own, mean) for own in rows])
    return Transformed(Vector(doc.let("scores", found), len(rows), row.sources))


def _dot(x: list[float], y: list[float]) -> float:
    return ordered_sum(a * b for a, b in zip(x, y, strict=True))
