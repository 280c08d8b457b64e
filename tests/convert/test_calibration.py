"""Calibrated classifiers and isotonic regression against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table


@pytest.mark.parametrize("labels", [("a", "b"), (0, 1, 2)])
@pytest.mark.parametrize("method", ["sigmoid", "isotonic", "temperature"])
@pytest.mark.parametrize("member", [LinearSVC(), GaussianNB()], ids=lambda model: type(model).__name__)
def test_calibrated(member: Any, method: Any, labels: tuple[Any, ...]) -> None:
    x = table(90, 3)
    model = CalibratedClassifierCV(member, method=method, cv=3).fit(x, classes(x, labels))
    assert_parity(model, table(40, 3, seed=1))


def test_one_calibration_for_all_folds() -> None:
    x = table(90, 3)
    model = CalibratedClassifierCV(LogisticRegression(), cv=3, ensemble=False).fit(x, classes(x, ("a", "b")))
    assert_parity(model, table(40, 3, seed=1))


@pytest.mark.parametrize("increasing", [True, False])
@pytest.mark.parametrize("outside", ["clip", "nan", "raise"])
def test_isotonic(outside: Any, increasing: bool) -> None:
    x = table(40, 1, ties=True)
    model = IsotonicRegression(out_of_bounds=outside, increasing=increasing).fit(x, np.sin(x[:, 0]))
    between = [[point] for point in model.X_thresholds_]
    assert_parity(model, [*between, [0.3], [-9.0], [9.0], [float(np.nextafter(model.X_thresholds_[-1], 99))]])


def test_isotonic_through_one_point() -> None:
    assert_parity(IsotonicRegression(out_of_bounds="clip").fit([[1.0], [1.0]], [2.0, 4.0]), [[0.0], [1.0], [5.0]])


def test_isotonic_as_a_step() -> None:
    x = table(40, 1, ties=True)
    twice = make_pipeline(IsotonicRegression(out_of_bounds="clip"), IsotonicRegression(out_of_bounds="clip"))
    assert_parity(twice.fit(x, np.sin(x[:, 0])), [[0.3], [-9.0], [9.0], [1.0]])
