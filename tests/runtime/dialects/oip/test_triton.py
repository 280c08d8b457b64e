"""Triton's own client, over HTTP: in JSON, and in the binary form that it uses unless told otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from tritonclient import http
from tritonclient.utils import InferenceServerException

from scorelet.runtime.app import App
from tests.runtime.dialects.models import every, plane, words
from tests.runtime.http_door import served_at
from tests.runtime.services import app_of, served

VERSION = plane().short_version


@contextmanager
def client_of(app: App) -> Iterator[http.InferenceServerClient]:
    with served_at(app) as url, http.InferenceServerClient(url.removeprefix("http://")) as client:
        yield client


def tensor(name: str, values: Any, datatype: str, *, binary: bool) -> http.InferInput:
    array = np.asarray(values)
    made = http.InferInput(name, list(array.shape), datatype)
    made.set_data_from_numpy(array, binary_data=binary)
    return made


def test_the_server_and_its_models_are_ready() -> None:
    with client_of(app_of(*every())) as client:
        assert client.is_server_live()
        assert client.is_server_ready()
        assert client.is_model_ready("plane")
        assert client.is_model_ready("plane", VERSION)
        assert not client.is_model_ready("plain")
        assert client.get_server_metadata() == {"name": "scorelet", "version": "0.1.0", "extensions": []}
        assert client.get_model_metadata("plane") == {
            "name": "plane",
            "versions": [VERSION],
            "platform": "scorelet_pfa",
            "inputs": [{"name": "input", "datatype": "FP64", "shape": [-1, 2]}],
            "outputs": [
                {"name": "label", "datatype": "INT64", "shape": [-1]},
                {
                    "name": "probabilities",
                    "datatype": "FP64",
                    "shape": [-1, 2],
                    "parameters": {"classes": '["0","1"]'},
                },
            ],
        }


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("datatype", ["FP16", "FP32", "FP64", "INT8", "INT64", "UINT8", "UINT64"])
def test_one_tensor_of_numbers(datatype: str, binary: bool) -> None:
    kind = {"FP": "float", "IN": "int", "UI": "uint"}[datatype[:2]] + datatype.lstrip("FPINTU")
    rows = np.array([[1, 2], [2, 1], [3, 4]], kind)
    wanted = [http.InferRequestedOutput(name, binary_data=binary) for name in ("label", "probabilities")]
    with client_of(app_of(plane())) as client:
        result = client.infer("plane", [tensor("any", rows, datatype, binary=binary)], outputs=wanted, request_id="7")
    assert result.get_response()["id"] == "7"
    assert result.as_numpy("label").tolist() == [1, 0, 1]
    assert result.as_numpy("label").dtype == np.int64
    assert result.as_numpy("probabilities").tolist() == [[0.25, 0.75], [1.0, 0.0], [0.25, 0.75]]
    assert result.as_numpy("nothing") is None


@pytest.mark.parametrize("binary", [False, True])
def test_a_tensor_for_each_feature(binary: bool) -> None:
    towns = np.array(["Bonn", "Köln"], object)
    inputs = [
        tensor("age", [[20.0], [40.0]], "FP64", binary=binary),
        tensor("home town", towns, "BYTES", binary=binary),
        tensor("income", np.array([1.5, np.nan]), "FP64", binary=True),
    ]
    with client_of(app_of()) as client:
        result = client.infer("towns", inputs, served().version)
    assert result.as_numpy("label").tolist() == ["young", "Köln"]
    assert str(result.as_numpy("score").tolist()) == "[1.5, nan]"


@pytest.mark.parametrize("binary", [False, True])
@pytest.mark.parametrize("algorithm", [None, "gzip"])
def test_texts(binary: bool, algorithm: str | None) -> None:
    texts = np.array([["a"], ["größer als fünf"], [""]], object)
    with client_of(app_of(words())) as client:
        inputs = [tensor("text", texts, "BYTES", binary=binary)]
        result = client.infer("words", inputs, request_compression_algorithm=algorithm)
    assert result.as_numpy("label").tolist() == ["short", "long", "short"]


def test_errors_reach_the_client() -> None:
    with client_of(app_of(plane(), words())) as client:
        with pytest.raises(InferenceServerException) as unknown:
            client.get_model_metadata("word")
        with pytest.raises(InferenceServerException) as unfit:
            client.infer("plane", [tensor("x0", [1.0, 2.0, 3.0], "FP64", binary=False)])
        with pytest.raises(InferenceServerException) as unnamed:
            client.infer("words", [], outputs=[http.InferRequestedOutput("labels")])
    assert (unknown.value.status(), unknown.value.message()) == (
        "404",
        "there is no model 'word'; did you mean 'words'?",
    )
    assert (unfit.value.status(), unfit.value.message()) == (
        "422",
        "model 'plane' needs the feature 'x1' - at /inputs",
    )
    assert (unnamed.value.status(), unnamed.value.message()) == (
        "400",
        "the model gives 'label', and no output 'labels' - at /outputs/0",
    )
