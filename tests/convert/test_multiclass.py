"""Classifiers made of binary ones against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.naive_bayes import GaussianNB

from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

MEMBERS = [LogisticRegression(), RidgeClassifier(), GaussianNB()]


@pytest.mark.parametrize("labels", [("a", "b"), (5, 3, 4), ("a", "b", "c", "d")])
@pytest.mark.parametrize("member", MEMBERS, ids=lambda model: type(model).__name__)
@pytest.mark.parametrize("kind", [OneVsRestClassifier, OneVsOneClassifier])
def test_by_members(kind: Any, member: Any, labels: tuple[Any, ...]) -> None:
    x = table(80, 3)
    assert_parity(kind(member).fit(x, classes(x, labels)), table(40, 3, seed=1))


@pytest.mark.parametrize("member", MEMBERS, ids=lambda model: type(model).__name__)
def test_output_code(member: Any) -> None:
    x = table(80, 3)
    model = OutputCodeClassifier(member, code_size=2, random_state=0).fit(x, classes(x, ("a", "b", "c")))
    assert_parity(model, table(40, 3, seed=1))


def test_regressors_as_members() -> None:
    x = table(60, 3)
    assert_parity(OneVsRestClassifier(LinearRegression()).fit(x, classes(x, (0, 1, 2))), table(40, 3, seed=1))


@pytest.mark.parametrize("member", [*MEMBERS, LinearRegression()], ids=lambda model: type(model).__name__)
@pytest.mark.filterwarnings("ignore:Label:UserWarning")
@pytest.mark.parametrize("constant", [None, 0, 1])
def test_several_labels_for_a_row(constant: int | None, member: Any) -> None:
    """A label that all rows have, or none, has a classifier of its own, whose threshold counts when it is the first."""
    x = table(60, 3)
    y = (x > 0).astype(np.int64)
    if constant is not None:
        y[:, 0], y[:, 2] = constant, 1 - constant
    assert_parity(OneVsRestClassifier(member).fit(x, y), table(40, 3, seed=1))
