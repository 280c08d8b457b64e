"""Support vector machines with kernels (sklearn.svm: SVC, NuSVC, SVR, NuSVR, OneClassSVM).

libsvm separates each pair of classes. Its decision for a pair is a weighted sum of kernel values of the support
vectors of both classes; a positive one is a vote for the first. Probabilities come from the decisions by Platt's
sigmoid, coupled by the second method of Wu, Lin and Weng (2004).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from scorelet.convert.arithmetic import linear, plus
from scorelet.convert.builder import Builder
from scorelet.convert.calibration import sigmoid
from scorelet.convert.converted import Json
from scorelet.convert.coupling import coupled
from scorelet.convert.kernels import dual_coefficients, kernel_values, support_vectors
from scorelet.convert.linear import classes_of
from scorelet.convert.multiclass import by_votes
from scorelet.convert.outputs import Classification, Outliers, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row


def regression(model: Any, row: Row, conversion: Conversion) -> Regression:
    """SVR, NuSVR: one weighted sum of kernel values."""
    return Regression(once(lambda: _one_sum(model, row, conversion.doc)))


def one_class(model: Any, row: Row, conversion: Conversion) -> Outliers:
    """OneClassSVM: a weighted sum, positive for inliers."""
    doc = conversion.doc
    decision = once(lambda: _one_sum(model, row, doc))
    inlier = once(lambda: {">": [decision(), 0.0]})
    return Outliers(inlier, decision, once(lambda: plus(decision(), float(model.offset_[0]))))


def _one_sum(model: Any, row: Row, doc: Builder) -> str:
    kernels = doc.let("kernels", kernel_values(doc, model, row.vector(doc), support_vectors(model)))
    (coefficients,) = dual_coefficients(model)
    name = type(model).__name__
    return doc.let("value", linear(doc, name, kernels, coefficients, float(model._intercept_[0])))


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """SVC, NuSVC."""
    doc = conversion.doc
    count = len(model.classes_)
    pairs = once(lambda: [doc.let("decided", value) for value in _pairs(model, row, doc)])
    probabilities = None
    if len(model._probA):
        probabilities = once(lambda: _probabilities(model, doc, pairs()))
    if count == 2:
        decision = once(lambda: doc.let("decision", {"u-": [pairs()[0]]}))
        index = once(lambda: {"if": {">": [pairs()[0], 0.0]}, "then": 0, "else": 1})
        return Classification(classes_of(model), index, probabilities, decision)
    one_against_rest = model.decision_function_shape == "ovr"
    if one_against_rest:
        decision = once(lambda: _one_against_rest(doc, pairs(), count))
    else:
        decision = once(lambda: doc.array("decision", pairs()))
    if model.break_ties and one_against_rest:
        index = once(lambda: argmax(decision()))
    else:
        index = once(lambda: argmax(_votes(doc, pairs(), count)))
    width = count if one_against_rest else count * (count - 1) // 2
    return Classification(classes_of(model), index, probabilities, decision, width)


def _pairs(model: Any, row: Row, doc: Builder) -> list[Json]:
    """The decisions for the pairs of classes (0, 1), (0, 2), ... (1, 2), ..."""
    kernels = doc.let("kernels", kernel_values(doc, model, row.vector(doc), support_vectors(model)))
    ends = [0]
    for number in model._n_support.tolist():
        ends.append(ends[-1] + number)
    spans = list(pairwise(ends))
    own = [doc.let("ofClass", {"a.subseq": [kernels, *span]}) for span in spans]
    coefficients = dual_coefficients(model)
    found: list[Json] = []
    for i in range(len(spans)):
        for j in range(i + 1, len(spans)):
            factors = coefficients[j - 1][slice(*spans[i])] + coefficients[i][slice(*spans[j])]
            both = {"a.concat": [own[i], own[j]]}
            intercept = float(model._intercept_[len(found)])
            found.append(linear(doc, f"pair{i}{j}", both, factors, intercept))
    return found


def _votes(doc: Builder, pairs: list[str], count: int) -> str:
    """How many pairs each class wins."""
    votes: list[Json] = [0.0] * count
    numbered = [(i, j) for i in range(count) for j in range(i + 1, count)]
    for (i, j), decision in zip(numbered, pairs, strict=True):
        wins = {">": [decision, 0.0]}
        votes[i] = plus(votes[i], {"if": wins, "then": 1.0, "else": 0.0})
        votes[j] = plus(votes[j], {"if": wins, "then": 0.0, "else": 1.0})
    return doc.array("votes", votes)


def _one_against_rest(doc: Builder, pairs: list[str], count: int) -> str:
    says_second = [doc.let("second", {"<": [decision, 0.0]}) for decision in pairs]
    return by_votes(doc, list(says_second), [doc.let("score", {"u-": [decision]}) for decision in pairs], count)


LEAST = 1e-7
"""libsvm lets no pair be more certain than this."""


def _probabilities(model: Any, doc: Builder, pairs: list[str]) -> str:
    found = []
    for decision, a, b in zip(pairs, model._probA.tolist(), model._probB.tolist(), strict=True):
        first = doc.let("p", sigmoid(a, b, decision))
        within = {"if": {"<": [first, LEAST]}, "then": LEAST, "else": _at_most(first)}
        found.append(doc.let("p", within))
    return coupled(doc, found, len(model.classes_))


def _at_most(p: str) -> Json:
    return {"if": {">": [p, 1 - LEAST]}, "then": 1 - LEAST, "else": p}
