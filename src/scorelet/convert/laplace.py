"""Gaussian process classification of scikit-learn, with Laplace's approximation (sklearn.gaussian_process).

C. E. Rasmussen and C. K. I. Williams, "Gaussian Processes for Machine Learning" (2006), algorithm 3.2, gives the mean
and the variance of a latent number whose logistic function is the probability. Its expectation is an integral that the
source approximates by five error functions (C. K. I. Williams and D. Barber, "Bayesian Classification with Gaussian
Processes" (1998), appendix A).
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from math import pi
from typing import Any

from scorelet.convert.arithmetic import linear, over, plus, times, zipped
from scorelet.convert.builder import Builder
from scorelet.convert.converted import Json
from scorelet.convert.gaussian_process import likenesses, variance_of
from scorelet.convert.linear import classes_of, positive, two
from scorelet.convert.outputs import Classification, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.pfa.numbers import ordered_sum

SCALES = (0.41, 0.4, 0.37, 0.44, 0.39)
WEIGHTS = (-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654)
"""The error functions whose sum is nearly the logistic function."""


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """GaussianProcessClassifier: a binary one, or one for each class or pair of classes."""
    found = conversion.classification(model.base_estimator_, row, "base_estimator_")
    return replace(found, classes=classes_of(model), decision=None)


def binary(model: Any, row: Row, conversion: Conversion) -> Classification:
    """One latent function: the second class where its mean is positive."""
    doc = conversion.doc
    kernels = once(lambda: likenesses(model, row, doc))
    pulls = [y - p for y, p in zip(model.y_train_.tolist(), model.pi_.tolist(), strict=True)]
    latent = once(lambda: doc.let("latent", linear(doc, "latent", kernels(), pulls, 0.0)))
    probabilities = once(lambda: two(doc, _expected(model, row, doc, latent(), kernels())))
    return Classification(classes_of(model), lambda: positive(latent()), probabilities)


def _expected(model: Any, row: Row, doc: Builder, latent: Json, kernels: Json) -> Json:
    """The expectation of the logistic function of the latent number."""
    roots = doc.vector("noiseRoots", model.W_sr_)
    scaled = doc.let("scaled", zipped({"root": roots, "k": kernels}, times("root", "k")))
    variance = variance_of(model, doc, row, scaled)
    alpha = doc.let("alpha", over(1.0, times(2.0, variance)))
    width = doc.let("width", over({"m.sqrt": [over(pi, alpha)]}, times(2.0, {"m.sqrt": [times(variance, 2 * pi)]})))
    parts = []
    for scale, weight in zip(SCALES, WEIGHTS, strict=True):
        root = {"m.sqrt": [over(alpha, plus(alpha, scale**2))]}
        parts.append(times(weight, times(width, {"m.special.erf": [times(times(scale, latent), root)]})))
    return plus(reduce(plus, parts), 0.5 * ordered_sum(WEIGHTS))
