"""Projections: weighted sums that become the features (sklearn.decomposition, random_projection and their like)."""

from __future__ import annotations

from math import sqrt
from typing import Any

from scorelet.convert.arithmetic import mapped, over, times, zipped
from scorelet.convert.linear import rows_of, sums
from scorelet.convert.outputs import Outputs, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sums import weighted_sums

SMALLEST_SCALE = 2.0**-52
"""scikit-learn divides by no smaller deviation when it whitens."""

Matrix = list[list[float]]


def principal_components(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """PCA, IncrementalPCA: components . x - components . mean, over the standard deviation when whitened."""
    components = model.components_.tolist()
    offsets = [-_dot(own, model.mean_.tolist()) for own in components]
    found = _projected(row, conversion, "components", components, offsets)
    if not model.whiten:
        return found
    doc = conversion.doc
    scales = [max(sqrt(v), SMALLEST_SCALE) for v in model.explained_variance_.tolist()]
    arrays = {"x": found.row.vector(doc), "scale": doc.vector("whitening", scales)}
    whitened = doc.let("whitened", zipped(arrays, over("x", "scale")))
    return Transformed(Vector(whitened, found.row.width, row.sources))


def truncated_svd(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """TruncatedSVD: components . x."""
    return _projected(row, conversion, "components", model.components_.tolist())


def random_projection(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """GaussianRandomProjection, SparseRandomProjection: components . x."""
    components = model.components_
    dense = components.toarray() if hasattr(components, "toarray") else components
    return _projected(row, conversion, "components", dense.tolist())


def random_fourier(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """RBFSampler: cosines of weighted sums."""
    doc = conversion.doc
    weights = model.random_weights_.T.tolist()
    angles = weighted_sums(doc, "randomWeights", row, weights, model.random_offset_.tolist())
    factor = sqrt(2.0) / sqrt(model.n_components)
    symbol = doc.let("sampled", mapped(doc.let("angles", angles), times({"m.cos": ["x"]}, factor)))
    return Transformed(Vector(symbol, len(weights), row.sources))


def partial_least_squares(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """PLSRegression: coefficients . (x - mean) + intercept."""
    rows, constants = rows_of(model.coef_, model.intercept_)
    mean = model._x_mean.tolist()
    shifted = [constant - _dot(own, mean) for own, constant in zip(rows, constants, strict=True)]
    return sums(conversion.doc, "PLSRegression", row, rows, shifted)


def _dot(x: list[float], y: list[float]) -> float:
    return float(sum(a * b for a, b in zip(x, y, strict=True)))


def _projected(
    row: Row, conversion: Conversion, wish: str, rows: Matrix, constants: list[float] | None = None
) -> Transformed:
    doc = conversion.doc
    found = weighted_sums(doc, wish, row, rows, [0.0] * len(rows) if constants is None else constants)
    return Transformed(Vector(doc.let("projected", found), len(rows), row.sources))
