"""The isolation forest of scikit-learn: rows that few tests set apart are outliers (Liu, Ting and Zhou, 2008).

A leaf's score is the length of the path to it, and, where it holds several training rows, that of the path which would
tell them apart. A row's score is 2 to the power of minus the mean path over that of a whole sample.
"""

from __future__ import annotations

import math
from typing import Any

from scorelet.convert.arithmetic import minus, over, times
from scorelet.convert.bagging import parts_of
from scorelet.convert.converted import Json
from scorelet.convert.forest import Forest, Leaf
from scorelet.convert.outputs import Outliers, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.trees import nodes_of, wish_of

EULER = 0.5772156649015329


def forest(model: Any, row: Row, conversion: Conversion) -> Outliers:
    """IsolationForest."""
    doc = conversion.doc
    trees = [
        nodes_of(part.tree_, leaves, features)
        for (part, features, _), leaves in zip(parts_of(model, row), _path_lengths(model), strict=True)
    ]
    found = Forest(doc, wish_of(model), row, [trees], "double")
    whole = len(trees) * average_path_length(model._max_samples)

    def scores() -> Json:
        paths = over(found.total(), whole) if whole != 0.0 else 1.0
        return doc.let("score", times(-1.0, {"**": [2.0, times(-1.0, paths)]}))

    score = once(scores)
    decision = once(lambda: doc.let("decision", minus(score(), float(model.offset_))))
    return Outliers(once(lambda: {">=": [decision(), 0.0]}), decision, score)


def _path_lengths(model: Any) -> list[list[Leaf]]:
    """For each tree and node the length of the path that it stands for."""
    found: list[list[Leaf]] = []
    for depths, added in zip(model._decision_path_lengths, model._average_path_length_per_tree, strict=True):
        found.append([a + b - 1.0 for a, b in zip(depths.tolist(), added.tolist(), strict=True)])
    return found


def average_path_length(rows: int) -> float:
    """The mean length of a path that sets a row apart from `rows` - 1 others."""
    if rows <= 1:
        return 0.0
    if rows == 2:
        return 1.0
    return 2.0 * (math.log(rows - 1.0) + EULER) - 2.0 * (rows - 1.0) / rows
