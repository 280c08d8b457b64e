"""The class whose middle is nearest (NearestCentroid of scikit-learn)."""

from __future__ import annotations

import math
from typing import Any

from scorelet.convert.arithmetic import linears, minus, over, plus, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.clusters import compared
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of
from scorelet.convert.metrics import METRICS
from scorelet.convert.outputs import Classification, argmax, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError


def nearest(model: Any, row: Row, conversion: Conversion) -> Classification:
    """NearestCentroid. Where all classes are as likely beforehand it is the nearest; otherwise, and for probabilities,
    each feature is over its deviation (Hastie, Tibshirani, Friedman, "The Elements of Statistical Learning", 18.2)."""
    doc = conversion.doc
    if model.metric not in ("euclidean", "manhattan"):
        raise NotConvertibleError(f"the parameter metric={model.metric!r}")
    priors = model.class_prior_.tolist()
    if 0.0 in priors:
        raise NotConvertibleError("the parameter priors: one of them is zero")
    scores = once(lambda: doc.let("scores", _scores(model, priors, row, doc)))
    index = once(lambda: _nearest(model, row, doc)) if _alike(priors) else (lambda: argmax(scores()))
    if model.metric != "euclidean":
        return Classification(classes_of(model), index)
    probabilities = once(lambda: doc.let("probabilities", {"m.link.softmax": [scores()]}))
    if len(priors) > 2:
        return Classification(classes_of(model), index, probabilities, scores, len(priors))
    decision = once(lambda: doc.let("decision", minus(item(scores(), 1), item(scores(), 0))))
    return Classification(classes_of(model), index, probabilities, decision)


def _alike(priors: list[float]) -> bool:
    """As numpy.isclose sees it."""
    even = 1.0 / len(priors)
    return all(abs(prior - even) <= 1e-8 + 1e-5 * even for prior in priors)


def _nearest(model: Any, row: Row, doc: Builder) -> Json:
    centroids = model.centroids_.tolist()
    if model.metric == "euclidean":
        return {"a.argmin": [doc.let("apart", linears(doc, "centroids", row.vector(doc), *compared(centroids)))]}
    return {"a.argmin": [doc.let("apart", _apart(model.metric, centroids, row.vector(doc), doc))]}


def _apart(metric: str, points: list[list[float]], x: str, doc: Builder) -> Json:
    table = doc.table("centroids", {"type": "array", "items": DOUBLES}, points, sum(map(len, points)))
    return {"a.map": [table, inline({"centroid": DOUBLES}, "double", METRICS[metric](x, "centroid"))]}


def _scores(model: Any, priors: list[float], row: Row, doc: Builder) -> Json:
    """-distance^2 + 2 log prior, of features over their deviations; of one that does not vary as it is."""
    deviations = [value if value != 0.0 else 1.0 for value in model.within_class_std_dev_.tolist()]
    centroids = [[c / s for c, s in zip(own, deviations, strict=True)] for own in model.centroids_.tolist()]
    arrays = {"x": row.vector(doc), "deviation": doc.vector("deviations", deviations)}
    x = doc.let("scaled", zipped(arrays, over("x", "deviation")))
    apart = doc.let("apart", _apart(model.metric, centroids, x, doc))
    logs = doc.vector("priors", [2.0 * math.log(prior) for prior in priors])
    return zipped({"d": apart, "prior": logs}, plus({"u-": [{"*": ["d", "d"]}]}, "prior"))
