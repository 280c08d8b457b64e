"""LightGBM: boosters, and the wrappers with scikit-learn's methods.

A bare booster knows no labels: it answers with what `Booster.predict` gives, a value (for the objective binary the
probability of the second class), or the probabilities of several classes, which are numbered from 0. Both use the
trees up to the best iteration: those are what LightGBM writes down when it is not told otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import mapped, over, times
from scorelet.convert.builder import DOUBLES, Builder
from scorelet.convert.converted import Json
from scorelet.convert.lightgbm_scores import scores
from scorelet.convert.lightgbm_text import ModelText, read
from scorelet.convert.linear import classes_of, two
from scorelet.convert.outputs import Classification, Lazy, MultipleRegression, Outputs, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError

# ------------------------------------------------------------------------------------------------ objectives

Link = Callable[[Json, float], Json]
"""What makes a value of a raw score `x` (a symbol), given the parameter `sigmoid`."""


def _same(x: Json, sigmoid: float) -> Json:
    return x


def _exponential(x: Json, sigmoid: float) -> Json:
    return {"m.exp": [x]}


def _logistic(x: Json, sigmoid: float) -> Json:
    return {"m.link.logit": [x if sigmoid == 1.0 else times(sigmoid, x)]}


def _log_of_exponential(x: Json, sigmoid: float) -> Json:
    return {"m.ln1p": [{"m.exp": [x]}]}


def _squared(x: Json, sigmoid: float) -> Json:
    """With reg_sqrt the model is of the root of the target, with its sign."""
    return times({"m.abs": [x]}, x)


OBJECTIVES: Mapping[str, Link] = {
    "": _same,
    "binary": _logistic,
    "cross_entropy": _logistic,
    "cross_entropy_lambda": _log_of_exponential,
    "custom": _same,
    "fair": _same,
    "gamma": _exponential,
    "huber": _same,
    "lambdarank": _same,
    "mape": _same,
    "multiclassova": _logistic,
    "none": _same,
    "poisson": _exponential,
    "quantile": _same,
    "rank_xendcg": _same,
    "regression": _same,
    "regression_l1": _same,
    "tweedie": _exponential,
}
"""Of each single score; "multiclass" is made of all scores at once."""
CLASSES = frozenset({"multiclass", "multiclassova"})


# ------------------------------------------------------------------------------------------------ converters


def booster(model: Any, row: Row, conversion: Conversion) -> Outputs:
    found = _Answering(conversion.doc, row, _read(model))
    if found.model.objective in CLASSES:
        return found.classification(tuple(range(found.model.groups)))
    return found.regression()


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """LGBMRegressor, LGBMRanker."""
    found = _wrapped(model, row, conversion)
    if found.model.objective in CLASSES:
        raise NotConvertibleError(f"the objective {found.model.objective!r} in a {type(model).__name__}")
    return found.regression()


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """LGBMClassifier."""
    found = _wrapped(model, row, conversion)
    if callable(model.objective_):
        raise NotConvertibleError("an objective of your own, for which LightGBM gives raw scores and no classes")
    labels = classes_of(model)
    if len(labels) != max(2, found.model.groups):
        raise NotConvertibleError(f"{found.model.groups} trees for each iteration, and {len(labels)} classes")
    return found.classification(labels)


def _wrapped(model: Any, row: Row, conversion: Conversion) -> _Answering:
    if model.get_params().get("pred_early_stop"):
        raise NotConvertibleError("the parameter pred_early_stop, which leaves out trees")
    return _Answering(conversion.doc, row, _read(model.booster_))


def _read(booster: Any) -> ModelText:
    try:
        text = str(booster.model_to_string())
    except Exception as error:
        # LightGBM's own errors have a class that must not be imported here.
        raise NotConvertibleError(f"LightGBM cannot write it down: {error}") from None
    return read(text)


# ------------------------------------------------------------------------------------------------ answers


class _Answering:
    """One model and one row; what is asked for is put into the document once."""

    def __init__(self, doc: Builder, row: Row, model: ModelText) -> None:
        if model.objective not in OBJECTIVES and model.objective != "multiclass":
            raise NotConvertibleError(f"the objective {model.objective!r} is not known")
        self._doc = doc
        self.model = model
        self._link = _squared if "sqrt" in model.settings else OBJECTIVES.get(model.objective, _same)
        self._sigmoid = float(model.settings.get("sigmoid", 1.0))
        self._iterations = len(model.trees) // model.groups
        raw = scores(doc, row, model)
        self.score: Lazy = once(lambda: doc.let("score", raw[0]))
        self.scores: Lazy = once(lambda: doc.let("scores", {"type": DOUBLES, "new": raw}))
        self._value: Lazy = once(self._one)
        self._values: Lazy = once(self._several)

    def regression(self) -> Regression | MultipleRegression:
        if self.model.groups > 1:
            return MultipleRegression(self._values, self.model.groups)
        same = self._link is _same and not self.model.averaged
        return Regression(self._value, margin=None if same else self.score)

    def classification(self, labels: tuple[Any, ...]) -> Classification:
        """The class with the largest probability, the first of those alike."""
        if self.model.groups > 1:
            groups = self.model.groups
            return Classification(labels, lambda: argmax(self._values()), self._values, self.scores, groups)
        probabilities = once(lambda: two(self._doc, self._value()))
        return Classification(labels, lambda: argmax(probabilities()), probabilities, self.score)

    def _one(self) -> Json:
        score = self.score()
        if self.model.averaged:
            score = self._doc.let("mean", over(score, float(self._iterations)))
        return self._doc.let("value", self._link(score, self._sigmoid))

    def _several(self) -> Json:
        found = self.scores()
        if self.model.averaged:
            found = self._doc.let("means", mapped(found, over("x", float(self._iterations))))
        if self.model.objective == "multiclass":
            return self._doc.let("probabilities", {"m.link.softmax": [found]})
        return self._doc.let("values", mapped(found, self._link("x", self._sigmoid)))
