"""The numbers and texts that a fitted original needs to predict, and nothing else, each as the original holds it.

They are what any file of the model must say; their gzip is what a packed model's size is held against. To be strict
with ourselves, what prediction does not look at is left out: thresholds of leaves, scores of inner nodes, counts.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Part = bytes
"""The bytes of one array, or of a list of texts."""


def gzipped(model: Any) -> int:
    """The bytes of the model's parameters, one after another, as gzip packs them. Raises KeyError: no such family."""
    return len(gzip.compress(b"".join(parts(model)), 9, mtime=0))


def parts(model: Any) -> Iterator[Part]:
    return _PARTS[type(model).__name__](model)


def _pipeline(model: Any) -> Iterator[Part]:
    for _, step in model.steps:
        yield from parts(step)


def _columns(model: Any) -> Iterator[Part]:
    for _, step, _ in model.transformers_:
        yield from parts(step)


def _arrays(*names: str) -> Callable[[Any], Iterator[Part]]:
    return lambda model: (getattr(model, name).tobytes() for name in names)


def _categories(model: Any) -> Iterator[Part]:
    for categories in model.categories_:
        yield _texts(categories.tolist())


def _terms(model: Any) -> Iterator[Part]:
    yield _texts(sorted(model.vocabulary_, key=model.vocabulary_.get))
    yield model.idf_.tobytes()


def _texts(texts: list[Any]) -> Part:
    return "\n".join(map(str, texts)).encode()


# --------------------------------------------------------------------------------------------- trees


def _forest(model: Any) -> Iterator[Part]:
    yield model.classes_.tobytes()
    for tree in model.estimators_:
        yield from _tree(tree.tree_)


def _boosting(model: Any) -> Iterator[Part]:
    yield model.init_.class_prior_.tobytes()
    for tree in model.estimators_.ravel():
        yield from _tree(tree.tree_)


def _tree(tree: Any) -> Iterator[Part]:
    inner = tree.children_left >= 0
    for array in (tree.children_left, tree.children_right, tree.feature[inner], tree.threshold[inner]):
        yield array.tobytes()
    yield tree.value[~inner].tobytes()


XGBOOST_TREE = {
    "left_children": "int32", "right_children": "int32", "split_indices": "int32", "split_conditions": "float32",
    "default_left": "int8",
}  # fmt: skip
"""As XGBoost holds them; a leaf's value is its split condition."""


def _xgboost(model: Any) -> Iterator[Part]:
    from numpy import array

    booster = json.loads(bytes(model.get_booster().save_raw("json")))["learner"]["gradient_booster"]
    for tree in booster["model"]["trees"]:
        for name, kind in XGBOOST_TREE.items():
            yield array(tree[name], dtype=kind).tobytes()


LIGHTGBM_TREE = {
    "split_feature": "int32", "threshold": "float64", "decision_type": "int8", "left_child": "int32",
    "right_child": "int32", "leaf_value": "float64",
}  # fmt: skip


def _lightgbm(model: Any) -> Iterator[Part]:
    from numpy import array

    for line in model.booster_.model_to_string().partition("\nfeature_importances")[0].splitlines():
        name, _, values = line.partition("=")
        if name in LIGHTGBM_TREE:
            yield array(values.split(), dtype=LIGHTGBM_TREE[name]).tobytes()


_PARTS: Mapping[str, Callable[[Any], Iterator[Part]]] = {
    "Pipeline": _pipeline,
    "ColumnTransformer": _columns,
    "LogisticRegression": _arrays("coef_", "intercept_", "classes_"),
    "StandardScaler": _arrays("mean_", "scale_"),
    "SimpleImputer": _arrays("statistics_"),
    "GaussianNB": _arrays("theta_", "var_", "class_prior_", "classes_"),
    "OneHotEncoder": _categories,
    "TfidfVectorizer": _terms,
    "RandomForestClassifier": _forest,
    "GradientBoostingClassifier": _boosting,
    "XGBClassifier": _xgboost,
    "LGBMClassifier": _lightgbm,
}
