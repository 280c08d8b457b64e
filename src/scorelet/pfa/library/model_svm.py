"""Support vector machines: model.svm.*"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scorelet.pfa.library.registry import failure, function

Kernel = Callable[[list[float], list[float]], float]
NAME = "model.svm.score"


@function(
    NAME,
    "(datum: array of double, model: any record L with {const: double,"
    " posClass: array of any record M with {supVec: array of double, coeff: double},"
    " negClass: array of any record N with {supVec: array of double, coeff: double}},"
    " kernel: function (array of double, array of double) -> double) -> double",
    errors={12000: "no support vectors", 12001: "support vectors must have same length as datum"},
)
def score(datum: list[float], model: dict[str, Any], kernel: Kernel) -> float:
    """The weighted sum of how alike the datum is to each support vector, and the constant."""
    vectors = [*model["posClass"], *model["negClass"]]
    if not vectors:
        raise failure(NAME, 12000)
    width = len(datum)
    total = 0.0
    for vector in vectors:
        if len(vector["supVec"]) != width:
            raise failure(NAME, 12001)
        total += vector["coeff"] * kernel(datum, vector["supVec"])
    const: float = model["const"]
    return total + const
