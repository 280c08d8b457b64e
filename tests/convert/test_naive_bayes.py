"""Naive Bayes against scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import naive_bayes
from sklearn.preprocessing import StandardScaler

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import classes, table

LABELS = [("a", "b"), (0, 1, 2), (7,)]


@pytest.mark.parametrize("labels", LABELS)
def test_gaussian(labels: tuple[Any, ...]) -> None:
    x = table(60, 4)
    assert_parity(naive_bayes.GaussianNB().fit(x, classes(x, labels)), table(50, 4, seed=1))


def test_gaussian_far_away_and_constant() -> None:
    x = table(60, 3)
    x[:, 1] = 5.0
    model = naive_bayes.GaussianNB().fit(x, classes(x, ("a", "b", "c")))
    assert_parity(model, [[0, 5, 0], [0, 5.01, 0], [1e4, 5, -1e4], [1e-300, 5, 0]])


@pytest.mark.parametrize("labels", LABELS)
@pytest.mark.parametrize(
    "model",
    [
        naive_bayes.MultinomialNB(),
        naive_bayes.MultinomialNB(fit_prior=False, alpha=0.1),
        naive_bayes.ComplementNB(),
        naive_bayes.ComplementNB(norm=True),
        naive_bayes.BernoulliNB(),
        naive_bayes.BernoulliNB(binarize=2.5),
        naive_bayes.CategoricalNB(min_categories=8),
    ],
    ids=str,
)
def test_counts(model: Any, labels: tuple[Any, ...]) -> None:
    x = np.abs(table(80, 5, ties=True))
    rows = np.abs(table(50, 5, seed=1, ties=True))
    assert_parity(model.fit(x, classes(x, labels)), np.minimum(rows, 7))


def test_bernoulli_of_numbers_that_are_not_binarized() -> None:
    x = (table(60, 4) > 0).astype(float)
    assert_parity(naive_bayes.BernoulliNB(binarize=None).fit(x, classes(x, (0, 1))), (table(30, 4, seed=1) > 0) * 1.0)


def test_at_the_threshold_of_binarizing() -> None:
    x = table(40, 1)
    model = naive_bayes.BernoulliNB(binarize=0.25).fit(x, classes(x, (0, 1)))
    above = np.nextafter(0.25, 1)
    converted = assert_parity(model, [[0.25], [above], [np.nextafter(0.25, 0)], [0.0], [-0.0]])
    assert converted.fields[0].thresholds == {0.25}


def test_a_category_that_was_never_seen_is_refused() -> None:
    x = np.array([[0.0], [1.0], [1.0]])
    converted = convert(naive_bayes.CategoricalNB().fit(x, [0, 1, 1]))
    assert [(field.name, field.missing) for field in converted.fields] == [("x0", False)]


def test_probabilities_of_zero_are_not_converted() -> None:
    x = np.array([[0.0, 1.0], [1.0, 0.0]])
    with np.errstate(divide="ignore"):
        model = naive_bayes.MultinomialNB(alpha=0, force_alpha=True).fit(x, [0, 1])
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "MultinomialNB: a feature has the probability 0 in a class (alpha=0)"


def test_missing_values_are_refused_where_the_source_refuses_them() -> None:
    x = table(40, 2)
    from sklearn.pipeline import make_pipeline

    converted = convert(make_pipeline(StandardScaler(), naive_bayes.GaussianNB()).fit(x, classes(x, (0, 1))))
    assert not any(field.missing or field.infinite for field in converted.fields)


def test_categories_are_whole_numbers() -> None:
    x = [[0, 1], [1, 2], [2, 0]]
    assert_parity(naive_bayes.CategoricalNB().fit(x, [0, 1, 1]), [[0.5, 1.5], [1.9, 2.99], [-0.5, 0.0], [1, 2]])
