"""The weights of trees that were boosted with dropout, which an older XGBoost leaves out of a newer one's file.

XGBoost 3.3 and 3.4 write them to other places than 3.2 reads them from. 3.2 takes such a file without a word, and
predicts as if every tree had its full weight. What a library has read it writes again: that shows what was left out.
"""

from __future__ import annotations

import pickle
from typing import Any

from scorelet.errors import ModelReadError

WEIGHTS = b"weight_drop"
"""What every version calls them, in JSON, in UBJSON and in the bytes within a pickle."""


def hold_weights(content: bytes, model: Any) -> None:
    """Raise ModelReadError where an opened file has such weights, and the model that was loaded from it has none."""
    if WEIGHTS not in content:
        return
    try:
        again = pickle.dumps(model)
    except (pickle.PicklingError, AttributeError, TypeError):  # with parts of its maker's own
        return
    if WEIGHTS not in again:
        raise ModelReadError(
            "its trees have weights (they were boosted with dropout), which the XGBoost here leaves out\n"
            "read it with the version of XGBoost that saved it, or a newer one"
        )
