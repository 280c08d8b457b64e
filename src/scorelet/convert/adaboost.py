"""AdaBoost of scikit-learn: weighted votes of classifiers (SAMME), the weighted median of regressors (AdaBoost.R2).

A part votes for one class with its weight w, and against each of the others with -w / (classes - 1).
"""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import mapped, over, times
from scorelet.convert.ballots import Ballots, ballot, place_among, places_among, sum_of_vectors
from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.forest import Forest, Leaf
from scorelet.convert.linear import classes_of, positive
from scorelet.convert.outputs import Classification, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.trees import distributions, is_tree, nodes_of, values, wish_of
from scorelet.errors import NotConvertibleError

# --------------------------------------------------------------------------------------------- classifiers


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """AdaBoostClassifier: the votes over the sum of the weights; for two classes twice those for the second."""
    doc, classes = conversion.doc, classes_of(model)
    if len(classes) == 1:
        return Classification(classes, lambda: 0, lambda: doc.array("probabilities", [1.0]), lambda: 0.0)
    norm = float(model.estimator_weights_.sum())
    votes = once(lambda: doc.let("votes", mapped(_votes(model, row, conversion), over("x", norm))))
    if len(classes) == 2:
        decision = once(lambda: doc.let("decision", times(2.0, item(votes(), 1))))
        both = {"type": DOUBLES, "new": [over(times(-1.0, "d"), 2.0), over("d", 2.0)]}
        scaled = once(lambda: {doc.function("halves", {"d": "double"}, DOUBLES, both): [decision()]})
        probabilities = once(lambda: doc.let("probabilities", {"m.link.softmax": [scaled()]}))
        return Classification(classes, lambda: positive(decision()), probabilities, decision)
    shares = once(lambda: mapped(votes(), over("x", float(len(classes) - 1))))
    probabilities = once(lambda: doc.let("probabilities", {"m.link.softmax": [shares()]}))
    return Classification(classes, lambda: argmax(votes()), probabilities, votes, len(classes))


def _votes(model: Any, row: Row, conversion: Conversion) -> Json:
    """The sum of all votes, one number for each class."""
    doc, classes = conversion.doc, classes_of(model)
    weights, other = model.estimator_weights_.tolist(), -1 / (len(classes) - 1)
    parts = list(zip(model.estimators_, weights, strict=False))
    if all(is_tree(part) for part, _ in parts):
        trees = [
            nodes_of(part.tree_, _tree_votes(part, weight, classes, other), missing=False) for part, weight in parts
        ]
        return Forest(doc, wish_of(model), row, [trees], DOUBLES).total()
    ballots = Ballots(doc, len(classes), other)
    cast = []
    for i, (part, weight) in enumerate(parts):
        found = conversion.classification(part, row, f"estimators_[{i}]")
        cast.append({"la.scale": [ballots.cast(place_among(doc, found, classes)), weight]})
    return sum_of_vectors(doc, cast)


def _tree_votes(tree: Any, weight: float, classes: tuple[Any, ...], other: float) -> list[Leaf]:
    """For each node of a tree its weighted vote for the most frequent class."""
    places = places_among(classes_of(tree), classes)
    chosen = [places[leaf.index(max(leaf))] for leaf in distributions(tree) if isinstance(leaf, tuple)]
    return [tuple(vote * weight for vote in ballot(i, len(classes), other)) for i in chosen]


# --------------------------------------------------------------------------------------------- regressors


def regressor(model: Any, row: Row, conversion: Conversion) -> Regression:
    """AdaBoostRegressor: the weighted median of what the parts say."""
    doc = conversion.doc

    def value() -> Json:
        weights = model.estimator_weights_.tolist()[: len(model.estimators_)]
        said = doc.let("said", _predictions(model, row, conversion))
        return doc.let("value", weighted_median(doc, said, doc.vector(f"{wish_of(model)}Weights", weights)))

    return Regression(once(value))


def _predictions(model: Any, row: Row, conversion: Conversion) -> Json:
    """What each part says."""
    parts = model.estimators_
    if all(is_tree(part) for part in parts):
        trees = [nodes_of(part.tree_, values(part), missing=False) for part in parts]
        return Forest(conversion.doc, wish_of(model), row, [trees], "double").scores()
    said = []
    for i, part in enumerate(parts):
        found = conversion.outputs(part, row, f"estimators_[{i}]")
        if not isinstance(found, Regression):
            raise NotConvertibleError(f"its part {type(part).__name__} is no regressor of one target")
        said.append(found.value())
    return {"type": DOUBLES, "new": said}


def weighted_median(doc: Builder, values: Json, weights: Json) -> Json:
    """The first of the sorted values with which half the weight is reached."""
    kind = doc.record("Weighted", {"value": "double", "weight": "double"})
    declared = doc.declared(kind)
    pair = inline({"v": "double", "w": "double"}, declared, {"type": kind, "new": {"value": "v", "weight": "w"}})
    pairs = {"a.sort": [{"a.zipmap": [values, weights, pair]}]}
    weight = item("pairs", "i")
    weight["path"].append({"string": "weight"})
    total = {"a.sum": [{"a.map": ["pairs", inline({"p": kind}, "double", "p.weight")]}]}
    body = [
        {"let": {"half": times(0.5, total), "i": 0}},
        {"let": {"reached": weight}},
        {
            "while": {"<": ["reached", "half"]},
            "do": [{"set": {"i": {"+": ["i", 1]}}}, {"set": {"reached": {"+": ["reached", weight]}}}],
        },
        {"attr": "pairs", "path": ["i", {"string": "value"}]},
    ]
    params = {"pairs": {"type": "array", "items": kind}}
    return {doc.function("weightedMedian", params, "double", body): [doc.let("sorted", pairs)]}
