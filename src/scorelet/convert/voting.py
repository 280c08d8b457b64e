"""Voting ensembles of scikit-learn: estimators of any kind that see the same row."""

from __future__ import annotations

from typing import Any

from scorelet.convert.ballots import (
    Ballots,
    place_among,
    places_among,
    spread,
    sum_of_vectors,
    weighted_mean,
    weighted_mean_of_vectors,
)
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of
from scorelet.convert.outputs import Classification, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """VotingClassifier: the class with the most votes (hard), or with the largest mean probability (soft)."""
    parts = [conversion.classification(part, row, name) for name, part in _named(model)]
    return (_soft if model.voting == "soft" else _hard)(model, parts, conversion)


def _soft(model: Any, parts: list[Classification], conversion: Conversion) -> Classification:
    doc, classes = conversion.doc, classes_of(model)

    def mean() -> Json:
        found = []
        for own, (name, _) in zip(parts, _named(model), strict=True):
            if own.probabilities is None:
                raise NotConvertibleError(f"the probabilities of its part {name!r} are not converted")
            found.append(spread(own.probabilities(), places_among(own.classes, range(len(classes))), len(classes)))
        return doc.let("probabilities", weighted_mean_of_vectors(doc, found, weights_of(model)))

    probabilities = once(mean)
    return Classification(classes, lambda: argmax(probabilities()), probabilities)


def _hard(model: Any, parts: list[Classification], conversion: Conversion) -> Classification:
    """Of classes with as many votes, the first."""
    doc, classes = conversion.doc, classes_of(model)
    weights = weights_of(model) or [1.0] * len(parts)
    if min(weights) < 0.0:
        raise NotConvertibleError(f"the parameter weights={model.weights} has votes of less than nothing")

    def index() -> Json:
        ballots = Ballots(doc, len(classes))
        places = [doc.let("vote", place_among(doc, own, range(len(classes)))) for own in parts]
        cast = [
            {"la.scale": [ballots.cast(place), weight]} if weight != 1.0 else ballots.cast(place)
            for place, weight in zip(places, weights, strict=True)
        ]
        return argmax(doc.let("votes", sum_of_vectors(doc, cast)))

    return Classification(classes, once(index))


def regressor(model: Any, row: Row, conversion: Conversion) -> Regression:
    """VotingRegressor: the weighted mean."""
    doc = conversion.doc
    found = [conversion.outputs(part, row, name) for name, part in _named(model)]
    single = [one.value for one in found if isinstance(one, Regression)]
    if len(single) < len(found):
        raise NotConvertibleError("one of its parts is no regressor of one target")

    def mean() -> Json:
        return doc.let("value", weighted_mean(doc, [one() for one in single], weights_of(model)))

    return Regression(once(mean))


def _named(model: Any) -> list[tuple[str, Any]]:
    """The parts that were not dropped, by name."""
    names = [name for name, part in model.estimators if part != "drop"]
    return list(zip(names, model.estimators_, strict=True))


def weights_of(model: Any) -> list[float] | None:
    """The weights of the parts that were not dropped."""
    found = model._weights_not_none
    return None if found is None else [float(weight) for weight in found]
