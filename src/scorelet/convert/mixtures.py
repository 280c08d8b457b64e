"""Gaussian mixtures of scikit-learn (sklearn.mixture).

The Bayesian one expects its weights and precisions (C. M. Bishop, "Pattern Recognition and Machine Learning", 10.2).
"""

from __future__ import annotations

import math
from typing import Any

from scorelet.convert.arithmetic import from_logarithms, linears, mapped, plus, squared, times
from scorelet.convert.builder import Builder
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Clustering, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.pfa.numbers import ordered_sum


def mixture(model: Any, row: Row, conversion: Conversion) -> Clustering:
    """GaussianMixture, BayesianGaussianMixture: the component that is likeliest to have made the row."""
    doc = conversion.doc

    def logs() -> Json:
        weights = _log_weights(model)
        terms = [_log_density(model, i, row, doc, weight) for i, weight in enumerate(weights)]
        return doc.array("logs", terms)

    found = once(logs)
    probabilities = once(lambda: doc.let("probabilities", from_logarithms(doc, found())))
    return Clustering(lambda: argmax(found()), probabilities=probabilities)


def _log_weights(model: Any) -> list[float]:
    """What does not depend on the row, of each component."""
    if not hasattr(model, "degrees_of_freedom_"):
        return [math.log(weight) for weight in model.weights_.tolist()]
    expected = _sticks(model) if model.weight_concentration_prior_type == "dirichlet_process" else _shares(model)
    width = model.means_.shape[1]
    precisions = model.mean_precision_.tolist()
    freedoms = model.degrees_of_freedom_.tolist()
    if model.covariance_type == "tied":
        freedoms = [freedoms] * len(precisions)
    return [
        weight + _expected_log_determinant(freedom, width) - 0.5 * width * (math.log(freedom) + 1.0 / precision)
        for weight, freedom, precision in zip(expected, freedoms, precisions, strict=True)
    ]


def _expected_log_determinant(freedom: float, width: int) -> float:
    """Half the expected logarithm of a Wishart matrix's determinant, without that of its scale."""
    return 0.5 * (width * math.log(2.0) + ordered_sum(digamma(0.5 * (freedom - i)) for i in range(width)))


def _shares(model: Any) -> list[float]:
    """The expected logarithms of weights that are drawn from a Dirichlet distribution."""
    concentrations = model.weight_concentration_.tolist()
    return [digamma(own) - digamma(ordered_sum(concentrations)) for own in concentrations]


def _sticks(model: Any) -> list[float]:
    """The same of a Dirichlet process: each weight is a piece broken off what those before it have left."""
    found, left = [], 0.0
    for a, b in zip(*[part.tolist() for part in model.weight_concentration_], strict=True):
        found.append(digamma(a) - digamma(a + b) + left)
        left += digamma(b) - digamma(a + b)
    return found


def digamma(x: float) -> float:
    """The derivative of log gamma of a positive number, by its asymptotic series (Abramowitz and Stegun, 6.3.18) where
    that is exact to the last digits, and by 6.3.6 below."""
    steps = max(0, math.ceil(ASYMPTOTIC - x))
    far = x + steps
    series = ordered_sum(b / (2 * n) * far ** (-2 * n) for n, b in enumerate(BERNOULLI, 1))
    return math.fsum([math.log(far), -0.5 / far, -series, *(-1.0 / (x + k) for k in range(steps))])


ASYMPTOTIC = 15.0
BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
"""Bernoulli's numbers 2, 4, 6, ..."""


def _log_density(model: Any, i: int, row: Row, doc: Builder, weight: float) -> Json:
    """-(n log 2 pi + distance) / 2 + log determinant of the precision's root + log weight."""
    axes = _axes(model, i)
    mean = model.means_[i].tolist()
    offsets = [-ordered_sum(m * a for m, a in zip(mean, axis, strict=True)) for axis in axes]
    turned = doc.let("turned", linears(doc, f"component{i}", row.vector(doc), axes, offsets))
    distance = {"a.sum": [mapped(turned, squared("x"))]}
    constant = len(mean) * math.log(2 * math.pi)
    log_determinant = ordered_sum(math.log(axis[j]) for j, axis in enumerate(axes))
    density = plus(times(-0.5, plus(constant, distance)), log_determinant)
    return doc.let("log", plus(density, weight))


def _axes(model: Any, i: int) -> list[list[float]]:
    """The rows of the transposed root of a component's precision matrix."""
    root, width = model.precisions_cholesky_, model.means_.shape[1]
    match model.covariance_type:
        case "full":
            matrix = root[i].tolist()
        case "tied":
            matrix = root.tolist()
        case "diag":
            own = root[i].tolist()
            return [[own[j] if j == k else 0.0 for k in range(width)] for j in range(width)]
        case _:
            return [[float(root[i]) if j == k else 0.0 for k in range(width)] for j in range(width)]
    return [list(column) for column in zip(*matrix, strict=True)]
