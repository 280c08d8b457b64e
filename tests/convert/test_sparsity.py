"""Which transformers hand on a sparse matrix, against what scikit-learn makes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import sparse
from sklearn import decomposition, feature_selection, pipeline, preprocessing
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.impute import SimpleImputer

from scorelet.convert.sparsity import makes_sparse
from tests.convert.tables import table

X = np.abs(table(30, 4, ties=True))
Y = np.arange(30) % 2

TRANSFORMERS: list[Any] = [
    preprocessing.OneHotEncoder(),
    preprocessing.OneHotEncoder(sparse_output=False),
    preprocessing.OrdinalEncoder(),
    preprocessing.KBinsDiscretizer(3, quantile_method="averaged_inverted_cdf"),
    preprocessing.KBinsDiscretizer(3, encode="ordinal", quantile_method="averaged_inverted_cdf"),
    preprocessing.SplineTransformer(sparse_output=True),
    preprocessing.StandardScaler(with_mean=False),
    preprocessing.MaxAbsScaler(),
    preprocessing.Normalizer(),
    preprocessing.Binarizer(),
    preprocessing.PolynomialFeatures(),
    SimpleImputer(missing_values=-1.0),
    feature_selection.SelectKBest(k=2),
    feature_selection.VarianceThreshold(),
    TfidfTransformer(),
    decomposition.TruncatedSVD(2),
    ColumnTransformer([("a", preprocessing.OneHotEncoder(), [0])], remainder="passthrough", sparse_threshold=1.0),
    ColumnTransformer([("a", preprocessing.OneHotEncoder(), [0])], remainder="passthrough", sparse_threshold=0.0),
    pipeline.make_pipeline(preprocessing.OneHotEncoder(), preprocessing.MaxAbsScaler()),
    pipeline.make_pipeline(preprocessing.OneHotEncoder(), decomposition.TruncatedSVD(2)),
    pipeline.make_union(preprocessing.OneHotEncoder(), preprocessing.StandardScaler(with_mean=False)),
    pipeline.make_union(preprocessing.Binarizer(), preprocessing.StandardScaler(with_mean=False)),
]


@pytest.mark.parametrize("given", [np.asarray, sparse.csr_matrix], ids=["dense", "sparse"])
@pytest.mark.parametrize("transformer", TRANSFORMERS, ids=lambda transformer: type(transformer).__name__)
def test_what_is_sparse(transformer: Any, given: Any) -> None:
    try:
        made = transformer.fit(given(X), Y).transform(given(X))
    except (TypeError, ValueError):
        pytest.skip("it takes no sparse matrix")
    assert makes_sparse(transformer, sparse.issparse(given(X))) == sparse.issparse(made)


@pytest.mark.parametrize("vectorizer", [CountVectorizer(), TfidfVectorizer()])
def test_texts_are_sparse(vectorizer: Any) -> None:
    assert makes_sparse(vectorizer, given_sparse=False)
    assert sparse.issparse(vectorizer.fit_transform(["a text", "another one"]))
