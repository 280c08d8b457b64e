"""Missing values predicted from the other features, in rounds (IterativeImputer of scikit-learn).

Training left a sequence of regressions: which feature each predicts, and from which others. A row goes through the
sequence from a first filling on; each regression reads what those before it have filled in.

A row of which everything is missing is imputed like any other. scikit-learn does the same, but stops at the first
filling when all rows that it is given at once are such.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

from scorelet.convert.arithmetic import clipped
from scorelet.convert.converted import Json
from scorelet.convert.imputers import Marked, accept, indicators
from scorelet.convert.outputs import Regression, Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, joined
from scorelet.errors import NotConvertibleError


def iterative(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """IterativeImputer, as long as it does not draw its values at random."""
    if model.sample_posterior:
        raise NotConvertibleError("the parameter sample_posterior=True: its answers are random")
    accept(model, row)
    empty = model._is_empty_feature.tolist()
    kept = [i for i in range(row.width) if model.keep_empty_features or not empty[i]]
    marked = [Marked(model.missing_values, column) for column in row.take(kept).columns()]
    gaps = [False if empty[i] else mark.number(mark.column.number()) for i, mark in zip(kept, marked, strict=True)]
    filled = conversion.row(model.initial_imputer_, row, "initial imputation").columns()
    if model.n_iter_:
        for number, step in enumerate(model.imputation_sequence_):
            _impute(model, step, number, filled, gaps, conversion)
    parts: list[Row] = [Columns(filled)]
    if model.add_indicator:
        parts.append(indicators(conversion.doc, model.missing_values, row.take(model.indicator_.features_.tolist())))
    return Transformed(joined(parts))


def _impute(model: Any, step: Any, number: int, filled: list[Column], gaps: list[Json], conversion: Conversion) -> None:
    """One regression of the sequence: its feature has another value from here on, where it is missing."""
    doc, i = conversion.doc, int(step.feat_idx)
    others = Columns([filled[j] for j in step.neighbor_feat_idx.tolist()])
    found = conversion.outputs(step.estimator, others, f"imputation {number}")
    if not isinstance(found, Regression):
        raise NotConvertibleError(f"{type(step.estimator).__name__} is no regression of one target")
    column = filled[i]
    predicted = doc.let("predicted", found.value())
    low, high = float(model._min_value[i]), float(model._max_value[i])
    value = predicted if not (isfinite(low) or isfinite(high)) else _within(predicted, low, high)
    symbol = doc.let(column.name, {"if": gaps[i], "then": value, "else": column.expr})
    filled[i] = Column(symbol, column.name, noted=column.noted)


def _within(x: str, low: float, high: float) -> Json:
    largest = 1.7976931348623157e308
    return clipped(x, max(low, -largest), min(high, largest))
