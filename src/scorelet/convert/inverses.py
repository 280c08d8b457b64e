"""The way back from a transformed number: inverse_transform of scikit-learn's transformers of one column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import minus, over, plus, times
from scorelet.convert.builder import Builder
from scorelet.convert.converted import Json
from scorelet.convert.powers import EPSILON
from scorelet.convert.quantiles import BOUND
from scorelet.errors import NotConvertibleError

FUNCTIONS: Mapping[str, Callable[[Json], Json]] = {
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


def back(doc: Builder, transformer: Any, value: str) -> Json:
    """What `value`, a symbol, was before the transformation of one column."""
    inverse = _INVERSES.get(type(transformer).__name__)
    if inverse is None:
        raise NotConvertibleError(f"the inverse of {type(transformer).__name__} is not known")
    return inverse(doc, transformer, value)


def _of_function(doc: Builder, transformer: Any, value: str) -> Json:
    function = transformer.inverse_func
    if function is None:
        return value
    name = getattr(function, "__name__", repr(function))
    if name not in FUNCTIONS or type(function).__module__ != "numpy":
        raise NotConvertibleError(f"the inverse_func {name!r} is not known")
    if transformer.inv_kw_args:
        raise NotConvertibleError(f"the parameter inv_kw_args={transformer.inv_kw_args!r} of the function {name!r}")
    return FUNCTIONS[name](value)


def _of_standard(doc: Builder, transformer: Any, value: str) -> Json:
    found: Json = times(value, float(transformer.scale_[0])) if transformer.scale_ is not None else value
    return plus(found, float(transformer.mean_[0])) if transformer.with_mean else found


def _of_robust(doc: Builder, transformer: Any, value: str) -> Json:
    found: Json = times(value, float(transformer.scale_[0])) if transformer.with_scaling else value
    return plus(found, float(transformer.center_[0])) if transformer.with_centering else found


# --------------------------------------------------------------------------------------------- quantiles


def _of_quantile(doc: Builder, transformer: Any, value: str) -> Json:
    """Between the quantiles, which a normal output reaches a little before its ends."""
    quantiles = transformer.quantiles_[:, 0].tolist()
    kind = doc.declared(doc.record("Quantile", {"x": "double", "to": "double"}))
    points = [{"x": x, "to": y} for x, y in zip(transformer.references_.tolist(), quantiles, strict=True)]
    table = doc.table("targetQuantiles", {"type": "array", "items": kind}, points, 2 * len(points))
    share, first, last = value, {"==": [value, 0.0]}, {"==": [value, 1.0]}
    if transformer.output_distribution == "normal":
        share = doc.let("share", {"prob.dist.gaussianCDF": [value, 0.0, 1.0]})
        first, last = {"<": [minus(share, BOUND), 0.0]}, {">": [plus(share, BOUND), 1.0]}
    ends = [{"if": first, "then": quantiles[0]}, {"if": last, "then": quantiles[-1]}]
    return {"cond": ends, "else": {"interp.linearFlat": [share, table]}}


# --------------------------------------------------------------------------------------------- powers


def _of_power(doc: Builder, transformer: Any, value: str) -> Json:
    power = float(transformer.lambdas_[0])
    if transformer.standardize:
        value = doc.let("unscaled", _of_standard(doc, transformer._scaler, value))
    if transformer.method == "box-cox":
        return _from_box_cox(value, power)
    up = minus(_root(plus(times(value, power), 1.0), power), 1.0)
    if abs(power) < EPSILON:
        up = minus({"m.exp": [value]}, 1.0)
    down = minus(1.0, _root(plus(times(-(2.0 - power), value), 1.0), 2.0 - power))
    if abs(power - 2.0) <= EPSILON:
        down = minus(1.0, {"m.exp": [{"u-": [value]}]})
    return {"if": {">=": [value, 0.0]}, "then": up, "else": down}


def _from_box_cox(value: str, power: float) -> Json:
    """SciPy's inv_boxcox."""
    if power == 0.0:
        return {"m.exp": [value]}
    return {"m.exp": [over({"m.ln1p": [times(power, value)]}, power)]}


def _root(x: Json, power: float) -> Json:
    return {"**": [x, 1.0 / power]} if power else x


_INVERSES: Mapping[str, Callable[[Builder, Any, str], Json]] = {
    "FunctionTransformer": _of_function,
    "StandardScaler": _of_standard,
    "MinMaxScaler": lambda doc, scaler, x: over(minus(x, float(scaler.min_[0])), float(scaler.scale_[0])),
    "MaxAbsScaler": lambda doc, scaler, x: times(x, float(scaler.scale_[0])),
    "RobustScaler": _of_robust,
    "QuantileTransformer": _of_quantile,
    "PowerTransformer": _of_power,
}
