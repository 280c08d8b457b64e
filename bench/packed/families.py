"""The models that are packed and measured, one of each family, fitted to rows of scikit-learn or to made-up ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from bench.packed.mixed import CATEGORIES, NUMBERS, cars
from bench.packed.texts import texts
from bench.results import Promise

ORIGINAL, ONNX, OWN = "predict_proba", "ONNX Runtime", "the booster's own"
FASTER = Promise(1.0, at_most=False)
TERMS = 15_000


def at_least(times: float) -> Promise:
    return Promise(times, at_most=False)


@dataclass(frozen=True)
class Fitted:
    """An original, rows as callers send them, and the model's form: "numbers", "mixed" or "text"."""

    model: Any
    rows: tuple[Any, ...]
    form: str = "numbers"


@dataclass(frozen=True, eq=False)
class Family:
    """`promises` are about the figure against a contender: how many times faster at least."""

    name: str
    fit: Callable[[], Fitted]
    promises: Mapping[str, Promise] = field(default_factory=dict)
    needs: str = "sklearn"

    @property
    def missing(self) -> bool:
        return find_spec(self.needs) is None


def _cancer(model: Any) -> Fitted:
    """569 rows of 30 numbers, two classes."""
    from sklearn.datasets import load_breast_cancer

    rows, classes = load_breast_cancer(return_X_y=True)
    return Fitted(model.fit(rows, classes), tuple(rows.tolist()))


def _logistic() -> Fitted:
    from sklearn.linear_model import LogisticRegression

    return _cancer(LogisticRegression(max_iter=10_000))


def _scaled_logistic() -> Fitted:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return _cancer(make_pipeline(StandardScaler(), LogisticRegression()))


def _naive_bayes() -> Fitted:
    from sklearn.naive_bayes import GaussianNB

    return _cancer(GaussianNB())


def _boosting() -> Fitted:
    from sklearn.ensemble import GradientBoostingClassifier

    return _cancer(GradientBoostingClassifier(n_estimators=100, max_depth=3, random_state=1))


def _forest(trees: int) -> Fitted:
    from sklearn.ensemble import RandomForestClassifier

    return _cancer(RandomForestClassifier(trees, random_state=1))


def _digits_forest() -> Fitted:
    """Leaves of two rows and more are not of one class, so that probabilities are no round numbers."""
    from sklearn.datasets import load_digits
    from sklearn.ensemble import RandomForestClassifier

    rows, digits = load_digits(return_X_y=True)
    model = RandomForestClassifier(100, min_samples_leaf=2, random_state=1)
    return Fitted(model.fit(rows, digits), tuple(rows.tolist()))


def _xgboost() -> Fitted:
    from xgboost import XGBClassifier

    return _cancer(XGBClassifier(n_estimators=100, n_jobs=1))


def _lightgbm() -> Fitted:
    from lightgbm import LGBMClassifier

    return _cancer(LGBMClassifier(n_estimators=100, n_jobs=1, verbose=-1))


def _mixed() -> Fitted:
    from pandas import DataFrame
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    rows, sold = cars(2_000)
    numbers = make_pipeline(SimpleImputer(), StandardScaler())
    categories = OneHotEncoder(handle_unknown="ignore")
    columns = ColumnTransformer([("numbers", numbers, list(NUMBERS)), ("categories", categories, list(CATEGORIES))])
    model = make_pipeline(columns, LogisticRegression(max_iter=1_000))
    return Fitted(model.fit(DataFrame(rows), sold), tuple(rows), "mixed")


def _texts() -> Fitted:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows, classes = texts(TERMS, 6_000)
    model = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=20))
    return Fitted(model.fit(rows, classes), tuple(rows), "text")


TEXTS = Family(f"texts, 20 classes, {TERMS:,} terms", _texts, {ORIGINAL: at_least(3.0)})
FOREST = Family("random forest, 100 trees", lambda: _forest(100), {ORIGINAL: at_least(300.0), ONNX: FASTER})
DIGITS_FOREST = Family("random forest of ten digits, 100 trees", _digits_forest)
"""Only its labels are compared."""
LINEAR = {ORIGINAL: at_least(30.0), ONNX: FASTER}

FAMILIES = (
    Family("logistic regression, 30 features", _logistic, LINEAR),
    Family("the same, standardized", _scaled_logistic, LINEAR),
    Family("columns of a mixed record, logistic", _mixed, LINEAR),
    Family("naive Bayes, Gaussian, 30 features", _naive_bayes),
    Family("boosting, 100 trees of depth 3", _boosting, {ORIGINAL: at_least(40.0), ONNX: FASTER}),
    FOREST,
    Family("random forest, 300 trees", lambda: _forest(300), {ONNX: FASTER}),
    Family("XGBoost, 100 trees", _xgboost, {ONNX: FASTER, OWN: FASTER}, needs="xgboost"),
    Family("LightGBM, 100 trees", _lightgbm, {ONNX: FASTER, OWN: FASTER}, needs="lightgbm"),
    TEXTS,
)
