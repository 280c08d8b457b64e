"""Every estimator of scikit-learn: those with a converter say what the original says, all others that they cannot.

Each is fitted to small tables with its default parameters, or with those that it needs (`GIVEN`): of spread numbers,
and of whole numbers with duplicates, a column that does not vary and a row of zeros. Classifiers are fitted to one,
two and four classes, of whole numbers and of strings.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils import all_estimators

from scorelet.convert import convert
from scorelet.convert.registry import CONVERTERS
from scorelet.errors import NotConvertibleError
from tests.convert.parity import assert_parity
from tests.convert.tables import Table, classes, numbers, table

ESTIMATORS = dict(all_estimators())
OF_LABELS = {"LabelBinarizer", "LabelEncoder"}
"""They are fitted to labels alone: test_labels.py."""
CONVERTIBLE = sorted((ESTIMATORS.keys() & CONVERTERS["sklearn"].keys()) - OF_LABELS)
OTHERS = sorted(ESTIMATORS.keys() - CONVERTERS["sklearn"].keys())

_CLASSIFIERS = [("one", DecisionTreeClassifier(max_depth=3)), ("two", LogisticRegression())]
_REGRESSORS = [("one", DecisionTreeRegressor(max_depth=3)), ("two", Ridge())]
_SEARCH: dict[str, Any] = {"estimator": LogisticRegression(), "cv": 2}
GIVEN: dict[str, dict[str, Any]] = {
    "BernoulliRBM": {"n_components": 4},
    "DictionaryLearning": {"max_iter": 2},
    "MiniBatchDictionaryLearning": {"max_iter": 2},
    "MiniBatchSparsePCA": {"max_iter": 2},
    "SparsePCA": {"max_iter": 2},
    "CCA": {"n_components": 1},
    "ClassifierChain": {"estimator": LogisticRegression()},
    "ColumnTransformer": {"transformers": [("scaled", StandardScaler(), [0, 2])], "remainder": "passthrough"},
    "FeatureUnion": {"transformer_list": [("scaled", StandardScaler()), ("as they are", "passthrough")]},
    "FixedThresholdClassifier": {"estimator": LogisticRegression()},
    "FrozenEstimator": {"estimator": LinearRegression().fit(table(50, 4), numbers(table(50, 4)))},
    "GaussianProcessClassifier": {"optimizer": None},
    "GaussianProcessRegressor": {"optimizer": None, "alpha": 0.1},
    "GaussianRandomProjection": {"n_components": 2},
    "GridSearchCV": {**_SEARCH, "param_grid": {"C": [0.1, 1.0]}},
    "HalvingGridSearchCV": {**_SEARCH, "param_grid": {"C": [0.1, 1.0]}},
    "HalvingRandomSearchCV": {**_SEARCH, "param_distributions": {"C": [0.1, 1.0]}},
    "HistGradientBoostingClassifier": {"max_iter": 5, "min_samples_leaf": 3},
    "HistGradientBoostingRegressor": {"max_iter": 5, "min_samples_leaf": 3},
    "IsotonicRegression": {"out_of_bounds": "clip"},
    "LocalOutlierFactor": {"novelty": True},
    "MLPClassifier": {"max_iter": 20, "hidden_layer_sizes": (6,)},
    "MLPRegressor": {"max_iter": 20, "hidden_layer_sizes": (6,)},
    "MultiOutputClassifier": {"estimator": LogisticRegression()},
    "MultiOutputRegressor": {"estimator": Ridge()},
    "NuSVC": {"nu": 0.2},
    "OneHotEncoder": {"handle_unknown": "ignore"},
    "OneVsOneClassifier": {"estimator": LogisticRegression()},
    "OneVsRestClassifier": {"estimator": LogisticRegression()},
    "OutputCodeClassifier": {"estimator": LogisticRegression()},
    "PLSCanonical": {"n_components": 1},
    "PLSSVD": {"n_components": 1},
    "Pipeline": {"steps": [("scaled", StandardScaler()), ("last", LogisticRegression())]},
    "RFE": {"estimator": LogisticRegression()},
    "RFECV": {"estimator": LogisticRegression()},
    "RadiusNeighborsClassifier": {"radius": 4.0, "outlier_label": "most_frequent"},
    "RadiusNeighborsRegressor": {"radius": 4.0},
    "RandomizedSearchCV": {**_SEARCH, "param_distributions": {"C": [0.1, 1.0]}, "n_iter": 2},
    "RegressorChain": {"estimator": Ridge()},
    "SelectFdr": {"alpha": 0.5},
    "SelectFromModel": {"estimator": Ridge()},
    "SelectKBest": {"k": 2},
    "SelfTrainingClassifier": {"estimator": LogisticRegression()},
    "SequentialFeatureSelector": {"estimator": LogisticRegression(), "cv": 2},
    "SparseCoder": {"dictionary": table(3, 4)},
    "SparseRandomProjection": {"n_components": 2},
    "StackingClassifier": {"estimators": _CLASSIFIERS, "cv": 2},
    "StackingRegressor": {"estimators": _REGRESSORS, "cv": 2},
    "TunedThresholdClassifierCV": {"estimator": LogisticRegression(), "cv": 2},
    "VotingClassifier": {"estimators": _CLASSIFIERS},
    "VotingRegressor": {"estimators": _REGRESSORS},
}
"""Parameters of those that need some, or that are slow or empty without."""
FEW = {"n_estimators": 5, "random_state": 0}

BY_NEIGHBORS = ("KNeighborsClassifier", "KNeighborsRegressor", "LocalOutlierFactor", "KNNImputer")
"""Where more rows are equally far away than are asked for, the source's own order of its work decides."""
REFUSED = {
    "ClassifierChain": "the classes of target 0 are [1, 2, 3]; expected [0, 1]",
    "HistGradientBoostingClassifier": "it was trained on one class, and answers with the probabilities of two",
    "MLPClassifier": "it was trained on one class, and answers with the probabilities of two",
    "OneVsRestClassifier": "it was trained on one class, and answers with the probabilities of two",
    "TransformedTargetRegressor": "it has several targets",
}
"""What some say of some of the targets here."""
LABELS: list[tuple[Any, ...]] = [(0, 1), ("no", "yes"), (4, 3, 1, 2), ("a", "b", "c", "d"), (1,), ("only",)]


