"""The binary form of tensors."""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorelet.errors import RequestError
from scorelet.runtime.dialects.oip.binary import Behind, parted
from scorelet.runtime.messages import Request
from tests.runtime.dialects.models import ask, plane, words
from tests.runtime.services import app_of

Json = Any
TEXTS = b"\x01\0\0\0a\0\0\0\0\x02\0\0\0\xc3\xbc"


def behind(datatype: str, size: Any) -> Json:
    return {"name": "x", "shape": [1], "datatype": datatype, "parameters": {"binary_data_size": size}}


def test_values_are_taken_in_the_order_of_the_tensors() -> None:
    data = Behind(struct.pack("<2f", 0.5, float("inf")) + TEXTS + b"\x01\0")
    assert data.values(behind("FP32", 8), "") == [0.5, float("inf")]
    assert data.values({"name": "x", "data": [1]}, "") is None
    assert data.values(behind("BYTES", len(TEXTS)), "") == ["a", "", "ü"]
    assert data.values(behind("BOOL", 2), "") == [True, False]
    data.hold_end()


@pytest.mark.parametrize(
    ("datatype", "size", "said"),
    [
        ("FP32", 17, "expected at most 16 bytes, got int 17 - at /parameters/binary_data_size"),
        ("FP32", -1, "expected at most 16 bytes, got int -1 - at /parameters/binary_data_size"),
        ("FP32", None, "expected at most 16 bytes, got null - at /parameters/binary_data_size"),
        ("FP64", 15, "expected 8 bytes for each value of the datatype FP64, got 15 bytes - at "),
        ("BYTES", 16, "a text in the binary data is longer than what is there - at "),
        ("BYTES", 2, "text 0 in the binary data is no UTF-8 - at "),
    ],
)
def test_data_that_is_not_what_the_tensor_says(datatype: str, size: Any, said: str) -> None:
    data = b"\x01\0\0\0\xff" if size == 2 else bytes([1]) * 16
    with pytest.raises(RequestError) as caught:
        Behind(data).values(behind(datatype, 5 if size == 2 else size), "")
    assert (caught.value.status, caught.value.detail) == (400, said)


def test_bytes_that_nobody_names() -> None:
    with pytest.raises(RequestError) as caught:
        Behind(b"abc").hold_end()
    assert caught.value.detail == "3 bytes behind the tensors belong to none of them"


@pytest.mark.parametrize("length", ["", "x", "-1", "4", "²", "9" * 20])
def test_the_length_of_the_json(length: str) -> None:
    assert parted(b"{}a", "2") == (b"{}", b"a")
    with pytest.raises(RequestError) as caught:
        parted(b"{}a", length)
    said = f"expected in inference-header-content-length a number of bytes up to 3, got {length!r}"
    assert (caught.value.status, caught.value.detail) == (400, said)


def test_there_are_as_many_values_as_the_shape_says() -> None:
    head = json.dumps({"inputs": [behind("BYTES", len(TEXTS))]}).encode()
    headers = {"inference_header_content_length": str(len(head)), "content_type": "application/octet-stream"}
    assert ask(app_of(words()), "/v2/models/words/infer", head + TEXTS, **headers) == (
        400,
        {"error": "expected 1 values for the shape [1], got 3 - at /inputs/0"},
    )


APPS = [(app_of(served), f"/v2/models/{served.name}/infer") for served in (plane(), words())]


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.binary(max_size=40), st.sampled_from(["FP64", "INT8", "BYTES", "FP16"]), st.integers(-1, 41))
def test_any_bytes_are_read_or_refused(data: bytes, datatype: str, size: int) -> None:
    head = json.dumps({"inputs": [{**behind(datatype, size), "shape": [2, 1]}]}).encode()
    for app, path in APPS:
        headers = {"inference-header-content-length": str(len(head))}
        response = app(Request("POST", path, headers=headers, body=head + data))
        assert response.status in (200, 400, 422)
        assert json.loads(response.body).keys() <= {"error", "model_name", "model_version", "outputs"}
