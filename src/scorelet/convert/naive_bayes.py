"""Naive Bayes classifiers of scikit-learn (sklearn.naive_bayes).

All of them add up logarithms: that of a class's prior probability, and for each feature that of its value given the
class. The class with the largest sum is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from scorelet.convert.arithmetic import from_logarithms, minus, over, plus, squared, times, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of
from scorelet.convert.outputs import Classification, Lazy, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Columns, Row
from scorelet.convert.sparse import Sparse
from scorelet.convert.sums import weighted_sums
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import ordered_sum


def chosen_by(model: Any, doc: Builder, joint: Lazy) -> Classification:
    """The classification by joint log likelihoods: a symbol bound to an array, one for each class."""
    probabilities = once(lambda: doc.let("probabilities", from_logarithms(doc, joint())))
    return Classification(classes_of(model), lambda: argmax(joint()), probabilities)


def gaussian(model: Any, row: Row, conversion: Conversion) -> Classification:
    """GaussianNB: each feature is normally distributed within a class."""
    doc = conversion.doc
    kind = doc.record(
        "GaussianClass", {"logPrior": "double", "constant": "double", "mean": DOUBLES, "variance": DOUBLES}
    )
    init = [
        {
            "logPrior": math.log(prior) if prior > 0 else -math.inf,
            "constant": -0.5 * ordered_sum(math.log(2.0 * math.pi * v) for v in variance),
            "mean": mean,
            "variance": variance,
        }
        for prior, mean, variance in zip(
            model.class_prior_.tolist(), model.theta_.tolist(), model.var_.tolist(), strict=True
        )
    ]
    if any(math.isinf(one["logPrior"]) for one in init):
        raise NotConvertibleError("a class has the prior probability 0")

    def joint() -> Json:
        arrays = {"x": row.vector(doc), "mean": "c.mean", "variance": "c.variance"}
        distance = {"a.sum": [zipped(arrays, over(squared(minus("x", "mean")), "variance"))]}
        log_likelihood = minus("c.constant", times(0.5, distance))
        cell = doc.cell("gaussianNB", {"type": "array", "items": doc.declared(kind)}, init)
        each = inline({"c": kind}, "double", plus("c.logPrior", log_likelihood))
        return doc.let("jointLogLikelihood", {"a.map": [cell, each]})

    return chosen_by(model, doc, once(joint))


def multinomial(model: Any, row: Row, conversion: Conversion) -> Classification:
    """MultinomialNB: counts times the logarithms of the features' probabilities."""
    return _linear(model, row, conversion, model.feature_log_prob_.tolist(), model.class_log_prior_.tolist())


def complement(model: Any, row: Row, conversion: Conversion) -> Classification:
    """ComplementNB: weights from all other classes; the prior counts only where there is one class alone."""
    rows = model.feature_log_prob_.tolist()
    return _linear(
        model, row, conversion, rows, model.class_log_prior_.tolist() if len(rows) == 1 else [0.0] * len(rows)
    )


def bernoulli(model: Any, row: Row, conversion: Conversion) -> Classification:
    """BernoulliNB: a feature is there or not, both of which say something about the class."""
    doc = conversion.doc
    logs = model.feature_log_prob_.tolist()
    absent = [[math.log(1 - math.exp(value)) for value in one] for one in logs]
    rows = [
        [there - not_there for there, not_there in zip(*pair, strict=True)] for pair in zip(logs, absent, strict=True)
    ]
    constants = [
        prior + ordered_sum(not_there) for prior, not_there in zip(model.class_log_prior_.tolist(), absent, strict=True)
    ]
    if model.binarize is not None:
        if isinstance(row, Sparse) and model.binarize < 0:
            raise NotConvertibleError(f"the parameter binarize={model.binarize!r}, of texts: it makes all zeros ones")
        for column in row.columns() if isinstance(row, Columns) else []:
            column.jumps_at(float(model.binarize))
        row = row.changed(doc, "there", {"if": {">": ["x", float(model.binarize)]}, "then": 1.0, "else": 0.0})
    return _linear(model, row, conversion, rows, constants)


def _linear(
    model: Any, row: Row, conversion: Conversion, rows: Sequence[Sequence[float]], constants: Sequence[float]
) -> Classification:
    doc = conversion.doc
    if any(math.isinf(value) for one in rows for value in one):
        raise NotConvertibleError("a feature has the probability 0 in a class (alpha=0)")
    name = type(model).__name__
    joint = once(lambda: doc.let("jointLogLikelihood", weighted_sums(doc, name, row, rows, constants)))
    return chosen_by(model, doc, joint)


_WHOLE_PART: Json = {"cast.int": [{"if": {"<": ["x", 0.0]}, "then": {"m.ceil": ["x"]}, "else": {"m.floor": ["x"]}}]}
"""As NumPy makes whole numbers of others."""


def categorical(model: Any, row: Row, conversion: Conversion) -> Classification:
    """CategoricalNB: each feature is the number of a category; a number it was not trained on is refused."""
    doc = conversion.doc
    matrix = {"type": "array", "items": DOUBLES}
    x = row.vector(doc)
    whole = doc.function("wholePart", {"x": "double"}, "int", _WHOLE_PART)

    def joint() -> Json:
        total = doc.vector("classLogPrior", model.class_log_prior_)
        likelihood: Json = None
        for i, table in enumerate(model.feature_log_prob_):
            by_category = doc.cell(f"categoricalNB{i}", matrix, table.T.tolist())
            found = {**by_category, "path": [{whole: [item(x, i)]}]}
            likelihood = found if likelihood is None else {"la.add": [likelihood, found]}
            likelihood = doc.let("likelihood", likelihood)
        return doc.let("jointLogLikelihood", {"la.add": [likelihood, total]})

    return chosen_by(model, doc, once(joint))
