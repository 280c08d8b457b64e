"""Power transforms towards a normal distribution (PowerTransformer of scikit-learn; SciPy's formulas).

Yeo-Johnson:  ((x + 1)^l - 1) / l  from zero on,  -((1 - x)^(2 - l) - 1) / (2 - l)  below
Box-Cox:      (x^l - 1) / l        of positive numbers
where a power that would divide by zero is a logarithm instead.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from scorelet.convert.arithmetic import minus, over, times, zipped
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.errors import NotConvertibleError

EPSILON = 2.0**-52
LARGEST_EXPONENT = 709.78
"""SciPy's: beyond it Box-Cox takes the logarithm of the divisor first."""


def power(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """PowerTransformer: each column's own power, standardized afterwards if it says so."""
    doc = conversion.doc
    if model.method not in _FUNCTIONS:
        raise NotConvertibleError(f"the parameter method={model.method!r}")
    lambdas = model.lambdas_.tolist()
    if not all(map(isfinite, lambdas)):
        raise NotConvertibleError("a column's lambda is not a finite number")
    wish, body = _FUNCTIONS[model.method]
    function = doc.function(wish, {"x": "double", "power": "double"}, "double", body)
    arrays = {"x": row.vector(doc), "power": doc.vector("lambdas", lambdas)}
    symbol = doc.let(wish, zipped(arrays, {function: ["x", "power"]}))
    found: Row = Vector(symbol, row.width, row.sources, [column.name for column in row.columns()])
    return Transformed(conversion.row(model._scaler, found, "standardize") if model.standardize else found)


def _powered(log: Json, power: Json) -> Json:
    """(exp(log) ^ power - 1) / power, without the loss of digits near zero."""
    return over({"m.expm1": [times(power, log)]}, power)


_UP: Json = {"m.ln1p": ["x"]}
_DOWN: Json = {"m.ln1p": [minus(0.0, "x")]}
_YEO_JOHNSON: Json = {
    "cond": [
        {"if": {"impute.isnan": ["x"]}, "then": "x"},
        {
            "if": {">=": ["x", 0.0]},
            "then": {"if": {"<": [{"m.abs": ["power"]}, EPSILON]}, "then": _UP, "else": _powered(_UP, "power")},
        },
        {
            "if": {">": [{"m.abs": [minus("power", 2.0)]}, EPSILON]},
            "then": minus(0.0, _powered(_DOWN, minus(2.0, "power"))),
        },
    ],
    "else": minus(0.0, _DOWN),
}
_HUGE: Json = minus(
    times({"m.signum": ["power"]}, {"m.exp": [minus(times("power", "log"), {"m.ln": [{"m.abs": ["power"]}]})]}),
    over(1.0, "power"),
)
_BOX_COX: Json = [
    {"if": {"<=": ["x", 0.0]}, "then": {"error": "the Box-Cox transform takes positive numbers only", "code": -1}},
    {"let": {"log": {"m.ln": ["x"]}}},
    {
        "cond": [
            {"if": {"<": [{"m.abs": ["power"]}, 1e-19]}, "then": "log"},
            {"if": {"<": [times("power", "log"), LARGEST_EXPONENT]}, "then": _powered("log", "power")},
            {"if": {"impute.isnan": ["x"]}, "then": "x"},
        ],
        "else": _HUGE,
    },
]
_FUNCTIONS: dict[str, tuple[str, Json]] = {"yeo-johnson": ("yeoJohnson", _YEO_JOHNSON), "box-cox": ("boxCox", _BOX_COX)}
