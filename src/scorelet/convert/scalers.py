"""Scalers of scikit-learn: a number for a number (sklearn.preprocessing)."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import clipped, mapped, minus, over, plus, times, zipped
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sparse import Sparse


def standard(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """StandardScaler: (x - mean) / scale, either of which may be switched off."""
    return _centered_and_scaled(
        row, conversion, "standardScaler", model.mean_ if model.with_mean else None, model.scale_
    )


def robust(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """RobustScaler: (x - median) / interquartile range."""
    center = model.center_ if model.with_centering else None
    return _centered_and_scaled(row, conversion, "robustScaler", center, model.scale_ if model.with_scaling else None)


def max_abs(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """MaxAbsScaler: x / largest absolute value."""
    found = _centered_and_scaled(row, conversion, "maxAbsScaler", None, model.scale_)
    if not getattr(model, "clip", False):
        return found
    return Transformed(found.row.changed(conversion.doc, "clipped", clipped("x", -1.0, 1.0)))


def min_max(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """MinMaxScaler: x * scale + min, clipped where it says so."""
    doc = conversion.doc
    arrays = {
        "x": row.vector(doc),
        "scale": doc.vector("minMaxScaler_scale", model.scale_),
        "min": doc.vector("minMaxScaler_min", model.min_),
    }
    scaled = _changed(row, conversion, "scaled", zipped(arrays, plus(times("x", "scale"), "min")))
    if not model.clip:
        return scaled
    low, high = (float(limit) for limit in model.feature_range)
    inside = mapped(scaled.row.vector(doc), clipped("x", low, high))
    return _changed(scaled.row, conversion, "clipped", inside)


def _centered_and_scaled(row: Row, conversion: Conversion, wish: str, center: Any, scale: Any) -> Transformed:
    doc = conversion.doc
    if isinstance(row, Sparse) and center is None:
        return Transformed(row if scale is None else row.scaled(doc, wish, [1.0 / s for s in scale.tolist()]))
    arrays: dict[str, Json] = {"x": row.vector(doc)}
    value: Json = "x"
    if center is not None:
        arrays["center"] = doc.vector(f"{wish}_center", center)
        value = minus(value, "center")
    if scale is not None:
        arrays["scale"] = doc.vector(f"{wish}_scale", scale)
        value = over(value, "scale")
    return Transformed(row) if len(arrays) == 1 else _changed(row, conversion, "scaled", zipped(arrays, value))


def _changed(row: Row, conversion: Conversion, wish: str, value: Json) -> Transformed:
    symbol = conversion.doc.let(wish, value)
    return Transformed(Vector(symbol, row.width, row.sources))
