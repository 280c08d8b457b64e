"""Distances of two rows, under scikit-learn's names (sklearn.metrics.DistanceMetric)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.convert.arithmetic import mapped, minus, over, plus, times, zipped
from scorelet.convert.converted import Json
from scorelet.errors import NotConvertibleError


def distance(model: Any, x: Json, y: Json) -> Json:
    """The distance of two rows, by the metric that a model of neighbours was told (after scikit-learn's renaming)."""
    name = model.effective_metric_
    given = model.effective_metric_params_ or {}
    if name == "minkowski" and given.get("w") is None:
        return _minkowski(x, y, float(given.get("p", model.p)))
    if name in ("minkowski",) or not isinstance(name, str) or name not in METRICS:
        raise NotConvertibleError(f"the parameter metric={model.metric!r}")
    return METRICS[name](x, y)


def _differences(x: Json, y: Json, do: Json) -> Json:
    return zipped({"a": x, "b": y}, do)


def _minkowski(x: Json, y: Json, p: float) -> Json:
    total = {"a.sum": [_differences(x, y, {"**": [{"m.abs": [minus("a", "b")]}, p]})]}
    return {"**": [total, 1.0 / p]}


def _norm(x: Json) -> Json:
    return {"m.sqrt": [{"a.sum": [mapped(x, times("v", "v"), "v")]}]}


def _cosine(x: Json, y: Json) -> Json:
    product = {"a.sum": [_differences(x, y, times("a", "b"))]}
    return minus(1.0, over(product, times(_norm(x), _norm(y))))


_APART = {"m.abs": [minus("a", "b")]}
_SIZE = plus({"m.abs": ["a"]}, {"m.abs": ["b"]})
METRICS: Mapping[str, Callable[[Json, Json], Json]] = {
    "euclidean": lambda x, y: {"metric.simpleEuclidean": [x, y]},
    "sqeuclidean": lambda x, y: {"a.sum": [_differences(x, y, times(minus("a", "b"), minus("a", "b")))]},
    "manhattan": lambda x, y: {"a.sum": [_differences(x, y, _APART)]},
    "l1": lambda x, y: {"a.sum": [_differences(x, y, _APART)]},
    "l2": lambda x, y: {"metric.simpleEuclidean": [x, y]},
    "cityblock": lambda x, y: {"a.sum": [_differences(x, y, _APART)]},
    "chebyshev": lambda x, y: {"a.max": [_differences(x, y, _APART)]},
    "cosine": _cosine,
    "canberra": lambda x, y: {
        "a.sum": [_differences(x, y, {"if": {"==": [_SIZE, 0.0]}, "then": 0.0, "else": over(_APART, _SIZE)})]
    },
    "braycurtis": lambda x, y: over({"a.sum": [_differences(x, y, _APART)]}, {"a.sum": [_differences(x, y, _SIZE)]}),
    "hamming": lambda x, y: {"a.mean": [_differences(x, y, {"if": {"==": ["a", "b"]}, "then": 0.0, "else": 1.0})]},
}
"""scikit-learn's names of metrics of numbers (sklearn.metrics.DistanceMetric)."""
