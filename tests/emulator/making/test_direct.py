"""Rows by themselves, with the name of a model where that is not the default."""

from __future__ import annotations

import pytest

from scorelet.service.values import Model, Service
from tests.emulator.making.services import Json, make

TWO = Service("two", (Model("a", file="a"), Model("b", file="b")), default="a")


@pytest.mark.parametrize(
    ("row", "count", "event"),
    [
        ({"x": 1}, 1, {"x": 1}),
        ({"x": 1}, 2, [{"x": 1}, {"x": 1}]),
        ("text", 1, "text"),
        (1.0, 1, [1.0]),
        ([1.0], 1, [[1.0]]),
        (None, 1, [None]),
    ],
)
def test_rows_of_the_default(row: Json, count: int, event: Json) -> None:
    assert make("direct", count, [row], TWO, "a") == event


def test_another_model_is_named() -> None:
    assert make("direct", 2, [1.0], TWO, "b") == {"model": "b", "data": [1.0, 1.0]}
