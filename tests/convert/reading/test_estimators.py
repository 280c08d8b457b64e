"""All of scikit-learn's estimators, fitted, are known: none needs trust."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from sklearn.utils import all_estimators

from scorelet.convert.reading.load import loaded
from tests.convert.reading.models import CLASSES, ROWS, joblibbed, pickled

WORDS = ["one two", "two three"] * 30
TARGETS: tuple[tuple[Any, Any], ...] = (
    (ROWS, CLASSES),
    (np.abs(ROWS), CLASSES),
    (np.abs(ROWS), np.abs(ROWS[:, 0]) + 1),
    (ROWS, np.c_[CLASSES, CLASSES]),
    (ROWS, np.c_[ROWS[:, 0], ROWS[:, 1]]),
    (ROWS[:, 0], ROWS[:, 1]),
    (WORDS, CLASSES),
    ([{"a": 1.0}] * 60, CLASSES),
)


def fitted() -> list[Any]:
    """Those that can be fitted as they come; the others need an estimator or more."""
    found = []
    for name, kind in all_estimators():
        for rows, target in TARGETS if name != "GraphicalLassoCV" else ():
            try:
                found.append(kind().fit(rows, target))
            except Exception:  # it wants other rows, or other arguments
                continue
            break
    return found


@pytest.mark.slow
def test_none_needs_trust() -> None:
    with warnings.catch_warnings(action="ignore"):
        models = fitted()
        assert len(models) > 150
        for model in models:
            for data in (pickled(model), joblibbed(model)):
                assert type(loaded(data).model) is type(model)
