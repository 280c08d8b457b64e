"""What counts as a model's parameters: the arrays that prediction needs, and no others."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.packed.families import FAMILIES
from bench.packed.packing import fitted
from bench.packed.parameters import gzipped, parts

ROWS, CLASSES = load_iris(return_X_y=True)


def test_a_pipeline_has_the_parameters_of_its_steps() -> None:
    model = make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, CLASSES)
    scaler, logistic = model[0], model[1]
    arrays = (scaler.mean_, scaler.scale_, logistic.coef_, logistic.intercept_, logistic.classes_)
    assert list(parts(model)) == [array.tobytes() for array in arrays]


def test_of_a_tree_thresholds_of_leaves_and_scores_of_inner_nodes_do_not_count() -> None:
    model = RandomForestClassifier(1, max_depth=1, random_state=0).fit(ROWS, CLASSES)
    _, left, right, features, thresholds, values = parts(model)
    assert np.frombuffer(left, np.int64).tolist() == [1, -1, -1]
    assert np.frombuffer(right, np.int64).tolist() == [2, -1, -1]
    assert (len(features), len(thresholds), len(values)) == (8, 8, 2 * 3 * 8)


def test_terms_stand_in_the_order_of_their_numbers() -> None:
    model = TfidfVectorizer().fit(["one two", "two three"])
    assert next(iter(parts(model))) == b"one\nthree\ntwo"


@pytest.mark.parametrize("name", ["naive Bayes", "columns", "XGBoost", "LightGBM"])
def test_families_have_parameters(name: str) -> None:
    (family,) = (family for family in FAMILIES if family.name.startswith(name))
    assert 100 < gzipped(fitted(family).model) < 50_000


def test_of_other_models_nothing_is_guessed() -> None:
    with pytest.raises(KeyError, match=r"^'object'$"):
        gzipped(object())
