"""Linear models of scikit-learn (sklearn.linear_model, and the linear ones of sklearn.svm).

A regression is a weighted sum. A classifier's sums are its decision function: one for two classes, positive for the
second, else one for each class, of which the first of the largest is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import clipped, mapped, minus, normalized, over, plus
from scorelet.convert.builder import DOUBLES, Builder
from scorelet.convert.converted import Json
from scorelet.convert.outputs import (
    Classification,
    Lazy,
    MultiLabel,
    MultipleRegression,
    Outliers,
    Outputs,
    Regression,
    argmax,
    labels_above,
    once,
)
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.sums import weighted_sum, weighted_sums
from scorelet.errors import NotConvertibleError

# --------------------------------------------------------------------------------------------- regressions


def regression(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """A weighted sum, or several."""
    return weighted(conversion.doc, type(model).__name__, row, model.coef_, model.intercept_)


def weighted(doc: Builder, wish: str, row: Row, coefficients: Any, intercept: Any) -> Outputs:
    """One sum for coefficients of one dimension (or one row of them), several for more rows."""
    return sums(doc, wish, row, *rows_of(coefficients, intercept))


def sums(doc: Builder, wish: str, row: Row, rows: list[list[float]], constants: list[float]) -> Outputs:
    """As `weighted`, of rows of coefficients and their constants."""
    if len(rows) == 1:
        return Regression(once(lambda: doc.let("value", weighted_sum(doc, wish, row, rows[0], constants[0]))))
    return MultipleRegression(
        once(lambda: doc.let("values", weighted_sums(doc, wish, row, rows, constants))), width=len(rows)
    )


def rows_of(coefficients: Any, intercept: Any) -> tuple[list[list[float]], list[float]]:
    """Rows of coefficients and their constants, whether the model has one or several outputs."""
    found = coefficients.tolist() if not hasattr(coefficients, "toarray") else coefficients.toarray().tolist()
    rows = found if found and isinstance(found[0], list) else [found]
    constants = intercept.ravel().tolist() if hasattr(intercept, "ravel") else [intercept]
    return rows, [float(value) for value in (constants * len(rows) if len(constants) == 1 else constants)]


def ransac(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RANSACRegressor: the estimator that was fitted to the inliers."""
    return conversion.outputs(model.estimator_, row, "estimator")


_INVERSE_LINKS: Mapping[str, Callable[[Json], Json]] = {
    "IdentityLink": lambda total: total,
    "LogLink": lambda total: {"m.exp": [total]},
}


def generalized(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """Poisson, gamma and Tweedie regressions: the inverse link of a weighted sum."""
    doc = conversion.doc
    link = type(model._base_loss.link).__name__
    if link not in _INVERSE_LINKS:
        raise NotConvertibleError(f"the link {link}; {' and '.join(_INVERSE_LINKS)} are converted")
    inverse = _INVERSE_LINKS[link]
    (coefficients,), (constant,) = rows_of(model.coef_, model.intercept_)

    def value() -> Json:
        return doc.let("value", inverse(weighted_sum(doc, type(model).__name__, row, coefficients, constant)))

    return Regression(once(value))


# --------------------------------------------------------------------------------------------- classifiers


def decided(doc: Builder, wish: str, row: Row, model: Any) -> tuple[Lazy, Lazy, int]:
    """(decision, index of the class, how many numbers the decision has) of a linear classifier."""
    rows, constants = rows_of(model.coef_, model.intercept_)
    if len(rows) == 1:
        decision = once(lambda: doc.let("decision", weighted_sum(doc, wish, row, rows[0], constants[0])))
        return decision, lambda: positive(decision()), 1
    decisions = once(lambda: doc.let("decision", weighted_sums(doc, wish, row, rows, constants)))
    return decisions, lambda: argmax(decisions()), len(rows)


def positive(decision: Json) -> Json:
    """The place of the class that the sign of a decision chooses."""
    return {"if": {">": [decision, 0.0]}, "then": 1, "else": 0}


def classes_of(model: Any) -> tuple[Any, ...]:
    """The class labels as Python's own values."""
    return tuple(model.classes_.tolist())


def several_classes_of(model: Any) -> tuple[Any, ...]:
    """The class labels of a model that answers with the probabilities of two classes even where there is one."""
    found = classes_of(model)
    if len(found) < 2:
        raise NotConvertibleError("it was trained on one class, and answers with the probabilities of two")
    return found


def classifier(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """A linear classifier without probabilities."""
    doc = conversion.doc
    decision, index, width = decided(doc, type(model).__name__, row, model)
    if getattr(model, "_label_binarizer", None) is not None and model._label_binarizer.y_type_.startswith("multilabel"):
        labels = once(lambda: doc.let("labels", labels_above(decision(), 0.0)))
        return MultiLabel(labels, None, decision)
    return Classification(classes_of(model), index, None, decision, width)


def logistic(model: Any, row: Row, conversion: Conversion) -> Classification:
    """LogisticRegression: two classes by the logistic function, more by softmax."""
    doc = conversion.doc
    decision, index, width = decided(doc, type(model).__name__, row, model)
    if width == 1:
        probabilities = once(lambda: two(doc, {"m.link.logit": [decision()]}))
    else:
        probabilities = once(lambda: doc.let("probabilities", {"m.link.softmax": [decision()]}))
    return Classification(classes_of(model), index, probabilities, decision, width)


def two(doc: Builder, second: Json) -> str:
    """The probabilities of two classes, from that of the second."""
    p = doc.let("p", second)
    return doc.let("probabilities", {"type": DOUBLES, "new": [minus(1.0, p), p]})


_LIKELIHOODS: Mapping[str, Callable[[Json], Json]] = {
    "log_loss": lambda x: {"m.link.logit": [x]},
    "modified_huber": lambda x: over(plus(clipped(x, -1.0, 1.0), 1.0), 2.0),
}
"""The probability of a class against the rest, by the loss that was minimised."""


def sgd(model: Any, row: Row, conversion: Conversion) -> Classification:
    """SGDClassifier: probabilities for the losses that have them, one class against the rest."""
    doc = conversion.doc
    decision, index, width = decided(doc, "SGDClassifier", row, model)
    likelihood = _LIKELIHOODS.get(model.loss)
    if likelihood is None:
        return Classification(classes_of(model), index, None, decision, width)

    def probabilities() -> Json:
        if width == 1:
            return two(doc, likelihood(decision()))
        each = doc.let("likelihood", mapped(decision(), likelihood("x")))
        return doc.let("probabilities", normalized(doc, each))

    return Classification(classes_of(model), index, once(probabilities), decision, width)


def one_class(model: Any, row: Row, conversion: Conversion) -> Outliers:
    """SGDOneClassSVM: outliers have a negative decision."""
    doc = conversion.doc
    (coefficients,), (offset,) = rows_of(model.coef_, -model.offset_)
    decision = once(lambda: doc.let("decision", weighted_sum(doc, "SGDOneClassSVM", row, coefficients, offset)))
    scores = once(lambda: plus(decision(), -offset))
    return Outliers(once(lambda: {">=": [decision(), 0.0]}), decision, scores)
