"""Estimators of scikit-learn around one that does the work: searches, frozen ones, targets that were transformed."""

from __future__ import annotations

from typing import Any

from scorelet.convert.builder import item
from scorelet.convert.converted import Json
from scorelet.convert.inverses import back
from scorelet.convert.outputs import Classification, Outputs, Regression, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def search(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """GridSearchCV and its kin: the best estimator, refitted."""
    return conversion.outputs(model.best_estimator_, row, "best_estimator_")


def frozen(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """FrozenEstimator."""
    return conversion.outputs(model.estimator, row, "estimator")


def self_training(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """SelfTrainingClassifier: the classifier after its last round."""
    return conversion.outputs(model.estimator_, row, "estimator_")


def threshold(model: Any, row: Row, conversion: Conversion) -> Classification:
    """FixedThresholdClassifier, TunedThresholdClassifierCV: the second class from another score on."""
    doc = conversion.doc
    found = conversion.classification(model.estimator_, row, "estimator_")
    if getattr(model, "pos_label", None) is not None:
        raise NotConvertibleError(f"the parameter pos_label={model.pos_label!r}")
    by_decision = _reads_decision(model, found)
    limit = getattr(model, "best_threshold_", getattr(model, "threshold", "auto"))
    if limit == "auto":
        limit = 0.0 if by_decision else 0.5

    def index() -> Json:
        if by_decision:
            assert found.decision is not None
            score = found.decision()
        else:
            assert found.probabilities is not None
            score = item(found.probabilities(), 1)
        return {"if": {">=": [doc.let("score", score), float(limit)]}, "then": 1, "else": 0}

    return Classification(found.classes, once(index), found.probabilities, found.decision, found.decision_width)


def _reads_decision(model: Any, found: Classification) -> bool:
    """Which answer the threshold is held against: probabilities where there are any, unless told otherwise."""
    if model.response_method == "decision_function":
        return True
    return model.response_method == "auto" and found.probabilities is None


def transformed_target(model: Any, row: Row, conversion: Conversion) -> Regression:
    """TransformedTargetRegressor: the regressor's answer, transformed back."""
    doc = conversion.doc
    found = conversion.outputs(model.regressor_, row, "regressor_")
    if not isinstance(found, Regression):
        raise NotConvertibleError("it has several targets")
    return Regression(once(lambda: doc.let("target", back(doc, model.transformer_, doc.let("value", found.value())))))
