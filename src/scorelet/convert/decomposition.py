"""Projections: weighted sums that become the features (sklearn.decomposition, random_projection and their like)."""

from __future__ import annotations

from math import sqrt
from typing import Any

from scorelet.convert.arithmetic import mapped, over, times, zipped
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sums import weighted_sums
from scorelet.pfa.numbers import ordered_sum

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


def independent_components(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """FastICA: components . (x - mean); without whitening no mean is known."""
    components = model.components_.tolist()
    offsets = [-_dot(own, model.mean_.tolist()) for own in components] if model.whiten else None
    return _projected(row, conversion, "components", components, offsets)


def neighborhood_components(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """NeighborhoodComponentsAnalysis: components . x."""
    return _projected(row, conversion, "components", model.components_.tolist())


def factor_analysis(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """FactorAnalysis: the expected factors, (I + W W' / psi)^-1 (W / psi) (x - mean)."""
    components, noise = model.components_.tolist(), model.noise_variance_.tolist()
    scaled = [[w / psi for w, psi in zip(own, noise, strict=True)] for own in components]
    covariance = [[_dot(one, other) + (i == j) for j, other in enumerate(components)] for i, one in enumerate(scaled)]
    rows = _solved(covariance, scaled)
    return _projected(row, conversion, "factors", rows, [-_dot(own, model.mean_.tolist()) for own in rows])


def _solved(matrix: Matrix, right: Matrix) -> Matrix:
    """X with matrix . X = right, for a symmetric matrix that is positive definite: by elimination."""
    lines = [[*own, *other] for own, other in zip(matrix, right, strict=True)]
    for i, pivot in enumerate(lines):
        lines[i] = pivot = [x / pivot[i] for x in pivot]
        for j, line in enumerate(lines):
            if j != i:
                lines[j] = [x - line[i] * p for x, p in zip(line, pivot, strict=True)]
    return [line[len(matrix) :] for line in lines]


def _dot(x: list[float], y: list[float]) -> float:
    return ordered_sum(a * b for a, b in zip(x, y, strict=True))


def _projected(
    row: Row, conversion: Conversion, wish: str, rows: Matrix, constants: list[float] | None = None
) -> Transformed:
    doc = conversion.doc
    found = weighted_sums(doc, wish, row, rows, [0.0] * len(rows) if constants is None else constants)
    return Transformed(Vector(doc.let("projected", found), len(rows), row.sources))
