"""Gradient boosting: 80 small trees add up; a missing value has its own branch."""

from __future__ import annotations

from typing import Any

from bench.baselines.nested_ifs import Predict, Style, function

AFTER = """p = 1.0 / (1.0 + exp(0.134819222808951 - score)); return {"0": 1.0 - p, "1": p}"""


def boosting(document: dict[str, Any], *, local: bool, tagged: bool) -> Predict:
    trees = document["cells"]["ensemble"]["init"]
    style = Style(local, tagged, nullable=True)
    return function(style, "score = 0.0", trees, "score += {!r}".format, AFTER)
