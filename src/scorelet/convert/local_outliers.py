"""Outliers by how thin their neighbourhood is (LocalOutlierFactor of scikit-learn).

M. M. Breunig et al., "LOF: identifying density-based local outliers" (2000): a row's density is one over the mean
distance of its neighbours, each at least as far away as that one's own last neighbour; its factor is the mean density
of its neighbours over its own.
"""

from __future__ import annotations

from typing import Any

from scorelet.convert.arithmetic import minus, over, plus
from scorelet.convert.builder import inline, item
from scorelet.convert.converted import Json
from scorelet.convert.neighbors import distances, nearest_of, neighbor
from scorelet.convert.outputs import Outliers, once
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row
from scorelet.errors import NotConvertibleError

SMALL = 1e-10
"""scikit-learn's, for rows whose neighbours are all copies of it."""


def factor(model: Any, row: Row, conversion: Conversion) -> Outliers:
    """LocalOutlierFactor(novelty=True)."""
    if not model.novelty:
        raise NotConvertibleError("the parameter novelty=False: it says nothing of new rows")
    doc, count = conversion.doc, int(model.n_neighbors_)
    values = [
        [far[count - 1], lrd] for far, lrd in zip(model._distances_fit_X_.tolist(), model._lrd.tolist(), strict=True)
    ]

    def negative() -> Json:
        x = row.vector(doc)
        nearest = nearest_of(doc, model, x, values, count)
        reach = inline({"d": "double", "point": neighbor(doc)}, "double", {"max": ["d", item("point.y", 0)]})
        reached = {"a.zipmap": [distances(doc, model, x, nearest), nearest, reach]}
        density = doc.let("density", over(1.0, plus({"a.mean": [reached]}, SMALL)))
        shares = inline({"point": neighbor(doc)}, "double", over(item("point.y", 1), density))
        return doc.let("score", {"u-": [{"a.mean": [{"a.map": [nearest, shares]}]}]})

    scores = once(negative)
    decision = once(lambda: doc.let("decision", minus(scores(), float(model.offset_))))
    return Outliers(once(lambda: {">=": [decision(), 0.0]}), decision, scores)
