"""Covariances against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import covariance

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import table

X = table(60, 3)
ROWS = np.vstack([table(40, 3, seed=1) * 3.0, X[:5]])
ESTIMATORS = [
    covariance.EmpiricalCovariance(),
    covariance.EmpiricalCovariance(assume_centered=True),
    covariance.GraphicalLasso(),
    covariance.GraphicalLassoCV(cv=2),
    covariance.LedoitWolf(),
    covariance.MinCovDet(random_state=0),
    covariance.OAS(),
    covariance.ShrunkCovariance(),
]


@pytest.mark.parametrize("model", ESTIMATORS, ids=str)
def test_mahalanobis(model: Any) -> None:
    assert_parity(model.fit(X), ROWS)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_envelope(share: float) -> None:
    assert_parity(covariance.EllipticEnvelope(contamination=share, random_state=0).fit(X), ROWS)


def test_a_precision_that_is_not_kept() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(covariance.LedoitWolf(store_precision=False).fit(X))
    assert str(caught.value) == "LedoitWolf: the parameter store_precision=False: its precision is not kept"
