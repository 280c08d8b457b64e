"""Boosted trees: a start and the scores of the trees, added up one by one, and what a link makes of the sum.

The start is the first tree of its group, one that is a leaf: so the numbers are added in the order of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scorelet.convert.arithmetic import times
from scorelet.convert.builder import DOUBLES, Builder
from scorelet.convert.converted import Json
from scorelet.convert.forest import Forest, Node
from scorelet.convert.linear import classes_of, several_classes_of, two
from scorelet.convert.outputs import Classification, Lazy, Regression, argmax, class_names, once
from scorelet.convert.rows import Row
from scorelet.convert.trees import wish_of
from scorelet.errors import NotConvertibleError

Start = float | Lazy
"""A number that is the same for all rows, or an expression that gives it."""


def raw_scores(
    model: Any, doc: Builder, row: Row, groups: Sequence[Sequence[Node]], starts: Sequence[Start]
) -> list[Lazy]:
    """For each group of trees (one for all, or one for each class) a symbol bound to the sum of its start and its
    trees' scores."""
    led = [
        [start, *trees] if isinstance(start, float) and start != 0.0 else trees
        for start, trees in zip(starts, groups, strict=True)
    ]
    if led != list(groups):
        doc.say("The first tree of a sum is a constant: where the sum starts.")
    names = class_names(classes_of(model)) if len(groups) > 1 else []
    forest = Forest(doc, wish_of(model), row, led, "double", names=names)
    wishes = [f"score_{name}" for name in names] or ["score"]
    return [once(_sum(doc, forest, group, start, wishes[group])) for group, start in enumerate(starts)]


def _sum(doc: Builder, forest: Forest, group: int, start: Start, wish: str) -> Lazy:
    if isinstance(start, float):
        return lambda: doc.let(wish, forest.total(group))

    def total() -> Json:
        first = {"type": DOUBLES, "new": [start()]}
        return doc.let(wish, {"a.sum": [{"a.concat": [first, forest.scores(group)]}]})

    return total


PROBABILITIES: Mapping[str, Callable[[Json], Json]] = {
    "LogitLink": lambda raw: {"m.link.logit": [raw]},
    "HalfLogitLink": lambda raw: {"m.link.logit": [times(2.0, raw)]},
}
"""The probability of the second of two classes, by the link of the loss."""

VALUES: Mapping[str, Callable[[Json], Json]] = {
    "IdentityLink": lambda raw: raw,
    "LogLink": lambda raw: {"m.exp": [raw]},
}
"""The predicted value, by the link of the loss."""


def classification(model: Any, doc: Builder, scores: Sequence[Lazy], second: str) -> Classification:
    """The answers of a classifier with such raw scores: one for two classes, else one for each.

    `second` is the comparison with zero that chooses the second of two classes.
    """
    classes = several_classes_of(model)
    if len(scores) == 1:
        (raw,) = scores
        inverse = _by_link(PROBABILITIES, model)
        index = once(lambda: {"if": {second: [raw(), 0.0]}, "then": 1, "else": 0})
        return Classification(classes, index, once(lambda: two(doc, inverse(raw()))), raw)
    raws = once(lambda: doc.array("scores", [raw() for raw in scores]))
    probabilities = once(lambda: doc.let("probabilities", {"m.link.softmax": [raws()]}))
    return Classification(classes, lambda: argmax(raws()), probabilities, raws, len(scores))


def regression(model: Any, doc: Builder, raw: Lazy) -> Regression:
    """The answer of a regressor with such a raw score."""
    inverse = _by_link(VALUES, model)
    return Regression(once(lambda: doc.let("value", inverse(raw()))))


def link_of(model: Any) -> str:
    """The class name of the link between raw scores and predictions."""
    return type(model._loss.link).__name__


def _by_link(table: Mapping[str, Callable[[Json], Json]], model: Any) -> Callable[[Json], Json]:
    if link_of(model) not in table:
        raise NotConvertibleError(
            f"the parameter loss={model.loss!r} has the link {link_of(model)}, which is not known"
        )
    return table[link_of(model)]
