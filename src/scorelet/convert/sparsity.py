"""Which transformers of scikit-learn hand on a sparse matrix.

Most models do not care: a zero is a zero. XGBoost does: what is not in a sparse matrix is missing, and goes where
missing values go. So the conversion keeps count, step by step, of what kind of matrix the original would hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

KEEPS = frozenset({
    "Binarizer", "FunctionTransformer", "GenericUnivariateSelect", "MaxAbsScaler", "MissingIndicator", "Normalizer",
    "PolynomialFeatures", "QuantileTransformer", "RFE", "RFECV", "RobustScaler", "SelectFdr", "SelectFpr",
    "SelectFromModel", "SelectFwe", "SelectKBest", "SelectPercentile", "SequentialFeatureSelector", "SimpleImputer",
    "SparseRandomProjection", "StandardScaler", "VarianceThreshold",
})  # fmt: skip
"""Those that make of a sparse matrix a sparse one, and of a dense one a dense one."""


def makes_sparse(transformer: Any, given_sparse: bool) -> bool:
    """Whether the fitted transformer makes a sparse matrix of what it is given. What is not known here is dense."""
    name = type(transformer).__name__
    if name in KEEPS:
        return given_sparse
    rule = _RULES.get(name)
    return rule is not None and rule(transformer, given_sparse)


def _of_pipeline(model: Any, given_sparse: bool) -> bool:
    for _, step in model.steps:
        if step not in (None, "passthrough"):
            given_sparse = makes_sparse(step, given_sparse)
    return given_sparse


def _of_union(model: Any, given_sparse: bool) -> bool:
    """One sparse part makes the whole sparse."""
    members = [member for _, member in model.transformer_list if member != "drop"]
    return any(given_sparse if member == "passthrough" else makes_sparse(member, given_sparse) for member in members)


_RULES: Mapping[str, Callable[[Any, bool], bool]] = {
    "ColumnTransformer": lambda model, given_sparse: bool(model.sparse_output_),
    "CountVectorizer": lambda model, given_sparse: True,
    "DictVectorizer": lambda model, given_sparse: bool(model.sparse),
    "FeatureUnion": _of_union,
    "HashingVectorizer": lambda model, given_sparse: True,
    "KBinsDiscretizer": lambda model, given_sparse: bool(model.encode == "onehot"),
    "OneHotEncoder": lambda model, given_sparse: bool(model.sparse_output),
    "Pipeline": _of_pipeline,
    "SplineTransformer": lambda model, given_sparse: bool(model.sparse_output),
    "TfidfTransformer": lambda model, given_sparse: True,
    "TfidfVectorizer": lambda model, given_sparse: True,
}
