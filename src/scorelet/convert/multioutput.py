"""Several targets, an estimator of scikit-learn for each (sklearn.multioutput).

In a chain each estimator also reads what those before it have answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from scorelet.convert.builder import item
from scorelet.convert.converted import Json
from scorelet.convert.outputs import (
    Classification,
    Lazy,
    MultiLabel,
    MultipleClassification,
    MultipleRegression,
    Regression,
    once,
)
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, joined
from scorelet.errors import NotConvertibleError

Link = TypeVar("Link", Regression, Classification)


def regressor(model: Any, row: Row, conversion: Conversion) -> MultipleRegression:
    """MultiOutputRegressor."""
    doc = conversion.doc
    found = [_regression(own, row, conversion, i) for i, own in enumerate(model.estimators_)]
    return MultipleRegression(once(lambda: doc.array("values", [one.value() for one in found])), len(found))


def classifier(model: Any, row: Row, conversion: Conversion) -> MultipleClassification:
    """MultiOutputClassifier, which has no decision function."""
    found = [_classification(own, row, conversion, i) for i, own in enumerate(model.estimators_)]
    return MultipleClassification(tuple(replace(one, decision=None, transform=None) for one in found))


# --------------------------------------------------------------------------------------------- chains


def regressor_chain(model: Any, row: Row, conversion: Conversion) -> MultipleRegression:
    """RegressorChain."""
    doc = conversion.doc
    links = _linked(model, row, conversion, _regression, lambda found: found.value())
    return MultipleRegression(once(lambda: doc.array("values", [link.value() for link in links])), len(links))


def classifier_chain(model: Any, row: Row, conversion: Conversion) -> MultiLabel:
    """ClassifierChain of targets that are 1 or 0; what links hand on is its parameter chain_method."""
    doc = conversion.doc
    for i, classes in enumerate(model.classes_):
        if classes.tolist() != [0, 1]:
            raise NotConvertibleError(f"the classes of target {i} are {classes.tolist()}; expected [0, 1]")
    links = _linked(model, row, conversion, _classification, _SAID[model.chain_method_])
    probabilities = once(lambda: doc.array("probabilities", [_probability(link) for link in links]))
    decision = once(lambda: doc.array("decision", [_decision(link) for link in links]))
    return MultiLabel(
        once(lambda: {"type": {"type": "array", "items": "int"}, "new": [link.index() for link in links]}),
        probabilities if all(link.probabilities is not None for link in links) else None,
        decision if all(link.decision is not None for link in links) else None,
    )


def _linked(
    model: Any,
    row: Row,
    conversion: Conversion,
    ask: Callable[[Any, Row, Conversion, int], Link],
    said: Callable[[Link], Json],
) -> list[Link]:
    """What the links answer, in the order of the targets; `said` is what the links after one read of it."""
    found: list[Link] = []
    for place, estimator in enumerate(model.estimators_):
        if place:
            link = conversion.doc.let("link", said(found[-1]))
            row = joined([row, Columns([Column(link, link)])])
        found.append(ask(estimator, row, conversion, place))
    order = model.order_.tolist() if hasattr(model.order_, "tolist") else list(model.order_)
    return [found[order.index(target)] for target in range(len(order))]


def _regression(estimator: Any, row: Row, conversion: Conversion, place: int) -> Regression:
    found = conversion.outputs(estimator, row, f"estimators_[{place}]")
    if not isinstance(found, Regression):
        raise NotConvertibleError("one of its estimators is no regressor of one target")
    return found


def _classification(estimator: Any, row: Row, conversion: Conversion, place: int) -> Classification:
    return conversion.classification(estimator, row, f"estimators_[{place}]")


def _probability(link: Classification) -> Json:
    """The probability of a one."""
    return item(_given(link.probabilities, "probabilities")(), 1)


def _decision(link: Classification) -> Json:
    return _given(link.decision, "decision function")()


def _given(answer: Lazy | None, name: str) -> Lazy:
    if answer is None:
        raise NotConvertibleError(f"the {name} of one of its estimators is not converted")
    return answer


_SAID: Mapping[str, Callable[[Classification], Json]] = {
    "predict": lambda link: {"cast.double": [link.index()]},
    "predict_proba": _probability,
    "predict_log_proba": lambda link: {"m.ln": [_probability(link)]},
    "decision_function": _decision,
}
"""What the links after one read of it, by the parameter chain_method."""
