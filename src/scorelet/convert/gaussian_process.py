"""Gaussian process regression of scikit-learn (sklearn.gaussian_process).

C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006), algorithm 2.1: the mean is a
weighted sum of the kernel between the row and the training rows; the variance is the kernel's own at the row, less
the squared length of the solution of L v = k.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import linear, mapped, minus, over, plus, squared, times, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline
from scorelet.convert.converted import Json
from scorelet.convert.outputs import MultipleRegression, Outputs, Regression, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError

MATRIX: Json = {"type": "array", "items": DOUBLES}


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """GaussianProcessRegressor: the mean, and of one target its standard deviation."""
    doc = conversion.doc
    if not hasattr(model, "alpha_"):
        raise NotConvertibleError("it is not fitted to data")
    kernels = once(lambda: likenesses(model, row, doc))
    width = 1 if model.alpha_.ndim == 1 else model.alpha_.shape[1]
    means, scales = _of_targets(model, width)
    if width == 1:
        value = once(lambda: doc.let("value", _mean(doc, kernels(), model.alpha_.ravel(), means[0], scales[0])))
        return Regression(value, once(lambda: _deviation(model, doc, row, kernels(), scales[0])))

    def values() -> Json:
        parts = zip(model.alpha_.T, means, scales, strict=True)
        return doc.array("values", [_mean(doc, kernels(), *part) for part in parts])

    return MultipleRegression(once(values), width)


def _mean(doc: Builder, kernels: Json, alpha: Any, mean: float, scale: float) -> Json:
    return plus(times(linear(doc, "gaussianProcess", kernels, alpha, 0.0), scale), mean)


def _of_targets(model: Any, width: int) -> tuple[list[float], list[float]]:
    """The mean and the scale of each target, which normalize_y makes; arrays or numbers."""
    mean, scale = (_numbers(value, width) for value in (model._y_train_mean, model._y_train_std))
    return mean, scale


def _numbers(value: Any, width: int) -> list[float]:
    found = value.ravel().tolist() if hasattr(value, "ravel") else [float(value)]
    return found * width if len(found) == 1 else found


def likenesses(model: Any, row: Row, doc: Builder) -> str:
    """A symbol bound to the kernel between the row and each training row."""
    points = model.X_train_.tolist()
    table = doc.table("trainingRows", MATRIX, points, sum(map(len, points)))
    value = between(doc, model.kernel_, row.vector(doc), "point", len(points[0]))
    return doc.let("kernels", {"a.map": [table, inline({"point": DOUBLES}, "double", value)]})


def _deviation(model: Any, doc: Builder, row: Row, kernels: str, scale: float) -> Json:
    variance = variance_of(model, doc, row, kernels)
    positive = {"if": {"<": [variance, 0.0]}, "then": 0.0, "else": variance}
    return doc.let("std", {"m.sqrt": [times(positive, scale**2)]})


def variance_of(model: Any, doc: Builder, row: Row, kernels: Json) -> str:
    """The kernel's own variance at the row, less what the training rows explain."""
    triangle = [line[: i + 1] for i, line in enumerate(model.L_.tolist())]
    root = doc.table("choleskyRoot", MATRIX, triangle, len(triangle) ** 2 // 2)
    solve = doc.function("solved", {"root": MATRIX, "k": DOUBLES}, DOUBLES, _forward_substitution())
    solution = doc.let("solution", {solve: [root, kernels]})
    own = at(doc, model.kernel_, row.vector(doc))
    return doc.let("variance", minus(own, {"a.sum": [mapped(solution, squared("x"))]}))


def _forward_substitution() -> Json:
    """v with root . v = k, for the rows of a lower triangle."""
    known = {"a.sum": [zipped({"a": {"a.init": ["line"]}, "b": "v"}, times("a", "b"))]}
    next_one = over(minus({"attr": "k", "path": ["i"]}, known), {"a.last": ["line"]})
    each = [
        {"let": {"line": {"attr": "root", "path": ["i"]}}},
        {"set": {"v": {"a.append": ["v", next_one]}}},
        {"set": {"i": plus("i", 1)}},
    ]
    start = {"let": {"v": {"type": DOUBLES, "value": []}, "i": 0}}
    return [start, {"while": {"<": ["i", {"a.len": ["k"]}]}, "do": each}, "v"]


# --------------------------------------------------------------------------------------------- kernels


def between(doc: Builder, kernel: Any, x: Json, y: Json, width: int) -> Json:
    """The kernel between two different rows."""
    name = type(kernel).__name__
    if name in _PAIRS:
        one, other = (between(doc, part, x, y, width) for part in (kernel.k1, kernel.k2))
        return _PAIRS[name](one, other)
    if name == "Exponentiation":
        return {"**": [between(doc, kernel.kernel, x, y, width), float(kernel.exponent)]}
    if name not in KERNELS:
        raise NotConvertibleError(f"the kernel {name}")
    return KERNELS[name](kernel, x, y, width)


def at(doc: Builder, kernel: Any, x: Json) -> Json:
    """The kernel between a row and itself (`diag`)."""
    name = type(kernel).__name__
    if name in _PAIRS:
        return _PAIRS[name](at(doc, kernel.k1, x), at(doc, kernel.k2, x))
    if name == "Exponentiation":
        return {"**": [at(doc, kernel.kernel, x), float(kernel.exponent)]}
    if name == "ConstantKernel":
        return float(kernel.constant_value)
    if name == "WhiteKernel":
        return float(kernel.noise_level)
    if name == "DotProduct":
        return plus({"a.sum": [mapped(x, squared("v"), "v")]}, float(kernel.sigma_0) ** 2)
    return 1.0


_PAIRS: Mapping[str, Callable[[Json, Json], Json]] = {"Sum": plus, "Product": times}


def _scaled_distance(kernel: Any, x: Json, y: Json, width: int) -> Json:
    """The squared distance of two rows, each feature over its length scale."""
    lengths = kernel.length_scale
    each = [float(length) for length in lengths] if hasattr(lengths, "__len__") else [float(lengths)] * width
    if len(set(each)) == 1:
        apart = minus(over("a", each[0]), over("b", each[0]))
        return {"a.sum": [zipped({"a": x, "b": y}, times(apart, apart))]}
    apart = minus(over("a", "s"), over("b", "s"))
    scales = {"type": DOUBLES, "value": each}
    return {"a.sum": [zipped({"a": x, "b": y, "s": scales}, times(apart, apart))]}


def _rbf(kernel: Any, x: Json, y: Json, width: int) -> Json:
    return {"m.exp": [times(-0.5, _scaled_distance(kernel, x, y, width))]}


def _matern(kernel: Any, x: Json, y: Json, width: int) -> Json:
    squared_distance = _scaled_distance(kernel, x, y, width)
    if kernel.nu == math.inf:
        return {"m.exp": [times(-0.5, squared_distance)]}
    distance: Json = {"m.sqrt": [squared_distance]}
    if kernel.nu == 0.5:
        return {"m.exp": [{"u-": [distance]}]}
    if kernel.nu == 1.5:
        r = times(distance, math.sqrt(3))
        return times(plus(1.0, r), {"m.exp": [{"u-": [r]}]})
    if kernel.nu == 2.5:
        r = times(distance, math.sqrt(5))
        return times(plus(plus(1.0, r), over(squared(r), 3.0)), {"m.exp": [{"u-": [r]}]})
    raise NotConvertibleError(f"the kernel Matern with nu={kernel.nu}: 0.5, 1.5, 2.5 and infinity are converted")


def _rational_quadratic(kernel: Any, x: Json, y: Json, width: int) -> Json:
    distance = {"a.sum": [zipped({"a": x, "b": y}, squared(minus("a", "b")))]}
    base = plus(1.0, over(distance, 2 * float(kernel.alpha) * float(kernel.length_scale) ** 2))
    return {"**": [base, -float(kernel.alpha)]}


def _periodic(kernel: Any, x: Json, y: Json, width: int) -> Json:
    arc = times(math.pi / float(kernel.periodicity), {"metric.simpleEuclidean": [x, y]})
    sine = over({"m.sin": [arc]}, float(kernel.length_scale))
    return {"m.exp": [times(-2.0, squared(sine))]}


def _dot_product(kernel: Any, x: Json, y: Json, width: int) -> Json:
    return plus({"a.sum": [zipped({"a": x, "b": y}, times("a", "b"))]}, float(kernel.sigma_0) ** 2)


KERNELS: Mapping[str, Callable[[Any, Json, Json, int], Json]] = {
    "RBF": _rbf,
    "Matern": _matern,
    "RationalQuadratic": _rational_quadratic,
    "ExpSineSquared": _periodic,
    "DotProduct": _dot_product,
    "ConstantKernel": lambda kernel, x, y, width: float(kernel.constant_value),
    "WhiteKernel": lambda kernel, x, y, width: 0.0,
}
