"""Estimators of scikit-learn that look at nothing (sklearn.dummy), where they always answer the same."""

from __future__ import annotations

from typing import Any

from scorelet.convert.builder import Builder
from scorelet.convert.outputs import Classification, MultipleClassification, Outputs, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.trees import regressed, targets_of
from scorelet.errors import NotConvertibleError

CONSTANT = ("prior", "most_frequent", "constant")
"""The strategies of a classifier that draw no random numbers."""


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """DummyClassifier: the most frequent class, or one that was given."""
    targets = zip(targets_of(model), constant_probabilities(model), strict=True)
    found = tuple(_always(conversion.doc, classes, probabilities) for classes, probabilities in targets)
    return found[0] if len(found) == 1 else MultipleClassification(found)


def constant_probabilities(model: Any) -> list[list[float]]:
    """For each target the probabilities of its classes; asked of the model, which looks at no value of a row."""
    if model.strategy not in CONSTANT:
        raise NotConvertibleError(f"the parameter strategy={model.strategy!r} answers at random")
    found = model.predict_proba([[0.0]])
    return [each.tolist()[0] for each in (found if isinstance(found, list) else [found])]


def _always(doc: Builder, classes: tuple[Any, ...], probabilities: list[float]) -> Classification:
    index = probabilities.index(max(probabilities))
    return Classification(
        classes, lambda: index, once(lambda: doc.let("probabilities", doc.vector("prior", probabilities)))
    )


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """DummyRegressor: the mean, the median, a quantile or a given number."""
    doc = conversion.doc
    constants = constant_values(model)
    if len(constants) == 1:
        return regressed(1, lambda: constants[0])
    return regressed(len(constants), once(lambda: doc.let("values", doc.vector("constants", constants))))


def constant_values(model: Any) -> list[float]:
    """What a DummyRegressor answers, one number for each target."""
    return [float(value) for value in model.constant_.ravel().tolist()]
