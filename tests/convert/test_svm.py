"""Support vector machines with kernels against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.svm import SVC, SVR, NuSVC, NuSVR, OneClassSVM

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

X = table(70, 3)
ROWS = table(40, 3, seed=1)
KERNELS = ["linear", "rbf", "poly", "sigmoid"]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("kind", [SVR, NuSVR])
def test_regression(kind: Any, kernel: Any) -> None:
    assert_parity(kind(kernel=kernel, coef0=0.5).fit(X, numbers(X)), ROWS)


@pytest.mark.parametrize("labels", [("a", "b"), (3, 1, 2), ("a", "b", "c", "d")])
@pytest.mark.parametrize("kernel", KERNELS)
def test_classifier(kernel: Any, labels: tuple[Any, ...]) -> None:
    assert_parity(SVC(kernel=kernel, coef0=0.5).fit(X, classes(X, labels)), ROWS)


@pytest.mark.parametrize("labels", [("a", "b"), (3, 1, 2)])
@pytest.mark.parametrize("model", [NuSVC(nu=0.3), SVC(decision_function_shape="ovo"), SVC(break_ties=True)], ids=str)
def test_variants(model: Any, labels: tuple[Any, ...]) -> None:
    assert_parity(model.fit(X, classes(X, labels)), ROWS)


@pytest.mark.filterwarnings("ignore::FutureWarning")  # the parameter is on its way out, the models are still there
@pytest.mark.parametrize("labels", [("a", "b"), (3, 1, 2), ("a", "b", "c", "d")])
def test_probabilities(labels: tuple[Any, ...]) -> None:
    model = SVC(probability=True, random_state=0).fit(X, classes(X, labels))
    assert_parity(model, np.vstack([ROWS, [[0, 0, 0], [99, 99, 99]]]))


@pytest.mark.parametrize("kernel", KERNELS)
def test_outliers(kernel: Any) -> None:
    assert_parity(OneClassSVM(kernel=kernel, nu=0.2).fit(X), ROWS)


def test_kernels_that_need_the_training_rows_are_not_converted() -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(SVC(kernel="precomputed").fit(X @ X.T, classes(X, (0, 1))))
    assert str(caught.value) == "SVC: the parameter kernel='precomputed'"
