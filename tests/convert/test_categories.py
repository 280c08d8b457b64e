"""Categories as numbers: what a document says of values that it does not know, and which it can hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from scorelet.convert import convert
from scorelet.errors import NotConvertibleError, PfaUserError
from tests.convert.parity import assert_parity, engine_of


def column(values: list[Any]) -> Any:
    return np.array([[value] for value in values], dtype=object)


def one_hot() -> OneHotEncoder:
    return OneHotEncoder(sparse_output=False)


def test_a_refused_category_is_named() -> None:
    frame = pd.DataFrame({"colour": ["red", "green", "blue", "red"]}, dtype=object)
    converted = convert(one_hot().fit(frame))
    assert converted.fields[0].strict
    assert not converted.fields[0].missing
    assert converted.fields[0].categories == ("blue", "green", "red")
    with pytest.raises(PfaUserError) as caught:
        engine_of(converted).action({"colour": "pink"})
    assert caught.value.message == "column 'colour': expected one of the categories 'blue', 'green', 'red'"


def test_the_name_is_that_of_the_user() -> None:
    frame = pd.DataFrame({"a colour": ["red", "blue"]}, dtype=object)
    with pytest.raises(PfaUserError, match="column 'a colour': expected one of the categories 'blue', 'red'"):
        engine_of(convert(one_hot().fit(frame))).action({"a_colour": "pink"})


def test_of_many_categories_five_are_named() -> None:
    values = np.arange(1000.0).reshape(-1, 1)
    converted = assert_parity(one_hot().fit(values), values[::50])
    with pytest.raises(PfaUserError, match=r"categories 0.0, 1.0, 2.0, 3.0, 4.0, ... \(1,000 in all\)"):
        engine_of(converted).action({"x0": 0.5})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (
            ["a", None, np.nan],
            "OneHotEncoder: column 'x0' has both None and NaN among its categories, and a document has one null",
        ),
        (
            [b"a", b"b"],
            "OneHotEncoder: column 'x0' has categories of type bytes; expected str, int, float or bool",
        ),
        ([2**53 + 1, 2], "OneHotEncoder: column 'x0' has whole numbers beyond 2**53 for categories"),
    ],
)
def test_categories_that_a_document_cannot_hold(values: list[Any], message: str) -> None:
    with pytest.raises(NotConvertibleError) as caught:
        convert(one_hot().fit(column(values)))
    assert str(caught.value) == message


def test_each_column_has_a_function_over_its_own_table() -> None:
    frame = pd.DataFrame({"colour": ["red", "blue"], "size": [1.5, 2.5]})
    encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    document = convert(encoder.fit(frame)).document
    assert document["cells"] == {
        "colour_codes": {"type": {"type": "map", "values": "double"}, "init": {"blue": 0.0, "red": 1.0}},
        "size_categories": {"type": {"type": "array", "items": "double"}, "init": [1.5, 2.5]},
        "size_codes": {"type": {"type": "array", "items": "double"}, "init": [0.0, 1.0]},
    }
    assert sorted(document["fcns"]) == ["code_of_colour", "code_of_size", "numberOrNaN"]


def test_what_is_known_of_the_field() -> None:
    frame = pd.DataFrame({"colour": ["red", "blue"]}, dtype=object)
    converted = convert(one_hot().fit(frame))
    assert [(field.kind, field.categories, field.strict) for field in converted.fields] == [
        ("string", ("blue", "red"), True)
    ]
