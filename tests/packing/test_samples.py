"""Sample rows: columns are found by name, or in order where the model knows no names."""

from __future__ import annotations

import pytest

from scorelet.bundle.fields import Field, InputSpec
from scorelet.errors import UsageError
from scorelet.packing.samples import fitted_samples
from tests.bundle import models

ARRAY = InputSpec("record", (Field("x0"), Field("x1", missing=True)))


def test_columns_by_name_and_those_that_are_no_features() -> None:
    rows = [{"id": "7", "home town": "Bonn", "age": "20", "income": ""}]
    assert fitted_samples(rows, models.SPEC, "towns") == (
        [{"age": 20.0, "income": None, "home_town": "Bonn"}],
        ("id",),
    )


def test_columns_in_order_of_an_array_without_names() -> None:
    expected = [{"x0": 1.0, "x1": 2.0}, {"x0": 3.0, "x1": None}]
    assert fitted_samples([{"a": "1", "b": "2"}, {"a": "3", "b": ""}], ARRAY, "m") == (expected, ())
    assert fitted_samples([{"x1": "2", "x0": "1"}, [3, None]], ARRAY, "m") == (expected, ())


def test_columns_that_are_too_many_to_be_taken_in_order() -> None:
    with pytest.raises(UsageError) as caught:
        fitted_samples([{"a": "1", "b": "2", "c": "3"}], ARRAY, "m")
    assert str(caught.value) == "sample row 1: model 'm' needs 2 more features: 'x0', 'x1'"