def made(name: str) -> Any:
    """An estimator of this name."""
    model = clone(ESTIMATORS[name](**GIVEN.get(name, {})))
    few = {key: FEW[key] for key in FEW.keys() & model.get_params(deep=False).keys()}
    return model.set_params(**few) if few else model


def spread() -> Table:
    return table(50, 4)


def awkward() -> Table:
    """Whole numbers, many of them alike, a column that does not vary, duplicates, and a row of zeros."""
    x = table(50, 4, seed=3, ties=True)
    x[:, 1] = 2.0
    x[40:] = x[:10]
    x[20] = 0.0
    return x


def prepared(model: Any, x: Table) -> Any:
    """The table as the estimator can take it."""
    name, tags = type(model).__name__, model.__sklearn_tags__().input_tags
    if name == "DictVectorizer":
        return [{f"x{i}": value for i, value in enumerate(row)} for row in x.tolist()]
    if tags.string and not tags.two_d_array:
        return [" ".join(f"w{int(abs(value))}" for value in row) for row in x.tolist()]
    if name == "KernelCenterer":
        return x @ x.T
    if name == "IsotonicRegression":
        return x[:, :1]
    return np.abs(x) if tags.positive_only or name in ("AdditiveChi2Sampler", "SkewedChi2Sampler") else x


def targets(model: Any, x: Table) -> Iterator[Any]:
    """What it may be fitted to."""
    tags = model.__sklearn_tags__()
    if tags.estimator_type == "classifier" or isinstance(getattr(model, "estimator", None), LogisticRegression):
        yield from (classes(x, labels) for labels in LABELS)
        yield (np.column_stack([numbers(x), numbers(x, seed=1)]) > 0.0).astype(np.int64)
        yield np.column_stack([classes(x, (3, 1, 2)), classes(x, (3, 2), seed=1)])
        return
    y = np.abs(numbers(x)) + 0.1 if tags.target_tags.positive_only else numbers(x)
    yield y
    yield classes(x, (0, 1, 2))
    yield np.column_stack([numbers(x), numbers(x, seed=1)])


def fitted(name: str) -> Iterator[tuple[Any, Any]]:
    """The estimator fitted to all tables and targets that it takes, and the table."""
    tables = (spread(),) if name in BY_NEIGHBORS else (spread(), awkward())
    for x in tables:
        given = prepared(made(name), x)
        for y in targets(made(name), x):
            try:
                model = made(name).fit(given, y)
                for method in {"predict", "transform"} & set(dir(model)):
                    getattr(model, method)(given)
            except (ValueError, TypeError, IndexError, AttributeError, NotImplementedError):
                continue  # It takes no such targets, or says nothing of them afterwards.
            yield model, given


def rows_of(x: Any) -> list[Any]:
    """Rows of training, between and beside them."""
    if isinstance(x, list):
        return [*x[:12], x[0] * 2 if isinstance(x[0], str) else dict.fromkeys(x[0])]
    zeros = np.zeros((1, x.shape[1]))
    return [*x[:12], *(x[:6] + x[6:12]) / 2, *zeros, *x[:3] * 10.0, *np.abs(table(4, x.shape[1], seed=7))]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CONVERTIBLE)
def test_convertible(name: str) -> None:
    tried = 0
    for model, x in fitted(name):
        refusal = _refusal(model)
        if refusal is None:
            assert_parity(model, rows_of(x), absolute=1e-7)
            tried += 1
        else:
            assert refusal == f"{name}: {REFUSED.get(name)}"
    assert tried > 0


def _refusal(model: Any) -> str | None:
    try:
        convert(model)
    except NotConvertibleError as error:
        return str(error)
    return None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", OTHERS)
def test_others(name: str) -> None:
    models = [made(name), *(model for model, _ in islice(fitted(name), 1))]
    for model in models:
        with pytest.raises(NotConvertibleError) as caught:
            convert(model)
        assert str(caught.value) == f"{name}: sklearn.{name} has no converter"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in CONVERTIBLE if name != "FrozenEstimator"])
def test_unfitted(name: str) -> None:
    with pytest.raises(NotConvertibleError):
        convert(made(name))


def test_an_unfitted_step() -> None:
    x = table(20, 2)
    model = Pipeline([("scaled", StandardScaler().fit(x)), ("last", LogisticRegression())])
    with pytest.raises(NotConvertibleError) as caught:
        convert(model)
    assert str(caught.value) == "Pipeline > last (LogisticRegression): it has no attribute 'coef_': fit it"
