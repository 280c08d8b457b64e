"""Functions of numbers: Binarizer, FunctionTransformer, Normalizer (sklearn.preprocessing)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorelet.convert.arithmetic import mapped, minus, over, times
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Columns, Row, Vector
from scorelet.convert.sparse import SIZES, Sparse, length_of
from scorelet.errors import NotConvertibleError


def binarizer(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """Binarizer: one for numbers above the threshold."""
    threshold = float(model.threshold)
    if isinstance(row, Columns):
        for column in row.columns():
            column.jumps_at(threshold)
    above = {"if": {">": ["x", threshold]}, "then": 1.0, "else": 0.0}
    if isinstance(row, Sparse) and threshold < 0.0:
        raise NotConvertibleError(f"the parameter threshold={threshold!r} of a text's terms")
    return Transformed(row.changed(conversion.doc, "binary", above))


# ------------------------------------------------------------------------------------------------ known functions

UFUNCS: Mapping[str, Json] = {
    "absolute": {"m.abs": ["x"]},
    "arccos": {"m.acos": ["x"]},
    "arcsin": {"m.asin": ["x"]},
    "arctan": {"m.atan": ["x"]},
    "cbrt": {"*": [{"m.signum": ["x"]}, {"**": [{"m.abs": ["x"]}, 1.0 / 3.0]}]},
    "ceil": {"m.ceil": ["x"]},
    "cos": {"m.cos": ["x"]},
    "cosh": {"m.cosh": ["x"]},
    "deg2rad": times("x", 0.017453292519943295),
    "exp": {"m.exp": ["x"]},
    "exp2": {"**": [2.0, "x"]},
    "expm1": {"m.expm1": ["x"]},
    "fabs": {"m.abs": ["x"]},
    "floor": {"m.floor": ["x"]},
    "log": {"m.ln": ["x"]},
    "log10": {"m.log10": ["x"]},
    "log1p": {"m.ln1p": ["x"]},
    "log2": over({"m.ln": ["x"]}, 0.6931471805599453),
    "negative": minus(0.0, "x"),
    "positive": "x",
    "reciprocal": over(1.0, "x"),
    "rint": {"m.rint": ["x"]},
    "sign": {"if": {"impute.isnan": ["x"]}, "then": "x", "else": {"cast.double": [{"m.signum": ["x"]}]}},
    "sin": {"m.sin": ["x"]},
    "sinh": {"m.sinh": ["x"]},
    "sqrt": {"m.sqrt": ["x"]},
    "square": times("x", "x"),
    "tan": {"m.tan": ["x"]},
    "tanh": {"m.tanh": ["x"]},
}
"""NumPy's functions of one number, by name."""


def function(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """FunctionTransformer: no function, or one of NumPy's functions of one number."""
    if model.func is None:
        return Transformed(row)
    name = getattr(model.func, "__name__", repr(model.func))
    if type(model.func).__module__ != "numpy" or name not in UFUNCS:
        raise NotConvertibleError(f"the function {name!r} is not known; known are numpy's {', '.join(UFUNCS)}")
    if model.kw_args:
        raise NotConvertibleError(f"the parameter kw_args={model.kw_args!r} of the function {name!r}")
    if model.validate:
        row.refuse_missing()
        row.refuse_infinite()
    symbol = conversion.doc.let(name, mapped(row.vector(conversion.doc), UFUNCS[name]))
    return Transformed(Vector(symbol, row.width, row.sources, [column.name for column in row.columns()]))


# ------------------------------------------------------------------------------------------------ rows of length one

NEARLY_ZERO = 10 * 2.0**-52
"""A shorter row is left as it is, as scikit-learn does for the sake of rows of zeros."""


def normalizer(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """Normalizer: all numbers over the length of the row."""
    doc = conversion.doc
    if model.norm not in SIZES:
        raise NotConvertibleError(f"the parameter norm={model.norm!r}")
    if isinstance(row, Sparse):
        return Transformed(row.normalized(doc, model.norm))
    x = row.vector(doc)
    length = doc.let("length", length_of(model.norm, mapped(x, SIZES[model.norm])))
    shortened = {"if": {"<": [length, NEARLY_ZERO]}, "then": "x", "else": over("x", length)}
    return Transformed(Vector(doc.let("normalized", mapped(x, shortened)), row.width, row.sources))
