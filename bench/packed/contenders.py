"""How one row is scored: by the packed model, by the original library, and by the booster that a wrapper holds.

All take the row as a caller has it: a list of numbers, a dict, or a text. What a library needs besides (an array, a
DataFrame) is made of it within the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bench.packed.families import ORIGINAL, OWN, Fitted

Predict = Callable[[Any], Any]
Ways = Mapping[str, tuple[Predict, ...]]
"""By contender, the ways to ask it; the fastest counts."""


def originals(fitted: Fitted) -> dict[str, tuple[Predict, ...]]:
    """The original's `predict_proba`, and the booster's own prediction where there is a booster."""
    own = _OWN.get(type(fitted.model).__name__)
    ways: dict[str, tuple[Predict, ...]] = {ORIGINAL: _ORIGINAL[fitted.form](fitted.model.predict_proba)}
    return ways | ({} if own is None else {OWN: own(fitted.model)})


def _numbers(predict: Predict) -> tuple[Predict, ...]:
    from numpy import array

    return (lambda row: predict([row]), lambda row: predict(array([row])))


def _mixed(predict: Predict) -> tuple[Predict, ...]:
    from pandas import DataFrame

    return (lambda row: predict(DataFrame([row])),)


def _text(predict: Predict) -> tuple[Predict, ...]:
    return (lambda row: predict([row]),)


_ORIGINAL: Mapping[str, Callable[[Predict], tuple[Predict, ...]]] = {
    "numbers": _numbers,
    "mixed": _mixed,
    "text": _text,
}


def _xgboost(model: Any) -> tuple[Predict, ...]:
    from numpy import array, float32
    from xgboost import DMatrix

    booster = model.get_booster()
    booster.set_param({"nthread": 1})
    return (
        lambda row: booster.inplace_predict(array([row], dtype=float32)),
        lambda row: booster.predict(DMatrix(array([row]), nthread=1)),
    )


def _lightgbm(model: Any) -> tuple[Predict, ...]:
    from numpy import array

    predict = model.booster_.predict
    return (lambda row: predict(array([row])), lambda row: predict(array([row]), num_threads=1))


_OWN: Mapping[str, Callable[[Any], tuple[Predict, ...]]] = {"XGBClassifier": _xgboost, "LGBMClassifier": _lightgbm}


def probabilities(answer: Any) -> list[float]:
    """The classes' probabilities in an answer: ours, an array for one row, or the outputs of ONNX Runtime."""
    if isinstance(answer, dict):
        return list(answer["probabilities"].values())
    found = [float(value) for value in _flat(answer[-1])]
    return found if len(found) > 1 else [1.0 - found[0], found[0]]


def _flat(values: Any) -> list[Any]:
    from numpy import ravel

    flat: list[Any] = ravel(values).tolist()
    return flat
