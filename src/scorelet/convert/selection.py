"""Selection of features (sklearn.feature_selection): the features that an estimator keeps."""

from __future__ import annotations

from typing import Any

from scorelet.convert.builder import inline
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Outputs, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row, Sparse


def selected(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """What has `get_support`: SelectKBest and its like, VarianceThreshold, SelectFromModel."""
    return Transformed(_kept(row, model.get_support(indices=True).tolist(), conversion))


def eliminated(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """RFE, RFECV in the middle of a pipeline: the features that are left."""
    return selected(model, row, conversion)


def elimination(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RFE, RFECV at the end: the estimator that was trained on the features that are left."""
    return conversion.outputs(model.estimator_, selected(model, row, conversion).row, "estimator")


def _kept(row: Row, indexes: list[int], conversion: Conversion) -> Row:
    """Of a sparse row the terms that are kept, since what reads it looks up every term that is there."""
    if not isinstance(row, Sparse):
        return row.take(indexes)
    doc = conversion.doc
    terms = [row.terms[i] for i in indexes]
    table = doc.table("keptTerms", {"type": "map", "values": "boolean"}, dict.fromkeys(terms, True), len(terms))
    known: Json = inline({"term": "string", "x": "double"}, "boolean", {"map.containsKey": [table, "term"]})
    return Sparse(doc.let("kept", {"map.filterWithKey": [row.symbol, known]}), terms)
