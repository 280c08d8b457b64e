"""Distances from the middle of the training data, as its covariance measures them (sklearn.covariance)."""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import linears, minus, times, zipped
from scorelet.convert.builder import Builder
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Outliers, Regression, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def envelope(model: Any, row: Row, conversion: Conversion) -> Outliers:
    """EllipticEnvelope: outliers are farther away than the training data's share of them."""
    doc = conversion.doc
    scores = once(lambda: doc.let("score", {"u-": [_squared_distance(model, row, doc)]}))
    decision = once(lambda: doc.let("decision", minus(scores(), float(model.offset_))))
    return Outliers(once(lambda: {">=": [decision(), 0.0]}), decision, scores)


def mahalanobis(model: Any, row: Row, conversion: Conversion) -> Regression:
    """MinCovDet, LedoitWolf and their like: the squared Mahalanobis distance, (x - location)' precision (x - location),
    which is what their method `mahalanobis` says."""
    doc = conversion.doc
    return Regression(once(lambda: doc.let("distance", _squared_distance(model, row, doc))))


def _squared_distance(model: Any, row: Row, doc: Builder) -> Json:
    if getattr(model, "precision_", None) is None:
        raise NotConvertibleError("the parameter store_precision=False: its precision is not kept")
    location = doc.vector("location", model.location_)
    centered = doc.let("centered", zipped({"x": row.vector(doc), "middle": location}, minus("x", "middle")))
    precision = model.precision_.tolist()
    turned = doc.let("turned", linears(doc, "precision", centered, precision, [0.0] * len(precision)))
    return {"a.sum": [zipped({"x": centered, "y": turned}, times("x", "y"))]}
