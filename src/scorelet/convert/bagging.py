"""Bagging of scikit-learn: the mean of estimators that were trained on some rows and some features each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scorelet.convert.arithmetic import mapped, over
from scorelet.convert.ballots import Ballots, places_among, spread, sum_of, sum_of_vectors
from scorelet.convert.builder import DOUBLES
from scorelet.convert.converted import Json
from scorelet.convert.forest import Forest, Leaf, Node
from scorelet.convert.linear import classes_of
from scorelet.convert.outputs import Classification, Lazy, MultipleRegression, Outputs, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.trees import distributions, is_tree, nodes_of, regressed, values, wish_of
from scorelet.errors import NotConvertibleError


def parts_of(model: Any, row: Row) -> Iterator[tuple[Any, list[int], Row]]:
    """(estimator, the places of its features, the row it reads)."""
    for part, chosen in zip(model.estimators_, model.estimators_features_, strict=True):
        features = chosen.tolist()
        yield part, features, row if features == list(range(row.width)) else row.take(features)


# --------------------------------------------------------------------------------------------- classifiers


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """BaggingClassifier: the mean of the probabilities, or of the votes of estimators without probabilities."""
    doc, classes, count = conversion.doc, classes_of(model), float(len(model.estimators_))
    if all(is_tree(part) for part in model.estimators_):
        forest = Forest(doc, wish_of(model), row, [_tree_probabilities(model, row, conversion)], DOUBLES)
        total, decision, width = once(forest.total), None, 1
    else:
        found = [
            conversion.classification(part, own, f"estimators_[{i}]")
            for i, (part, _, own) in enumerate(parts_of(model, row))
        ]
        total = once(lambda: sum_of_vectors(doc, _probabilities(model, found, conversion)))
        decision, width = _decision(model, found, conversion)
    probabilities = once(lambda: doc.let("probabilities", mapped(total(), over("x", count))))
    return Classification(classes, lambda: argmax(probabilities()), probabilities, decision, width)


def _tree_probabilities(model: Any, row: Row, conversion: Conversion) -> list[Node]:
    trees = []
    for part, features, own in parts_of(model, row):
        conversion.accept(part, own)
        places = part.classes_.tolist()
        leaves = [_spread(leaf, places, model.n_classes_) for leaf in distributions(part)]
        trees.append(nodes_of(part.tree_, leaves, features))
    return trees


def _spread(leaf: Leaf, places: list[int], classes: int) -> Leaf:
    """A leaf's probabilities at the places of their classes among all."""
    by_place = dict(zip(places, leaf if isinstance(leaf, tuple) else (leaf,), strict=True))
    return tuple(by_place.get(i, 0.0) for i in range(classes))


def _probabilities(model: Any, found: list[Classification], conversion: Conversion) -> Iterator[Json]:
    """What each part adds to the sum; its own classes are places among those of the model."""
    classes = list(range(model.n_classes_))
    ballots = Ballots(conversion.doc, len(classes))
    for part, own in zip(model.estimators_, found, strict=True):
        places = places_among(own.classes, classes)
        if own.probabilities is not None:
            yield spread(own.probabilities(), places, len(classes))
        elif hasattr(part, "predict_proba"):
            raise NotConvertibleError(f"the probabilities of its part {type(part).__name__} are not converted")
        else:
            cell = conversion.doc.cell("places", {"type": "array", "items": "int"}, places)
            yield ballots.cast({**cell, "path": [own.index()]})


def _decision(model: Any, found: list[Classification], conversion: Conversion) -> tuple[Lazy | None, int]:
    """(the mean of the decisions, how many numbers it has), where all parts have decisions of the same classes."""
    doc, count = conversion.doc, float(len(found))
    decisions = [own.decision for own in found if own.decision is not None]
    widths = {(own.decision_width, len(own.classes)) for own in found}
    if not hasattr(model, "decision_function") or len(decisions) < len(found) or len(widths) > 1:
        return None, 1
    ((width, _),) = widths
    if width == 1:
        return once(lambda: doc.let("decision", over(sum_of(doc, [one() for one in decisions]), count))), 1
    total = once(lambda: sum_of_vectors(doc, [one() for one in decisions]))
    return once(lambda: doc.let("decision", mapped(total(), over("x", count)))), width


# --------------------------------------------------------------------------------------------- regressors


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """BaggingRegressor: the mean of the values."""
    doc, count = conversion.doc, float(len(model.estimators_))
    if all(is_tree(part) for part in model.estimators_):
        trees = []
        for part, features, own in parts_of(model, row):
            conversion.accept(part, own)
            trees.append(nodes_of(part.tree_, values(part), features))
        forest = Forest(doc, wish_of(model), row, [trees], "double")
        return Regression(once(lambda: doc.let("value", over(forest.total(), count))))
    found = [
        conversion.outputs(part, own, f"estimators_[{i}]") for i, (part, _, own) in enumerate(parts_of(model, row))
    ]
    single = [one.value for one in found if isinstance(one, Regression)]
    if len(single) == len(found):
        return Regression(once(lambda: doc.let("value", over(sum_of(doc, [one() for one in single]), count))))
    several = [one for one in found if isinstance(one, MultipleRegression)]
    if len(several) < len(found):
        raise NotConvertibleError("its parts are no regressors")
    total = once(lambda: sum_of_vectors(doc, [one.values() for one in several]))
    return regressed(several[0].width, once(lambda: doc.let("value", mapped(total(), over("x", count)))))
