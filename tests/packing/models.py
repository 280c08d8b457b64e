"""Small trained models that packing is tried with, each fitted once, and what it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.semi_supervised import LabelSpreading
from sklearn.tree import DecisionTreeClassifier

from scorelet.packing.path import Packing, packed_of
from scorelet.packing.wishes import Wishes

ROWS = np.round(np.random.default_rng(0).normal(size=(60, 3)), 3)
LABELS = np.where(ROWS[:, 0] + ROWS[:, 1] > 0, "yes", "no")
FRAME = pd.DataFrame({
    "colour": pd.Series(["red", "green", "blue", "red"] * 15, dtype=object),
    "size (cm)": ROWS[:, 0],
    "weight": np.where(ROWS[:, 1] > 1.5, np.nan, ROWS[:, 1]),
})  # fmt: skip


@cache
def scaled() -> Pipeline:
    return make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, LABELS)


@cache
def tree() -> DecisionTreeClassifier:
    return DecisionTreeClassifier(max_depth=3, random_state=0).fit(ROWS, LABELS)


@cache
def ridge() -> Ridge:
    return Ridge().fit(ROWS, ROWS @ [1.0, 2.0, 3.0])


@cache
def mixed() -> Pipeline:
    """Of named columns: a category, whose unseen values are ignored, and two numbers, one of which may be missing."""
    columns = ColumnTransformer([
        ("colour", OneHotEncoder(handle_unknown="ignore"), ["colour"]),
        ("size", StandardScaler(), ["size (cm)"]),
        ("weight", SimpleImputer(), ["weight"]),
    ])  # fmt: skip
    return make_pipeline(columns, LogisticRegression()).fit(FRAME, LABELS)


@cache
def spreading() -> LabelSpreading:
    """An estimator of scikit-learn that has no converter."""
    return LabelSpreading().fit(ROWS, (LABELS == "yes").astype(int))


class Doubling:
    """A model of one's own. `predict` is given rows and gives a label for each; it knows nothing of its rows."""

    def predict(self, rows: Any) -> list[Any]:
        return [row * 2 if isinstance(row, str) else float(sum(row)) * 2 for row in rows]


def quick(model: Any, samples: Any = None, outputs: Sequence[str] = (), **wishes: Any) -> Packing:
    """Packed without measuring what it costs."""
    return packed_of(model, Wishes("m", tuple(outputs), samples, measure=False, **wishes))
