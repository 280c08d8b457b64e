"""Tensors of a request, read and checked."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import RequestError
from scorelet.runtime.dialects.oip.tensors import DATATYPES, Tensor, read_tensor

GOOD: dict[str, Any] = {"name": "x", "shape": [2, 3], "datatype": "FP32", "data": [1, 2.5, None, 4, 5, 6]}


def read(**parts: Any) -> Tensor:
    return read_tensor({**GOOD, **parts}, "/inputs/0")


def test_a_tensor_is_its_values_row_by_row() -> None:
    assert read() == Tensor("x", "FP32", (2, 3), [1, 2.5, None, 4, 5, 6], "/inputs/0")
    assert (read().rows, read().width) == (2, 3)


@pytest.mark.parametrize(
    ("shape", "data"),
    [
        ([2, 3], [[1, 2.5, None], [4, 5, 6]]),
        ([6], [1, 2.5, None, 4, 5, 6]),
        ([6, 1], [[1], [2.5], [None], [4], [5], [6]]),
        ([6], [[1], [2.5], [None], [4], [5], [6]]),
        ([6, 1], [1, 2.5, None, 4, 5, 6]),
        ([1, 6], [[1, 2.5, None, 4, 5, 6]]),
        ([2, 1, 3], [[[1, 2.5, None]], [[4, 5, 6]]]),
    ],
)
def test_data_is_flat_or_nested(shape: list[int], data: Any) -> None:
    assert read(shape=shape, data=data).values == [1, 2.5, None, 4, 5, 6]


@pytest.mark.parametrize(
    ("datatype", "data", "values"),
    [
        ("BOOL", [True, 0, None], [True, False, None]),
        ("INT8", [1, 2.0, -3], [1, 2, -3]),
        ("UINT64", [2**64 - 1, 0, None], [2**64 - 1, 0, None]),
        ("FP16", [1, 0.1, -1e300], [1, 0.1, -1e300]),
        ("BYTES", ["a", "", None], ["a", "", None]),
    ],
)
def test_values_are_of_the_datatype(datatype: str, data: list[Any], values: list[Any]) -> None:
    found = read(shape=[3], datatype=datatype, data=data).values
    assert [(value, type(value)) for value in found] == [(value, type(value)) for value in values]


def test_texts_in_base64() -> None:
    encoded = {"shape": [2], "datatype": "BYTES", "parameters": {"content_type": "base64"}}
    assert read(**encoded, data=["w7w=", None]).values == ["ü", None]
    for wrong in ("w7w", "/w==", "ü", "w7w=\n"):
        with pytest.raises(RequestError) as caught:
            read(**encoded, data=["", wrong])
        assert caught.value.detail == f"expected UTF-8 text in Base64, got string {wrong!r} - at /inputs/0/data/1"


ALL = ", ".join(DATATYPES)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"name": 1}, "expected the tensor's name, got int 1 - at /inputs/0/name"),
        ({"datatype": "BF16"}, f"expected one of {ALL}, got string 'BF16' - at /inputs/0/datatype"),
        ({"datatype": ["FP32"]}, f"expected one of {ALL}, got an array of 1 - at /inputs/0/datatype"),
        ({"data": 3}, "expected the data as an array, got int 3 - at /inputs/0/data"),
        ({"data": [1, 2]}, "expected 6 values for the shape [2, 3], got 2 - at /inputs/0/data"),
        ({"data": [[1, 2], [3, 4], [5, 6]]}, "expected data of the shape [2, 3], got [3, 2] - at /inputs/0/data"),
        (
            {"data": [[1, 2, 3, 4], [5, 6]]},
            "expected data of one shape, got rows of different lengths - at /inputs/0/data",
        ),
        ({"data": [[1, 2, 3], 4]}, "expected data of one shape, got rows of different lengths - at /inputs/0/data"),
        (
            {"data": [1, 2, 3, 4, 5, True]},
            "expected a number of the datatype FP32, got true - at /inputs/0/data/5",
        ),
        (
            {"datatype": "INT8", "data": [1, 2, 3, 4, 5, 6.5]},
            "expected a whole number of the datatype INT8, got float 6.5 - at /inputs/0/data/5",
        ),
        (
            {"datatype": "BOOL", "data": [2, 1, 0, 1, 0, 1]},
            "expected true or false of the datatype BOOL, got int 2 - at /inputs/0/data/0",
        ),
        (
            {"datatype": "BYTES", "data": ["", "", "", "", "", {}]},
            "expected a string of the datatype BYTES, got an empty object - at /inputs/0/data/5",
        ),
        *(
            (
                {"shape": shape},
                f"expected a shape: the number of rows, and the sizes of a row; got {got} - at /inputs/0/shape",
            )
            for shape, got in [
                (None, "null"),
                (3, "int 3"),
                ([], "[]"),
                ([True], "an array of 1"),
                ([2.0, 3], "an array of 2"),
                ([1] * 9, "an array of 9"),
                (["x"], "an array of 1"),
            ]
        ),
        *(
            ({"shape": shape}, f"expected a shape of sizes above 0, got {shape} - at /inputs/0/shape")
            for shape in ([-1, 6], [10**11], [2, -3], [2**31, 0], [6, 0], [2**31, 1])
        ),
    ],
)
def test_what_is_no_tensor(parts: dict[str, Any], said: str) -> None:
    with pytest.raises(RequestError) as caught:
        read(**parts)
    assert (caught.value.status, caught.value.detail) == (400, said)


def test_a_shape_of_huge_sizes_is_not_repeated() -> None:
    with pytest.raises(RequestError) as caught:
        read(shape=[10**4000])
    assert caught.value.detail == "expected a shape of sizes above 0, got an array of 1 - at /inputs/0/shape"


def test_data_elsewhere_is_not_fetched() -> None:
    shared = {"name": "x", "shape": [1], "datatype": "FP32", "parameters": {"shared_memory_region": "r"}}
    with pytest.raises(RequestError) as caught:
        read_tensor(shared, "/inputs/0")
    said = "tensor 'x' has no data; Scorelet takes it in the request, not in shared memory - at /inputs/0"
    assert (caught.value.status, caught.value.detail) == (400, said)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(JSON, JSON, st.sampled_from([*DATATYPES]))
def test_any_data_is_read_or_refused(shape: Any, data: Any, datatype: str) -> None:
    try:
        tensor = read(shape=shape, data=data, datatype=datatype)
    except RequestError:
        return
    assert len(tensor.values) == math.prod(tensor.shape)
