"""Decision trees of scikit-learn (sklearn.tree), and what all ensembles of them share.

A tree rounds its features to 32 bits and compares them with 64-bit thresholds, ``float32(x) <= t``; the rounding is
moved into the threshold (`rounding`). A missing value goes where the node's `missing_go_to_left` sends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.convert import registry
from scorelet.convert.builder import DOUBLES, Builder
from scorelet.convert.converted import Json
from scorelet.convert.forest import Forest, Leaf, Node, ordered
from scorelet.convert.outputs import (
    Classification,
    Lazy,
    MultipleClassification,
    MultipleRegression,
    Outputs,
    Regression,
    argmax,
    once,
)
from scorelet.convert.path import Conversion
from scorelet.convert.rounding import last_at_or_below
from scorelet.convert.rows import Row


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """DecisionTreeClassifier, ExtraTreeClassifier: the class frequencies of a leaf."""
    doc = conversion.doc
    forest = Forest(doc, wish_of(model), row, [[nodes_of(model.tree_, distributions(model))]], DOUBLES, alone=True)
    return classified(doc, targets_of(model), once(lambda: doc.let("probabilities", forest.score(0))))


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """DecisionTreeRegressor, ExtraTreeRegressor: the value of a leaf, one for each target."""
    doc = conversion.doc
    root = nodes_of(model.tree_, values(model))
    forest = Forest(doc, wish_of(model), row, [[root]], leaf_type(model.n_outputs_), alone=True)
    return regressed(model.n_outputs_, once(lambda: doc.let("value", forest.score(0))))


def is_tree(estimator: Any) -> bool:
    """Whether this part of an ensemble is a tree of one target, which can be a tree of the ensemble's own forest."""
    return registry.converter_of(estimator) in ("trees:classifier", "trees:regressor") and estimator.n_outputs_ == 1


# --------------------------------------------------------------------------------------------- nodes and leaves


def nodes_of(tree: Any, leaves: Sequence[Leaf], features: Sequence[int] | None = None, *, missing: bool = True) -> Node:
    """The tree's root. `leaves` has an item for each node (those of inner nodes are not looked at); `features` are the
    places in the row of the tree's features, where the tree was trained on some of them only. `missing` says whether
    it may meet missing values; an ensemble may refuse them although its trees do not."""
    left, right = tree.children_left.tolist(), tree.children_right.tolist()
    feature, threshold = tree.feature.tolist(), tree.threshold.tolist()
    missing_left = tree.missing_go_to_left.tolist()
    nodes: list[Node] = list(leaves)
    # Children come after their parents, so no recursion is needed: trees may be deep.
    for i in reversed(range(len(left))):
        if left[i] < 0:
            continue
        nodes[i] = ordered(
            feature[i] if features is None else features[feature[i]],
            "<=",
            last_at_or_below(threshold[i]),
            nodes[left[i]],
            nodes[right[i]],
            missing_is_yes=missing and bool(missing_left[i]),
        )
    return nodes[0]


def distributions(tree: Any) -> list[Leaf]:
    """For each node of a classifier the probabilities of its classes; those of several targets one after another."""
    sizes = [len(classes) for classes in targets_of(tree)]
    return [
        tuple(p for target, size in zip(node, sizes, strict=True) for p in target[:size])
        for node in tree.tree_.value.tolist()
    ]


def values(tree: Any, factor: float = 1.0) -> list[Leaf]:
    """For each node of a regressor its value times `factor`, or the values of its targets."""
    found = tree.tree_.value.tolist()
    if tree.n_outputs_ == 1:
        return [factor * node[0][0] for node in found]
    return [tuple(factor * target[0] for target in node) for node in found]


# --------------------------------------------------------------------------------------------- answers


def targets_of(model: Any) -> tuple[tuple[Any, ...], ...]:
    """The classes of each target."""
    classes = [model.classes_] if model.n_outputs_ == 1 else model.classes_
    return tuple(tuple(each.tolist()) for each in classes)


def leaf_type(outputs: int) -> Json:
    """The type of a regressor's leaves."""
    return "double" if outputs == 1 else DOUBLES


def classified(doc: Builder, targets: Sequence[tuple[Any, ...]], probabilities: Lazy) -> Outputs:
    """What a classifier answers; `probabilities` gives those of all targets, one after another."""
    if len(targets) == 1:
        return Classification(targets[0], lambda: argmax(probabilities()), probabilities)
    found, start = [], 0
    for classes in targets:
        found.append(_part(doc, classes, probabilities, start))
        start += len(classes)
    return MultipleClassification(tuple(found))


def _part(doc: Builder, classes: tuple[Any, ...], probabilities: Lazy, start: int) -> Classification:
    end = start + len(classes)
    own = once(lambda: doc.let("probabilities", {"a.subseq": [probabilities(), start, end]}))
    return Classification(classes, lambda: argmax(own()), own)


def regressed(width: int, value: Lazy) -> Outputs:
    """What a regressor of so many targets answers."""
    return Regression(value) if width == 1 else MultipleRegression(value, width)


def wish_of(model: Any) -> str:
    """The name that an estimator's cells would like to have."""
    name = type(model).__name__
    return f"{name[0].lower()}{name[1:]}"
