"""Multi-layer perceptrons and Boltzmann machines of scikit-learn (sklearn.neural_network)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import linears, mapped
from scorelet.convert.builder import Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.linear import several_classes_of, two
from scorelet.convert.outputs import (
    Classification,
    MultiLabel,
    MultipleRegression,
    Outputs,
    Regression,
    Transformed,
    argmax,
    labels_above,
    once,
)
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sums import weighted_sums

ACTIVATIONS: Mapping[str, Callable[[str], Json]] = {
    "identity": lambda x: x,
    "logistic": lambda x: {"m.link.logit": [x]},
    "tanh": lambda x: mapped(x, {"m.tanh": ["x"]}),
    "relu": lambda x: mapped(x, {"if": {">": ["x", 0.0]}, "then": "x", "else": 0.0}),
    "softmax": lambda x: {"m.link.softmax": [x]},
}


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """MLPClassifier: one output for two classes, one for each class or label for more."""
    doc = conversion.doc
    out = once(lambda: _layers(model, row, doc))
    if model._label_binarizer.y_type_.startswith("multilabel"):
        return MultiLabel(once(lambda: doc.let("labels", labels_above(out(), 0.5))), out)
    classes = several_classes_of(model)
    if model.n_outputs_ > 1:
        return Classification(classes, lambda: argmax(out()), out)
    first = once(lambda: doc.let("p", item(out(), 0)))
    index = once(lambda: {"if": {">": [first(), 0.5]}, "then": 1, "else": 0})
    return Classification(classes, index, once(lambda: two(doc, first())))


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """MLPRegressor."""
    doc = conversion.doc
    out = once(lambda: _layers(model, row, doc))
    if model.n_outputs_ > 1:
        return MultipleRegression(out, int(model.n_outputs_))
    return Regression(once(lambda: doc.let("value", item(out(), 0))))


def hidden_units(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """BernoulliRBM: the probabilities of the hidden units."""
    doc = conversion.doc
    weights = model.components_.tolist()
    sums = doc.let("sums", weighted_sums(doc, "hidden", row, weights, model.intercept_hidden_.tolist()))
    return Transformed(Vector(doc.let("hidden", {"m.link.logit": [sums]}), len(weights), row.sources))


def _layers(model: Any, row: Row, doc: Builder) -> str:
    """Layer after layer: weighted sums, then the activation."""
    x = row.vector(doc)
    last = len(model.coefs_) - 1
    for i, (weights, offsets) in enumerate(zip(model.coefs_, model.intercepts_, strict=True)):
        sums = doc.let("sums", linears(doc, f"layer{i}", x, weights.T.tolist(), offsets.tolist()))
        x = doc.let("layer", ACTIVATIONS[model.out_activation_ if i == last else model.activation](sums))
    return x
