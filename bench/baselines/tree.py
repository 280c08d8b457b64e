"""One classification tree; a missing value has its own branch."""

from __future__ import annotations

from typing import Any

from bench.baselines.nested_ifs import Predict, Style, function


def tree(document: dict[str, Any], *, local: bool, tagged: bool) -> Predict:
    shares = document["cells"]["prediction_lookup"]["init"]
    labels = {leaf: max(found, key=found.get) for leaf, found in shares.items()}
    style = Style(local, tagged, nullable=True)
    root = document["cells"]["tree"]["init"]
    return function(style, "", [root], lambda leaf: f"return {labels[leaf]!r}", "")
