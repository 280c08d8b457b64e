"""What estimators answer, as converters hand it on: a pipeline's last step, or a part of an ensemble.

Each answer is a function of no arguments that adds to the document what it needs when it is first asked for: a
forest whose probabilities nobody wants is walked for its labels only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from scorelet.convert.builder import Builder, inline, item
from scorelet.convert.converted import Json
from scorelet.convert.rows import Row

Lazy = Callable[[], Json]


def once(answer: Lazy) -> Lazy:
    """The answer, added to the document at most once."""
    return cache(answer)


@dataclass(frozen=True)
class Classification:
    """`index` gives the place of the predicted class in `classes`; `probabilities` a symbol bound to an array of
    doubles, one for each class; `decision` such an array, or one double where there are two classes."""

    classes: tuple[Any, ...]
    index: Lazy
    probabilities: Lazy | None = None
    decision: Lazy | None = None
    decision_width: int = 1
    """How many numbers `decision` has; 1 means a bare double."""
    transform: Lazy | None = None
    """What a classifier that is also a transformer makes of the row: a symbol bound to an array of `width` doubles."""
    width: int = 0


@dataclass(frozen=True)
class Regression:
    """`value` gives a double, `std` the standard deviation where the model knows one; `margin` is the sum that a
    boosted model makes its value of, where that is another number."""

    value: Lazy
    std: Lazy | None = None
    margin: Lazy | None = None


@dataclass(frozen=True)
class MultipleRegression:
    """`values` gives a symbol bound to an array of `width` doubles."""

    values: Lazy
    width: int


@dataclass(frozen=True)
class MultipleClassification:
    """One classification for each target."""

    targets: tuple[Classification, ...]


@dataclass(frozen=True)
class MultiLabel:
    """Several labels, each of which a row has or has not. `labels` gives an array of ints, ones and zeros;
    `probabilities` and `decision` symbols bound to arrays of doubles; all in the order of the labels in training."""

    labels: Lazy
    probabilities: Lazy | None = None
    decision: Lazy | None = None


@dataclass(frozen=True)
class Clustering:
    """`index` gives the number of the cluster (an int); `transform`, the distances, an array of `width` doubles."""

    index: Lazy
    transform: Lazy | None = None
    width: int = 0
    probabilities: Lazy | None = None


@dataclass(frozen=True)
class Outliers:
    """`inlier` gives a boolean; `decision` a double that is negative for outliers."""

    inlier: Lazy
    decision: Lazy
    scores: Lazy | None = None


@dataclass(frozen=True)
class Transformed:
    """What a transformer makes of a row."""

    row: Row


Outputs = (
    Classification
    | Regression
    | MultipleRegression
    | MultipleClassification
    | MultiLabel
    | Clustering
    | Outliers
    | Transformed
)


@dataclass(frozen=True)
class Answer:
    """One output of the whole document: its name, its Avro type, and its expression."""

    name: str
    type: Json
    value: Lazy


def answers(doc: Builder, found: Outputs) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    """(task, all answers there are, the names of the usual ones)."""
    return _ANSWERS[type(found)](doc, found)


# ------------------------------------------------------------------------------------------- one kind each


def _classification(doc: Builder, found: Classification) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    label = Answer("label", label_type(found.classes), once(lambda: label_of(doc, found)))
    offered = [label]
    if found.probabilities is not None:
        probabilities = found.probabilities
        offered.append(Answer("probabilities", MAP, lambda: _by_class(found.classes, probabilities())))
    if found.decision is not None:
        offered.append(_decision(found.classes, found.decision, found.decision_width))
    if found.transform is not None:
        offered.append(Answer("transform", ARRAY, found.transform))
    return "classification", tuple(offered), tuple(answer.name for answer in offered[:2])


def _decision(classes: tuple[Any, ...], decision: Lazy, width: int) -> Answer:
    if width == 1:
        return Answer("decision", "double", decision)
    if width == len(classes):
        return Answer("decision", MAP, lambda: _by_class(classes, decision()))
    return Answer("decision", ARRAY, decision)


def _regression(doc: Builder, found: Regression) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    offered = [Answer("value", "double", found.value)]
    if found.std is not None:
        offered.append(Answer("std", "double", found.std))
    if found.margin is not None:
        offered.append(Answer("margin", "double", found.margin))
    return "regression", tuple(offered), ("value",)


def _multiple(doc: Builder, found: MultipleRegression) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    return "regression", (Answer("values", ARRAY, found.values),), ("values",)


def _targets(doc: Builder, found: MultipleClassification) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    offered: list[Answer] = []
    for number, target in enumerate(found.targets):
        for answer in _classification(doc, target)[1]:
            offered.append(Answer(f"{answer.name}{number}", answer.type, answer.value))
    usual = tuple(answer.name for answer in offered if not answer.name.startswith("decision"))
    return "classification", tuple(offered), usual


def _labels(doc: Builder, found: MultiLabel) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    offered = [Answer("labels", {"type": "array", "items": "int"}, found.labels)]
    if found.probabilities is not None:
        offered.append(Answer("probabilities", ARRAY, found.probabilities))
    if found.decision is not None:
        offered.append(Answer("decision", ARRAY, found.decision))
    return "classification", tuple(offered), tuple(answer.name for answer in offered[:2])


def _clustering(doc: Builder, found: Clustering) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    offered = [Answer("label", "int", found.index)]
    if found.probabilities is not None:
        offered.append(Answer("probabilities", ARRAY, found.probabilities))
    if found.transform is not None:
        offered.append(Answer("transform", ARRAY, found.transform))
    return "clustering", tuple(offered), ("label",)


def _outliers(doc: Builder, found: Outliers) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    inlier = found.inlier
    label = Answer("label", "int", once(lambda: {"if": inlier(), "then": 1, "else": -1}))
    offered = [label, Answer("decision", "double", found.decision)]
    if found.scores is not None:
        offered.append(Answer("scores", "double", found.scores))
    return "outlier detection", tuple(offered), ("label", "decision")


def _transformed(doc: Builder, found: Transformed) -> tuple[str, tuple[Answer, ...], tuple[str, ...]]:
    return "transformation", (Answer("transform", ARRAY, once(lambda: found.row.vector(doc))),), ("transform",)


_ANSWERS: dict[type, Callable[[Builder, Any], tuple[str, tuple[Answer, ...], tuple[str, ...]]]] = {
    Classification: _classification,
    Regression: _regression,
    MultipleRegression: _multiple,
    MultipleClassification: _targets,
    MultiLabel: _labels,
    Clustering: _clustering,
    Outliers: _outliers,
    Transformed: _transformed,
}

MAP: Json = {"type": "map", "values": "double"}
ARRAY: Json = {"type": "array", "items": "double"}


# ------------------------------------------------------------------------------------------- labels


def labels_above(values: Json, threshold: float) -> Json:
    """A one for each number above the threshold, a zero for the others."""
    one = {"if": {">": ["x", threshold]}, "then": 1, "else": 0}
    return {"a.map": [values, inline({"x": "double"}, "int", one)]}


def label_type(classes: tuple[Any, ...]) -> Json:
    """The Avro type that holds all class labels."""
    kinds = {type(label) for label in classes}
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "int" if all(-(2**31) <= label < 2**31 for label in classes) else "long"
    if kinds <= {int, float}:
        return "double"
    return "string"


def label_of(doc: Builder, found: Classification) -> Json:
    """The label of the predicted class."""
    kind = label_type(found.classes)
    init = [str(label) if kind == "string" else label for label in found.classes]
    cell = doc.cell("classes", {"type": "array", "items": kind}, init)
    return {**cell, "path": [found.index()]}


def class_names(classes: tuple[Any, ...]) -> list[str]:
    """The classes as keys of a map of probabilities."""
    return [label if isinstance(label, str) else str(label) for label in classes]


def _by_class(classes: tuple[Any, ...], values: Json) -> Json:
    return {"type": MAP, "new": {name: item(values, i) for i, name in enumerate(class_names(classes))}}


def argmax(values: Json) -> Json:
    """The place of the first of the largest, as numpy.argmax."""
    return {"a.argmax": [values]}
