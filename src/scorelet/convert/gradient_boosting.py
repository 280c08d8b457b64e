"""Gradient boosting of scikit-learn (GradientBoostingClassifier and GradientBoostingRegressor).

The sum starts with the prediction of the `init` estimator, seen through the link of the loss; a tree's leaves are
multiplied by the learning rate. A model without an `init` of its own has a constant one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert import boosted, dummy
from scorelet.convert.arithmetic import clipped, mapped, minus, over, times
from scorelet.convert.boosted import Start, link_of
from scorelet.convert.builder import Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.forest import Node
from scorelet.convert.outputs import Classification, Regression, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row
from scorelet.convert.trees import is_tree, nodes_of, values
from scorelet.errors import NotConvertibleError

LEAST = sys.float_info.epsilon
"""Probabilities of the first estimator are kept this far from 0 and 1."""


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """GradientBoostingClassifier: a sum for each class, or one for two."""
    doc = conversion.doc
    scores = boosted.raw_scores(model, doc, row, _groups(model), _class_starts(model, row, conversion))
    return boosted.classification(model, doc, scores, ">=")


def regressor(model: Any, row: Row, conversion: Conversion) -> Regression:
    """GradientBoostingRegressor: one sum."""
    doc = conversion.doc
    scores = boosted.raw_scores(model, doc, row, _groups(model), [_start(model, row, conversion)])
    return boosted.regression(model, doc, scores[0])


def _groups(model: Any) -> list[list[Node]]:
    """The trees of each sum, their leaves multiplied by the learning rate."""
    by_class = model.estimators_.T.tolist()
    rate = float(model.learning_rate)
    return [[nodes_of(tree.tree_, values(tree, rate), missing=False) for tree in trees] for trees in by_class]


# --------------------------------------------------------------------------------------------- where sums start


def _start(model: Any, row: Row, conversion: Conversion) -> Start:
    """The start of a regressor's sum; its losses have no link."""
    if _is_zero(model):
        return 0.0
    if type(model.init_).__name__ == "DummyRegressor":
        return dummy.constant_values(model.init_)[0]
    found = conversion.outputs(model.init_, _rounded(model.init_, row, conversion.doc), "init")
    if not isinstance(found, Regression):
        raise NotConvertibleError("the estimator init is no regressor of one target")
    return found.value


def _class_starts(model: Any, row: Row, conversion: Conversion) -> list[Start]:
    """The start of each of a classifier's sums."""
    count = model.estimators_.shape[1]
    if _is_zero(model):
        return [0.0] * count
    if type(model.init_).__name__ == "DummyClassifier":
        return _constant_starts(model)
    doc = conversion.doc
    found = conversion.classification(model.init_, _rounded(model.init_, row, doc), "init")
    if found.probabilities is None:
        raise NotConvertibleError("the estimator init has no probabilities that can be converted")
    probabilities = found.probabilities
    raw = once(lambda: doc.let("start", mapped(probabilities(), clipped("x", LEAST, 1.0 - LEAST))))
    if count == 1:
        link = _LINKS[link_of(model)]
        return [lambda: link(item(raw(), 1))]
    logs = once(lambda: doc.let("logs", mapped(raw(), {"m.ln": ["x"]})))
    mean = once(lambda: doc.let("meanLog", {"a.mean": [logs()]}))
    return [_less_mean(logs, mean, i) for i in range(count)]


def _is_zero(model: Any) -> bool:
    return isinstance(model.init_, str) and model.init_ == "zero"


def _constant_starts(model: Any) -> list[Start]:
    """Calculated by the loss's own link, so that not even the last digit differs."""
    dummy.constant_probabilities(model.init_)
    probabilities = model.init_.predict_proba([[0.0]]).clip(LEAST, 1.0 - LEAST)
    if model.estimators_.shape[1] == 1:
        probabilities = probabilities[:, 1:]
    return [float(start) for start in model._loss.link.link(probabilities).ravel().tolist()]


def _less_mean(logs: Callable[[], Json], mean: Callable[[], Json], i: int) -> Callable[[], Json]:
    return lambda: minus(item(logs(), i), mean())


def _log_odds(p: Json) -> Json:
    return {"m.ln": [over(p, minus(1.0, p))]}


_LINKS: Mapping[str, Callable[[Json], Json]] = {
    "LogitLink": _log_odds,
    "HalfLogitLink": lambda p: times(0.5, _log_odds(p)),
}
"""The raw score that stands for the probability of the second of two classes."""


def _rounded(init: Any, row: Row, doc: Builder) -> Columns:
    """The row as an `init` estimator is given it, in 32 bits. Most are also trained in 32 bits then, and the link makes
    large differences of their small ones: those are not converted."""
    if any(str(getattr(value, "dtype", "")) == "float32" for value in vars(init).values()):
        raise NotConvertibleError(f"the parameter init={init} calculates in 32 bits")
    if not is_tree(init):
        doc.precision = "float32"
    return Columns(
        Column({_rounding(doc): [column.number()]}, column.name, "number", column.sources, column.origin)
        for column in row.columns()
    )


def _rounding(doc: Builder) -> str:
    """Rounds to the 24 binary digits of a 32-bit number: those behind are lost in a large sum (Veltkamp, 1968)."""
    body = [{"let": {"large": times("x", 2.0**29 + 1.0)}}, minus("large", minus("large", "x"))]
    return doc.function("float32", {"x": "double"}, "double", body)
