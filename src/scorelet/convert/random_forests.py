"""Random forests and extremely randomized trees of scikit-learn: the mean of what the trees say."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import mapped, over
from scorelet.convert.builder import DOUBLES
from scorelet.convert.converted import Json
from scorelet.convert.forest import Forest, Leaf
from scorelet.convert.outputs import Outputs, Transformed, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.trees import (
    classified,
    distributions,
    leaf_type,
    nodes_of,
    regressed,
    targets_of,
    values,
    wish_of,
)


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RandomForestClassifier, ExtraTreesClassifier: the sum of the leaves' probabilities over the number of trees."""
    doc = conversion.doc
    trees = [nodes_of(tree.tree_, distributions(tree)) for tree in model.estimators_]
    forest = Forest(doc, wish_of(model), row, [trees], DOUBLES)

    def probabilities() -> Json:
        return doc.let("probabilities", mapped(forest.total(), over("x", float(len(trees)))))

    return classified(doc, targets_of(model), once(probabilities))


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RandomForestRegressor, ExtraTreesRegressor: the mean of the leaves' values."""
    doc = conversion.doc
    trees = [nodes_of(tree.tree_, values(tree)) for tree in model.estimators_]
    forest = Forest(doc, wish_of(model), row, [trees], leaf_type(model.n_outputs_))
    count = float(len(trees))

    def value() -> Json:
        total = forest.total()
        return doc.let("value", over(total, count) if model.n_outputs_ == 1 else mapped(total, over("x", count)))

    return regressed(model.n_outputs_, once(value))


def embedding(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """RandomTreesEmbedding: which leaf of each tree a row falls into, one number for each leaf."""
    doc = conversion.doc
    leaves = [found.tolist() for found in model.one_hot_encoder_.categories_]
    trees = [
        nodes_of(tree.tree_, _one_hot(len(tree.tree_.children_left), own))
        for tree, own in zip(model.estimators_, leaves, strict=True)
    ]
    forest = Forest(doc, wish_of(model), row, [trees], DOUBLES)
    symbol = doc.let("leaves", {"a.flatten": [forest.scores()]})
    return Transformed(Vector(symbol, sum(map(len, leaves))))


def _one_hot(nodes: int, leaves: list[int]) -> list[Leaf]:
    """For each node a one at its place among the leaves."""
    return [tuple(1.0 if leaf == node else 0.0 for leaf in leaves) for node in range(nodes)]
