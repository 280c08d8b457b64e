"""model.neighbor.*: nearest neighbours and their mean."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library import model_neighbor

POINTS = [[1.0, 1.0], [5.0, 5.0], [2.0, 2.0]]


def code_of(call: Callable[..., Any], *args: Any) -> int | None:
    with pytest.raises(PfaRuntimeError) as raised:
        call(*args)
    return raised.value.code


def test_nearest_k() -> None:
    nearest = model_neighbor.nearest_k
    assert nearest(2, [4.0, 4.0], POINTS) == [[5.0, 5.0], [2.0, 2.0]]
    assert nearest(0, [4.0, 4.0], POINTS) == []
    assert nearest(9, [4.0, 4.0], POINTS) == [[5.0, 5.0], [2.0, 2.0], [1.0, 1.0]]
    assert nearest(1, "bb", ["a", "ccc", "dd"], lambda x, y: abs(len(x) - len(y))) == ["dd"]


def test_ball_keeps_the_order_and_excludes_its_border() -> None:
    assert model_neighbor.ball_r(3.0, [2.0, 2.0], POINTS) == [[1.0, 1.0], [2.0, 2.0]]
    assert model_neighbor.ball_r(1.0, 0, [1, 0], lambda x, y: float(abs(x - y))) == [0]
    assert model_neighbor.ball_r(math.nan, [2.0, 2.0], POINTS) == []
    assert model_neighbor.ball_r(math.inf, [math.nan, 2.0], POINTS) == []


def test_mean() -> None:
    assert model_neighbor.mean(POINTS) == [8.0 / 3.0, 8.0 / 3.0]
    assert model_neighbor.mean([[1.0, 10.0], [3.0, 30.0]], lambda p: 3.0 if p[0] == 3.0 else 1.0) == [2.5, 25.0]
    assert model_neighbor.mean([[1.0]], lambda _: 0.0) == [pytest.approx(math.nan, nan_ok=True)]


def test_errors() -> None:
    assert code_of(model_neighbor.mean, []) == 30000
    assert code_of(model_neighbor.mean, [[1.0], []]) == 30001
    assert code_of(model_neighbor.nearest_k, -1, [1.0], [[1.0]]) == 30010
    assert code_of(model_neighbor.nearest_k, 1, [1.0], [[1.0], [1.0, 2.0]]) == 30011
