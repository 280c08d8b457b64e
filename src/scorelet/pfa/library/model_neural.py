"""Neural networks: model.neural.*"""

from __future__ import annotations

from collections.abc import Callable
from operator import mul
from typing import Any

from scorelet.pfa.library.registry import failure, function
from scorelet.pfa.numbers import ordered_sum

Vector = list[float]
NAME = "model.neural.simpleLayers"


@function(
    NAME,
    "(datum: array of double, model: array of any record M with {weights: array of array of double,"
    " bias: array of double}, activation: function (double) -> double) -> array of double",
    errors={11000: "no layers", 11001: "weights, bias, or datum misaligned"},
)
def simple_layers(datum: Vector, model: list[dict[str, Any]], activation: Callable[[float], float]) -> Vector:
    """Layer by layer: each node's weighted sum of what the layer before gives, and its bias.

    The activation is applied to the nodes of all layers but the last.
    """
    if not model:
        raise failure(NAME, 11000)
    values = datum
    for layer in model[:-1]:
        values = [activation(value) for value in _layer(values, layer)]
    return _layer(values, model[-1])


def _layer(values: Vector, layer: dict[str, Any]) -> Vector:
    weights, bias = layer["weights"], layer["bias"]
    width = len(values)
    if len(weights) != len(bias) or any(len(row) != width for row in weights):
        raise failure(NAME, 11001)
    return [ordered_sum(map(mul, row, values)) + offset for row, offset in zip(weights, bias, strict=True)]
