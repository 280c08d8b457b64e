"""Small trained models, and the files that their libraries make of them."""

from __future__ import annotations

import io
import pickle
from functools import cache
from typing import Any

import joblib
import lightgbm
import numpy as np
import xgboost
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

ROWS = np.random.default_rng(0).normal(size=(60, 3))
CLASSES = (ROWS[:, 0] + ROWS[:, 1] > 0).astype(int)
TEXTS = np.array(["no", "yes"], dtype=object)[CLASSES]


@cache
def pipeline() -> Pipeline:
    """With text classes: their array holds Python objects, which joblib writes as a pickle within the file."""
    return make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, TEXTS)


@cache
def forest() -> RandomForestClassifier:
    """Its trees are structured arrays."""
    return RandomForestClassifier(3, max_depth=3, random_state=0, n_jobs=1).fit(ROWS, CLASSES)


@cache
def xgb() -> xgboost.XGBClassifier:
    return xgboost.XGBClassifier(n_estimators=2, max_depth=2, n_jobs=1).fit(ROWS, CLASSES)


@cache
def lgbm() -> lightgbm.LGBMClassifier:
    return lightgbm.LGBMClassifier(n_estimators=2, max_depth=2, n_jobs=1, verbose=-1).fit(ROWS, CLASSES)


def pickled(model: Any, protocol: int = 4) -> bytes:
    return pickle.dumps(model, protocol)


def joblibbed(model: Any, compress: Any = 0, protocol: int | None = None) -> bytes:
    file = io.BytesIO()
    joblib.dump(model, file, compress=compress, protocol=protocol)
    return file.getvalue()


def xgb_file(kind: str) -> bytes:
    return bytes(xgb().get_booster().save_raw(kind))


def lgbm_file() -> bytes:
    text: str = lgbm().booster_.model_to_string()
    return text.encode()
