"""Histogram gradient boosting of scikit-learn: 64-bit features, missing values, categories.

Categories are encoded before the trees see them, and a tree asks whether a code is in a set. A value that the model
was not trained on has the code NaN: the trees treat it as missing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from scorelet.convert import boosted
from scorelet.convert.categories import Codes, coded, missing
from scorelet.convert.forest import Leaf, Node, Split, ordered
from scorelet.convert.outputs import Classification, Lazy, Regression
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """HistGradientBoostingClassifier: a sum for each class, or one for two."""
    return boosted.classification(model, conversion.doc, _scores(model, row, conversion), ">")


def regressor(model: Any, row: Row, conversion: Conversion) -> Regression:
    """HistGradientBoostingRegressor: one sum."""
    return boosted.regression(model, conversion.doc, _scores(model, row, conversion)[0])


def _scores(model: Any, row: Row, conversion: Conversion) -> list[Lazy]:
    doc = conversion.doc
    order, categories = _preprocessed(model, row.width)
    columns = row.columns()
    for place, known in categories.items():
        columns[place] = _encoded(columns[place], known, conversion)
    sizes = {place: len(known) for place, known in categories.items()}
    by_iteration = [[_root(tree, order, sizes) for tree in trees] for trees in model._predictors]
    groups = list(zip(*by_iteration, strict=True))
    starts = [float(start) for start in model._baseline_prediction.ravel().tolist()]
    return boosted.raw_scores(model, doc, Columns(columns), groups, starts)


def _preprocessed(model: Any, width: int) -> tuple[list[int], dict[int, list[Any]]]:
    """(the places in the row of the trees' features; the categories by place): trees have all categories first."""
    if model.is_categorical_ is None:
        return list(range(width)), {}
    mask = model.is_categorical_.tolist()
    first = [i for i in range(width) if mask[i]]
    encoder = model._preprocessor.named_transformers_["encoder"]
    known = [[value for value in found.tolist() if not missing(value)] for found in encoder.categories_]
    return first + [i for i in range(width) if not mask[i]], dict(zip(first, known, strict=True))


def _encoded(column: Column, known: list[Any], conversion: Conversion) -> Column:
    """The column of codes of a column of categories; what has no code is NaN."""
    codes = Codes(known, range(len(known)), "double", unknown=math.nan)
    return Column(coded(conversion.doc, column, codes), column.name, "number", column.sources)


def _root(predictor: Any, order: Sequence[int], sizes: Mapping[int, int]) -> Node:
    nodes = predictor.nodes
    left, right = nodes["left"].tolist(), nodes["right"].tolist()
    feature, threshold = nodes["feature_idx"].tolist(), nodes["num_threshold"].tolist()
    missing_left, categorical = nodes["missing_go_to_left"].tolist(), nodes["is_categorical"].tolist()
    is_leaf, bitset = nodes["is_leaf"].tolist(), nodes["bitset_idx"].tolist()
    leaves: list[Leaf] = nodes["value"].tolist()
    found: list[Node] = list(leaves)
    # Children come after their parents.
    for i in reversed(range(len(found))):
        if is_leaf[i]:
            continue
        place, yes, no, missing = order[feature[i]], found[left[i]], found[right[i]], bool(missing_left[i])
        if categorical[i]:
            codes = _codes(predictor.raw_left_cat_bitsets[bitset[i]].tolist())
            found[i] = _in_set(place, sizes[place], codes, yes, no, missing_is_yes=missing)
        else:
            found[i] = ordered(place, "<=", threshold[i], yes, no, missing_is_yes=missing)
    return found[0]


def _codes(words: Sequence[int]) -> set[int]:
    """The places of the bits that are set in 32-bit words."""
    return {32 * i + bit for i, word in enumerate(words) for bit in range(32) if word >> bit & 1}


def _in_set(place: int, size: int, codes: set[int], yes: Node, no: Node, *, missing_is_yes: bool) -> Split:
    """What is in no set goes to the `no` side: so missing and unknown values do."""
    if missing_is_yes:
        return Split(place, "in", _tested(set(range(size)) - codes), no, yes)
    return Split(place, "in", _tested(codes), yes, no)


def _tested(codes: set[int]) -> tuple[float, ...]:
    return tuple(float(code) for code in sorted(codes))
