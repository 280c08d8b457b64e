"""XGBoost: boosters, and the wrappers with scikit-learn's methods.

A bare booster knows no labels. It answers with what `Booster.predict` gives: a value (for binary:logistic the
probability of the second class), several for several targets, or for multi:softprob the probabilities of the classes,
which are numbered from 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from scorelet.convert.builder import Builder
from scorelet.convert.converted import Json
from scorelet.convert.linear import two
from scorelet.convert.outputs import Classification, Lazy, MultipleRegression, Outputs, Regression, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.convert.xgboost_json import BoosterJson, read
from scorelet.convert.xgboost_margins import FLOATS, Asking, margins
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import float32

# ------------------------------------------------------------------------------------------------ objectives

_FLOAT_ONE: Json = {"float": 1.0}
_EXP: Json = {"cast.float": [{"m.exp": ["x"]}]}
_LEAST = -88.7
"""Where XGBoost cuts the logistic function off, so that the exponential stays a 32-bit number."""


@dataclass(frozen=True)
class Link:
    """What makes a value of a margin: the body of a function of a float `x`; and its inverse, for the base score."""

    do: Json | None
    inverse: Callable[[float], float]


def _logit(p: float) -> float:
    """The margin of a probability, which XGBoost keeps a little away from zero and one."""
    least = float32(1e-6)
    kept = min(max(p, least), float32(1.0 - least))
    return -float32(math.log(float32(float32(1.0 / kept) - 1.0)))


def _log(x: float) -> float:
    return float32(math.log(x)) if x > 0.0 else -math.inf


IDENTITY = Link(None, lambda x: x)
LOGISTIC = Link(
    [
        {"let": {"cut": {"if": {"<": ["x", _LEAST]}, "then": _LEAST, "else": "x"}}},
        {"let": {"e": {"cast.float": [{"m.exp": [{"u-": ["cut"]}]}]}}},
        {"cast.float": [{"/": [1.0, {"+": ["e", _FLOAT_ONE]}]}]},
    ],
    _logit,
)
EXPONENTIAL = Link(_EXP, _log)
HINGE = Link({"if": {">": ["x", 0.0]}, "then": _FLOAT_ONE, "else": {"float": 0.0}}, lambda x: x)

OBJECTIVES: Mapping[str, Link] = {
    "binary:hinge": HINGE,
    "binary:logistic": LOGISTIC,
    "binary:logitraw": IDENTITY,
    "count:poisson": EXPONENTIAL,
    "multi:softmax": IDENTITY,
    "multi:softprob": IDENTITY,
    "rank:map": IDENTITY,
    "rank:ndcg": IDENTITY,
    "rank:pairwise": IDENTITY,
    "reg:absoluteerror": IDENTITY,
    "reg:expectileerror": IDENTITY,
    "reg:gamma": EXPONENTIAL,
    "reg:linear": IDENTITY,
    "reg:logistic": LOGISTIC,
    "reg:pseudohubererror": IDENTITY,
    "reg:quantileerror": IDENTITY,
    "reg:squarederror": IDENTITY,
    "reg:squaredlogerror": IDENTITY,
    "reg:tweedie": EXPONENTIAL,
    "survival:aft": EXPONENTIAL,
    "survival:cox": EXPONENTIAL,
}
MULTICLASS = frozenset({"multi:softmax", "multi:softprob"})
BINARY = frozenset({"binary:logistic", "binary:logitraw", "binary:hinge", "reg:logistic"})


# ------------------------------------------------------------------------------------------------ converters


def booster(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """Booster: all its trees, of a DMatrix whose missing values are NaN."""
    found = _Answering(conversion.doc, row, read(_raw(model)), Asking(False, math.nan, None))
    if found.booster.objective == "multi:softprob":
        return found.classes_of_softmax(found.softmax)
    if found.booster.objective == "multi:softmax":
        return Regression(once(lambda: argmax(found.margins())))
    return found.regression()


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """XGBRegressor, XGBRFRegressor, XGBRanker: the trees up to the best iteration."""
    found = _wrapped(model, row, conversion)
    if found.booster.objective in MULTICLASS:
        raise NotConvertibleError(f"the objective {found.booster.objective!r} in a {type(model).__name__}")
    return found.regression()


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """XGBClassifier, XGBRFClassifier. Their classes are numbered from 0."""
    found = _wrapped(model, row, conversion)
    objective = found.booster.objective
    if objective == "multi:softmax":
        return found.classes_of_softmax(found.margins)
    if objective == "multi:softprob" and found.booster.groups > 2:
        return found.classes_of_softmax(found.softmax)
    if objective not in BINARY or found.booster.groups != 1:
        raise NotConvertibleError(f"the objective {objective!r} with {found.booster.groups} groups of trees")
    return found.two_classes()


def _wrapped(model: Any, row: Row, conversion: Conversion) -> _Answering:
    found = read(_raw(model.get_booster()))
    linear = found.kind == "gblinear"
    best = None if linear else getattr(model, "best_iteration", None)
    missing = math.nan if model.missing is None else float(model.missing)
    asking = Asking(model.booster != "gblinear", missing, None if best is None else int(best) + 1)
    return _Answering(conversion.doc, row, found, asking)


def _raw(model: Any) -> bytes:
    try:
        return bytes(model.save_raw("json"))
    except Exception as error:
        # XGBoost's own errors have a class that must not be imported here.
        raise NotConvertibleError(f"XGBoost cannot write it down: {str(error).splitlines()[0]}") from None


# ------------------------------------------------------------------------------------------------ answers


class _Answering:
    """One booster and one row; what is asked for is put into the document once."""

    def __init__(self, doc: Builder, row: Row, booster: BoosterJson, asking: Asking) -> None:
        if booster.objective not in OBJECTIVES:
            raise NotConvertibleError(f"the objective {booster.objective!r} is not known")
        doc.precision = "float32"
        self._doc = doc
        self._link = OBJECTIVES[booster.objective]
        self.booster = booster
        base = tuple(_finite(self._link.inverse(score)) for score in booster.base)
        self._sums = margins(doc, row, booster, base, asking)
        self.margin: Lazy = once(lambda: doc.let("margin", self._sums[0]))
        self.margins: Lazy = once(lambda: doc.let("margins", {"type": FLOATS, "new": self._sums}))
        self.softmax: Lazy = once(lambda: doc.let("probabilities", {softmax(doc): [self.margins()]}))

    def regression(self) -> Regression | MultipleRegression:
        if self.booster.groups > 1:
            each = once(lambda: self._doc.let("values", self._values()))
            return MultipleRegression(each, self.booster.groups)
        value = once(lambda: self._doc.let("value", self._value(self.margin())))
        return Regression(value, margin=None if self._link is IDENTITY else self.margin)

    def two_classes(self) -> Classification:
        value = once(lambda: self._doc.let("p", self._value(self.margin())))
        probabilities = once(lambda: two(self._doc, value()))
        raw = self.booster.objective == "binary:logitraw"
        index = once(lambda: {"if": {">": [value(), 0.5]}, "then": 1, "else": 0})
        return Classification((0, 1), index, None if raw else probabilities, self.margin)

    def classes_of_softmax(self, decided: Lazy) -> Classification:
        """The class is the largest of the margins, or of the probabilities: where those are rounded to the same
        number, it is the first."""
        classes = tuple(range(self.booster.groups))
        return Classification(classes, lambda: argmax(decided()), self.softmax, self.margins, len(classes))

    def _value(self, margin: Json) -> Json:
        if self._link.do is None:
            return margin
        return {self._doc.function("link", {"x": "float"}, "float", self._link.do): [margin]}

    def _values(self) -> Json:
        doubles = {"type": "array", "items": "double"}
        return {"type": doubles, "new": [self._value(margin) for margin in self._sums]}


def _finite(margin: float) -> float:
    if not math.isfinite(margin):
        raise NotConvertibleError("the base score has no finite margin")
    return margin


def softmax(doc: Builder) -> str:
    """XGBoost's: exponentials of 32 bits, added up in doubles, and quotients of 32 bits."""
    exponential = {"cast.float": [{"m.exp": [{"-": ["x", "top"]}]}]}
    quotient = {"cast.float": [{"/": ["e", "total"]}]}
    doubles = {"type": "array", "items": "double"}
    do = [
        {"let": {"top": {"a.max": ["margins"]}}},
        {"let": {"each": {"a.map": ["margins", {"params": [{"x": "float"}], "ret": "double", "do": exponential}]}}},
        {"let": {"total": {"cast.float": [{"a.sum": ["each"]}]}}},
        {"a.map": ["each", {"params": [{"e": "double"}], "ret": "double", "do": quotient}]},
    ]
    return doc.function("softmax", {"margins": FLOATS}, doubles, do)
