from __future__ import annotations

import random

import pytest

from scorelet.pfa.library.model_neural import simple_layers
from tests.pfa.library.calls import fails_with

XOR = [{"weights": [[-6.0, -8.0], [-25.0, -30.0]], "bias": [4.0, 50.0]}, {"weights": [[-12.0, 30.0]], "bias": [-25.0]}]


def relu(x: float) -> float:
    return max(x, 0.0)


def test_layers_one_after_another() -> None:
    assert simple_layers([1.0, 2.0], [{"weights": [[1.0, 2.0], [0.5, -1.0]], "bias": [0.5, 0.0]}], relu) == [5.5, -1.5]
    assert simple_layers([1.0, 0.0], XOR, relu) == [-25.0 + 30.0 * 25.0]
    assert simple_layers([1.0], [{"weights": [], "bias": []}], relu) == []


def test_layers_that_do_not_fit() -> None:
    fails_with(11000, "no layers", simple_layers, [1.0], [], relu)
    layer = {"weights": [[1.0, 2.0]], "bias": [1.0]}
    wrong = [
        [{**layer, "bias": []}],
        [{**layer, "weights": [[1.0]]}],
        [layer, layer],
        [layer, {**layer, "weights": []}],
    ]
    for model in wrong:
        fails_with(11001, "weights, bias, or datum misaligned", simple_layers, [1.0, 2.0], model, relu)


def test_as_scikit_learn() -> None:
    network = pytest.importorskip("sklearn.neural_network")
    draw = random.Random(1)
    rows = [[draw.gauss(0, 1) for _ in range(4)] for _ in range(30)]
    with pytest.warns(UserWarning, match="Maximum iterations"):
        model = network.MLPRegressor(hidden_layer_sizes=(6, 5), max_iter=3, random_state=1).fit(
            rows, [sum(row) for row in rows]
        )
    layers = [
        {"weights": weights.T.tolist(), "bias": bias.tolist()}
        for weights, bias in zip(model.coefs_, model.intercepts_, strict=True)
    ]
    found = [simple_layers(row, layers, relu)[0] for row in rows]
    assert found == pytest.approx(model.predict(rows).tolist(), rel=1e-12)
