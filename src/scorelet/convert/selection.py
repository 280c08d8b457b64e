"""Selection of features (sklearn.feature_selection): the features that an estimator keeps."""

from __future__ import annotations

from typing import Any

from scorelet.convert.outputs import Outputs, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Row


def selected(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """What has `get_support`: SelectKBest and its like, VarianceThreshold, SelectFromModel."""
    return Transformed(row.take(model.get_support(indices=True).tolist()))


def eliminated(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """RFE, RFECV in the middle of a pipeline: the features that are left."""
    return selected(model, row, conversion)


def elimination(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """RFE, RFECV at the end: the estimator that was trained on the features that are left."""
    return conversion.outputs(model.estimator_, selected(model, row, conversion).row, "estimator")
