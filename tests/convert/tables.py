"""Small made-up training data, the same at every run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Table = npt.NDArray[np.float64]


def table(rows: int, width: int, *, seed: int = 0, missing: float = 0.0, ties: bool = False) -> Table:
    """Numbers around zero; with `ties` many are alike; `missing` is the share that is NaN."""
    rng = np.random.default_rng(seed)
    found = rng.normal(size=(rows, width)) * 2.0
    if ties:
        found = np.round(found)
    found[rng.random((rows, width)) < missing] = np.nan
    return found


def numbers(x: Table, *, seed: int = 0) -> Table:
    """A target that depends on the columns of `x`, not quite linearly."""
    rng = np.random.default_rng(seed)
    clean = np.nan_to_num(x)
    found: Table = clean @ rng.normal(size=x.shape[1]) + np.sin(clean[:, 0]) + rng.normal(size=len(x)) * 0.1
    return found


def classes(x: Table, labels: Sequence[Any], *, seed: int = 0) -> npt.NDArray[Any]:
    """A label for each row, all labels about as often."""
    order = np.argsort(np.argsort(numbers(x, seed=seed), kind="stable"), kind="stable")
    return np.array(labels)[order * len(labels) // len(x)]


def records(rows: int, *, seed: int = 0, missing: float = 0.0, absent: Any = None) -> list[dict[str, Any]]:
    """Rows of a colour, a size and a weight (numbers), a count (a whole number) and a flag. `missing` is the share of
    colours and weights that are `absent` and NaN."""
    rng = np.random.default_rng(seed)
    colours = ["red", "green", "blue", ""]
    found = []
    for _ in range(rows):
        gone, unweighed = rng.random(2) < missing
        found.append(
            {
                "colour": absent if gone else colours[rng.choice(4, p=[0.5, 0.3, 0.15, 0.05])],
                "size": round(float(rng.normal()) * 3.0, 2),
                "weight": np.nan if unweighed else round(float(rng.normal()) + 5.0, 1),
                "count": int(rng.integers(0, 4)),
                "flag": bool(rng.integers(0, 2)),
            }
        )
    return found


def frame(rows: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """Records as a DataFrame whose strings are Python's, so that None stays None."""
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=object if name == "colour" else None) for name in rows[0]}
    )
