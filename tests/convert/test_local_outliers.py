"""Local outlier factors against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.neighbors import LocalOutlierFactor

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import table

X = table(60, 3)
ROWS = np.vstack([table(40, 3, seed=1) * 2.0, X[:5]])


@pytest.mark.parametrize("contamination", ["auto", 0.2])
@pytest.mark.parametrize("algorithm", ["kd_tree", "brute"])
@pytest.mark.parametrize("count", [1, 7, 100])
@pytest.mark.filterwarnings("ignore:n_neighbors:UserWarning")
def test_factor(count: int, algorithm: Any, contamination: Any) -> None:
    model = LocalOutlierFactor(count, algorithm=algorithm, contamination=contamination, novelty=True)
    assert_parity(model.fit(X), ROWS)


def test_copies_of_a_row() -> None:
    x = np.vstack([np.zeros((10, 3)), X[:20]])
    assert_parity(LocalOutlierFactor(4, novelty=True).fit(x), [[0.0, 0.0, 0.0], *ROWS])


def test_without_novelty() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(LocalOutlierFactor().fit(X))
    assert str(caught.value) == "LocalOutlierFactor: the parameter novelty=False: it says nothing of new rows"
