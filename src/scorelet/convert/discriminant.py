"""Linear and quadratic discriminant analysis of scikit-learn (sklearn.discriminant_analysis)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from scorelet.convert.arithmetic import linears, minus, plus, squared, times, zipped
from scorelet.convert.builder import item
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of, logistic, positive
from scorelet.convert.outputs import Classification, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.pfa.numbers import ordered_sum


def linear_discriminant(model: Any, row: Row, conversion: Conversion) -> Classification:
    """LinearDiscriminantAnalysis: a linear classifier with logistic probabilities; also a projection."""
    doc = conversion.doc
    found = logistic(model, row, conversion)
    if len(found.classes) == 1:
        return replace(found, probabilities=None)  # The source has none either, and makes no features.
    if model.solver == "lsqr":
        return found
    width = int(model._max_components)
    scalings = [column[:width] for column in model.scalings_.tolist()]
    width = len(scalings[0])
    rows = [list(column) for column in zip(*scalings, strict=True)]

    def projected() -> Json:
        x: Json = row.vector(doc)
        if model.solver == "svd":
            x = doc.let(
                "centered", zipped({"x": x, "mean": doc.vector("overallMean", model.xbar_)}, minus("x", "mean"))
            )
        return doc.let("transformed", linears(doc, "scalings", x, rows, [0.0] * width))

    return Classification(
        found.classes, found.index, found.probabilities, found.decision, found.decision_width, once(projected), width
    )


def quadratic_discriminant(model: Any, row: Row, conversion: Conversion) -> Classification:
    """QuadraticDiscriminantAnalysis: each class's own distance, in its own axes."""
    doc = conversion.doc

    def log_posteriors() -> Json:
        return doc.array("logPosterior", [_log_posterior(model, i, row, conversion) for i in range(len(model.means_))])

    posterior = once(log_posteriors)
    probabilities = once(lambda: doc.let("probabilities", {"m.link.softmax": [posterior()]}))
    if len(model.classes_) != 2:
        return Classification(
            classes_of(model), lambda: argmax(posterior()), probabilities, posterior, len(model.classes_)
        )
    decision = once(lambda: doc.let("decision", minus(item(posterior(), 1), item(posterior(), 0))))
    return Classification(classes_of(model), lambda: positive(decision()), probabilities, decision)


def _log_posterior(model: Any, i: int, row: Row, conversion: Conversion) -> Json:
    """-0.5 * (distance + log determinant) + log prior of class `i`."""
    doc = conversion.doc
    scaling = model.scalings_[i].tolist()
    rotation = model.rotations_[i].tolist()
    rows = [[axis[j] * scaling[j] ** -0.5 for axis in rotation] for j in range(len(scaling))]
    mean = doc.vector(f"mean{i}", model.means_[i])
    centered = doc.let("centered", zipped({"x": row.vector(doc), "mean": mean}, minus("x", "mean")))
    turned = doc.let("turned", linears(doc, f"axes{i}", centered, rows, [0.0] * len(rows)))
    distance = {"a.sum": [{"a.map": [turned, {"params": [{"x": "double"}], "ret": "double", "do": squared("x")}]}]}
    log_determinant = ordered_sum(math.log(s) for s in scaling)
    return doc.let("posterior", plus(times(-0.5, plus(distance, log_determinant)), math.log(float(model.priors_[i]))))
