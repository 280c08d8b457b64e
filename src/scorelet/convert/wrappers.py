"""Estimators of scikit-learn around one that does the work: searches, frozen ones, targets that were transformed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import minus, over, plus, times
from scorelet.convert.builder import item
from scorelet.convert.converted import Json
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


# --------------------------------------------------------------------------------------------- transformed targets

INVERSES: Mapping[str, Callable[[Json], Json]] = {
    "exp": lambda x: {"m.exp": [x]},
    "expm1": lambda x: {"m.expm1": [x]},
    "exp2": lambda x: {"**": [2.0, x]},
    "log": lambda x: {"m.ln": [x]},
    "log1p": lambda x: {"m.ln1p": [x]},
    "sqrt": lambda x: {"m.sqrt": [x]},
    "square": lambda x: times(x, x),
    "negative": lambda x: {"u-": [x]},
    "reciprocal": lambda x: over(1.0, x),
}
"""NumPy's functions by their names."""


def transformed_target(model: Any, row: Row, conversion: Conversion) -> Regression:
    """TransformedTargetRegressor: the regressor's answer, transformed back."""
    doc = conversion.doc
    found = conversion.outputs(model.regressor_, row, "regressor_")
    if not isinstance(found, Regression):
        raise NotConvertibleError("it has several targets")
    return Regression(once(lambda: doc.let("target", _back(model.transformer_, doc.let("value", found.value())))))


def _back(transformer: Any, value: Json) -> Json:
    """The inverse of a transformation of one number."""
    name = type(transformer).__name__
    if name == "FunctionTransformer":
        function = transformer.inverse_func
        known = INVERSES.get(getattr(function, "__name__", ""))
        if function is not None and (known is None or not type(function).__module__.startswith("numpy")):
            raise NotConvertibleError(f"the inverse_func {getattr(function, '__name__', function)!r} is not known")
        return value if known is None else known(value)
    if name == "StandardScaler":
        value = times(value, float(transformer.scale_[0])) if transformer.scale_ is not None else value
        return plus(value, float(transformer.mean_[0])) if transformer.with_mean else value
    if name == "MinMaxScaler":
        return over(minus(value, float(transformer.min_[0])), float(transformer.scale_[0]))
    if name == "MaxAbsScaler":
        return times(value, float(transformer.scale_[0]))
    if name == "RobustScaler":
        value = times(value, float(transformer.scale_[0])) if transformer.with_scaling else value
        return plus(value, float(transformer.center_[0])) if transformer.with_centering else value
    raise NotConvertibleError(f"the inverse of {name} is not known")
