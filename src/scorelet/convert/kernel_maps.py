"""What is made of likenesses to rows of the training data (KernelPCA, Nystroem, KernelRidge of scikit-learn)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from scorelet.convert.arithmetic import minus, over, plus, zipped
from scorelet.convert.kernels import kernel_values
from scorelet.convert.linear import weighted
from scorelet.convert.outputs import Outputs, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sums import weighted_sums
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import ordered_sum


@dataclass(frozen=True)
class _Kernel:
    """A kernel's parameters, under the names that support vector machines have for them."""

    kernel: str
    _gamma: float
    coef0: float
    degree: float


def nystroem(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """Nystroem: normalization . kernel(x, components)."""
    if model.kernel_params:
        raise NotConvertibleError(f"the parameter kernel_params={model.kernel_params!r}")
    likeness = _likeness(model, model.gamma, _dense(model.components_), row, conversion)
    return _combined(likeness, model.normalization_.tolist(), None, row, conversion)


def kernel_components(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """KernelPCA: scaled eigenvectors . the centered kernel(x, training rows); eigenvectors of zero are zero.

    With K the kernel's values and r the centerer's means of the training rows, of mean m, the centered values are
    K - r - mean(K) + m. So each weight w loses the mean of the weights, and m - r goes into the constant.
    """
    if model.kernel_params:
        raise NotConvertibleError(f"the parameter kernel_params={model.kernel_params!r}")
    means, mean = model._centerer.K_fit_rows_.tolist(), float(model._centerer.K_fit_all_)
    weights, constants = [], []
    for vector, value in zip(model.eigenvectors_.T.tolist(), model.eigenvalues_.tolist(), strict=True):
        scaled = [x / sqrt(value) if value > 0.0 else 0.0 for x in vector]
        average = ordered_sum(scaled) / len(scaled)
        weights.append([w - average for w in scaled])
        constants.append(ordered_sum(w * (mean - r) for w, r in zip(scaled, means, strict=True)))
    likeness = _likeness(model, model.gamma_, _dense(model.X_fit_), row, conversion)
    return _combined(likeness, weights, constants, row, conversion)


def ridge(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """KernelRidge: a sum of the kernel between the row and the training rows, weighted, or several such sums."""
    if callable(model.kernel):
        raise NotConvertibleError("the parameter kernel is a function of yours")
    likeness = _likeness(model, model.gamma, _dense(model.X_fit_), row, conversion)
    return weighted(conversion.doc, "dual", likeness, model.dual_coef_.T, 0.0)


def centered(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """KernelCenterer: a row of a kernel's values without the means of the training rows, and without its own."""
    doc = conversion.doc
    x = row.vector(doc)
    shift = doc.let("shift", minus(float(model.K_fit_all_), over({"a.sum": [x]}, float(len(model.K_fit_rows_)))))
    arrays = {"x": x, "mean": doc.vector("kernelMeans", model.K_fit_rows_)}
    return Transformed(Vector(doc.let("centered", zipped(arrays, plus(minus("x", "mean"), shift))), row.width))


def _likeness(model: Any, gamma: float | None, vectors: list[list[float]], row: Row, conversion: Conversion) -> Vector:
    doc = conversion.doc
    names = {"polynomial": "poly"}
    kernel = _Kernel(
        names.get(model.kernel, model.kernel),
        1.0 / row.width if gamma is None else float(gamma),
        1.0 if model.coef0 is None else float(model.coef0),
        3.0 if model.degree is None else float(model.degree),
    )
    symbol = doc.let("likeness", kernel_values(doc, kernel, row.vector(doc), vectors))
    return Vector(symbol, len(vectors), row.sources)


def _dense(matrix: Any) -> list[list[float]]:
    rows: list[list[float]] = (matrix.toarray() if hasattr(matrix, "toarray") else matrix).tolist()
    return rows


def _combined(
    likeness: Vector, weights: list[list[float]], constants: list[float] | None, row: Row, conversion: Conversion
) -> Transformed:
    doc = conversion.doc
    sums = weighted_sums(doc, "weights", likeness, weights, [0.0] * len(weights) if constants is None else constants)
    return Transformed(Vector(doc.let("projected", sums), len(weights), row.sources))
