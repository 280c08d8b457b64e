"""Nearest centroids against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.neighbors import NearestCentroid

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

X = table(60, 3)
ROWS = np.vstack([table(40, 3, seed=1), X[:5]])


@pytest.mark.parametrize("shrink", [None, 0.5])
@pytest.mark.parametrize("priors", ["uniform", "empirical", [0.8, 0.1, 0.1]])
@pytest.mark.parametrize("metric", ["euclidean", "manhattan"])
def test_three_classes(metric: Any, priors: Any, shrink: Any) -> None:
    y = classes(X, ("a", "b", "c"))
    y[:25] = "b"
    assert_parity(NearestCentroid(metric=metric, priors=priors, shrink_threshold=shrink).fit(X, y), ROWS)


@pytest.mark.parametrize("priors", ["uniform", [0.3, 0.7]])
def test_two_classes(priors: Any) -> None:
    assert_parity(NearestCentroid(priors=priors).fit(X, classes(X, (5, 3))), ROWS)


@pytest.mark.filterwarnings("ignore:self.within_class_std_dev_ has at least:UserWarning")
def test_a_feature_that_does_not_vary() -> None:
    x = X.copy()
    x[:, 1] = 2.0
    assert_parity(NearestCentroid(priors=[0.3, 0.7]).fit(x, classes(X, (0, 1))), ROWS)


def test_a_class_that_cannot_be() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(NearestCentroid(priors=[0.0, 1.0]).fit(X, classes(X, (0, 1))))
    assert str(caught.value) == "NearestCentroid: the parameter priors: one of them is zero"
