"""Linear models against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import linear_model, svm

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, numbers, table

REGRESSIONS = [
    linear_model.LinearRegression(),
    linear_model.LinearRegression(fit_intercept=False),
    linear_model.Ridge(),
    linear_model.RidgeCV(),
    linear_model.Lasso(alpha=0.01),
    linear_model.ElasticNet(alpha=0.01),
    linear_model.Lars(),
    linear_model.LassoLars(alpha=0.001),
    linear_model.OrthogonalMatchingPursuit(),
    linear_model.BayesianRidge(),
    linear_model.ARDRegression(),
    linear_model.HuberRegressor(),
    linear_model.QuantileRegressor(alpha=0.01),
    linear_model.TheilSenRegressor(random_state=0, max_subpopulation=50),
    linear_model.RANSACRegressor(random_state=0),
    linear_model.SGDRegressor(random_state=0),
    svm.LinearSVR(random_state=0, max_iter=10_000),
]


@pytest.mark.parametrize("model", REGRESSIONS, ids=lambda model: type(model).__name__)
def test_regressions(model: Any) -> None:
    x = table(60, 4)
    assert_parity(model.fit(x, numbers(x)), table(50, 4, seed=1))


@pytest.mark.parametrize("kind", [linear_model.PoissonRegressor, linear_model.GammaRegressor])
def test_generalized(kind: Any) -> None:
    x = table(60, 4)
    assert_parity(kind().fit(x, np.abs(numbers(x)) + 0.1), table(50, 4, seed=1))


@pytest.mark.parametrize(("power", "link"), [(0, "auto"), (1.5, "auto"), (0, "log"), (2, "log"), (0, "identity")])
def test_tweedie(power: float, link: Any) -> None:
    x = table(60, 4)
    model = linear_model.TweedieRegressor(power=power, link=link).fit(x, np.abs(numbers(x)) + 0.1)
    assert_parity(model, table(50, 4, seed=1))


@pytest.mark.parametrize("targets", [1, 3])
def test_several_targets(targets: int) -> None:
    x = table(60, 4)
    y = np.column_stack([numbers(x, seed=seed) for seed in range(targets)])
    assert_parity(linear_model.Ridge().fit(x, y), table(20, 4, seed=1))


CLASSIFIERS = [
    linear_model.LogisticRegression(),
    linear_model.LogisticRegression(solver="newton-cholesky", C=0.01),
    linear_model.SGDClassifier(random_state=0),
    linear_model.SGDClassifier(loss="log_loss", random_state=0),
    linear_model.SGDClassifier(loss="modified_huber", random_state=0),
    linear_model.Perceptron(random_state=0),
    linear_model.RidgeClassifier(),
    svm.LinearSVC(random_state=0, max_iter=20_000),
]


@pytest.mark.parametrize("labels", [(0, 1), ("no", "yes"), ("a", "b", "c"), (3, 1, 2, 7), (0.0, 2.0), (False, True)])
@pytest.mark.parametrize("model", CLASSIFIERS, ids=lambda model: type(model).__name__)
def test_classifiers(model: Any, labels: tuple[Any, ...]) -> None:
    x = table(80, 4)
    assert_parity(model.fit(x, classes(x, labels)), table(50, 4, seed=1))


@pytest.mark.parametrize("model", [linear_model.RidgeClassifier(), linear_model.RidgeClassifierCV()], ids=str)
def test_several_labels_for_a_row(model: Any) -> None:
    x = table(60, 4)
    assert_parity(model.fit(x, (x > 0).astype(np.int64)), table(50, 4, seed=1))


def test_logistic_with_cross_validation() -> None:
    x = table(80, 4)
    model = linear_model.LogisticRegressionCV(cv=2, use_legacy_attributes=False, l1_ratios=(0,), scoring="accuracy")
    assert_parity(model.fit(x, classes(x, ("a", "b", "c"))), table(50, 4, seed=1))


def test_outliers() -> None:
    x = table(80, 4)
    assert_parity(linear_model.SGDOneClassSVM(random_state=0).fit(x), table(50, 4, seed=1))


def test_a_row_on_the_boundary_is_the_first_class() -> None:
    x = np.array([[-1.0], [1.0]])
    model = svm.LinearSVC(fit_intercept=False).fit(x, [0, 1])
    assert_parity(model, [[0.0], [5e-324], [-5e-324]])


@settings(derandomize=True, deadline=None, max_examples=30)
@given(st.data())
def test_any_coefficients(data: st.DataObject) -> None:
    """What a model says follows from its coefficients, however they came about."""
    width = data.draw(st.integers(1, 5))
    count = data.draw(st.sampled_from([2, 3, 4]))
    finite = st.floats(-1e6, 1e6, allow_subnormal=False)
    x = table(10 * count, width)
    model = linear_model.LogisticRegression().fit(x, np.arange(10 * count) % count)
    a_row = st.lists(finite, min_size=width, max_size=width)
    model.coef_ = np.array([data.draw(a_row) for _ in model.coef_])
    rows = data.draw(st.lists(a_row, min_size=1, max_size=5))
    # Sums of numbers of different size lose digits differently in another order.
    assert_parity(model, rows, ("label", "probabilities"), absolute=1e-6)
