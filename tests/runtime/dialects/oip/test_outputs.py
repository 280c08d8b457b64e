"""Predictions as tensors, by what is known of them."""

from __future__ import annotations

from typing import Any

import pytest

from scorelet.bundle.manifest import Manifest
from scorelet.errors import RequestError
from scorelet.runtime.dialects.oip.outputs import Output, asked, described, outputs_of, tensors_of
from tests.bundle.models import MANIFEST

DOUBLES = {"type": "array", "items": "double"}
SCORES = {"type": "map", "values": "double"}


def manifest(*outputs: str, type: Any = None, classes: Any = None) -> Manifest:
    return MANIFEST._replace(outputs=outputs, output_type=type, classes=classes)


def of_fields(**types: Any) -> Manifest:
    fields = [{"name": name, "type": t} for name, t in types.items()]
    return manifest(*types, type={"type": "record", "name": "Output", "fields": fields}, classes=("a", "b"))


def told(given: Manifest, *predictions: Any) -> Any:
    outputs = outputs_of(given)
    return tensors_of(outputs, given.outputs, predictions)


@pytest.mark.parametrize(
    ("given", "outputs"),
    [
        (manifest("value", type="float"), [Output("value", "FP64")]),
        (manifest("value", type=["null", "int"]), [Output("value", "INT64")]),
        (manifest("value", type=["string", "int"]), [Output("value", None)]),
        (manifest("label", type={"type": "enum", "name": "E", "symbols": ["a"]}), [Output("label", "BYTES")]),
        (manifest("value", type=DOUBLES), [Output("value", "FP64", vector=True)]),
        (manifest("value", type={"type": "array", "items": DOUBLES}), [Output("value", None, vector=True)]),
        (manifest("value", type=SCORES), [Output("value", None, vector=True)]),
        (manifest("value", type=SCORES, classes=(1, 2)), [Output("value", "FP64", vector=True, classes=("1", "2"))]),
        (of_fields(label="boolean", score="long"), [Output("label", "BOOL"), Output("score", "INT64")]),
        (manifest("label", "value", type="double"), [Output("label", None), Output("value", None)]),
        (manifest(type="double"), [Output("value", "FP64")]),
        (manifest("label", classes=("a", "b")), [Output("label", "BYTES")]),
        (manifest("label", classes=(True, False)), [Output("label", "BOOL")]),
        (manifest("label", classes=(1, "b")), [Output("label", None)]),
        (
            manifest("label", "probabilities", classes=(1, 2)),
            [Output("label", "INT64"), Output("probabilities", "FP64", vector=True, classes=("1", "2"))],
        ),
        (manifest("value", "std"), [Output("value", "FP64"), Output("std", None)]),
    ],
)
def test_what_a_model_gives(given: Manifest, outputs: list[Output]) -> None:
    assert list(outputs_of(given)) == outputs


def test_the_outputs_of_metadata() -> None:
    given = of_fields(label="string", probabilities=SCORES, transform=DOUBLES, all={"type": "map", "values": DOUBLES})
    assert described(outputs_of(given)) == [
        {"name": "label", "datatype": "BYTES", "shape": [-1]},
        {"name": "probabilities", "datatype": "FP64", "shape": [-1, 2], "parameters": {"classes": '["a","b"]'}},
        {"name": "transform", "datatype": "FP64", "shape": [-1, -1]},
        {"name": "all", "datatype": "BYTES", "shape": [-1], "parameters": {"content_type": "json"}},
    ]


def test_arrays_of_one_length_are_a_tensor_and_others_json() -> None:
    given = manifest("value", type=DOUBLES)
    assert told(given, [1.0, 2.0], [3.0, 4.0]) == [
        {"name": "value", "datatype": "FP64", "shape": [2, 2], "data": [1.0, 2.0, 3.0, 4.0]}
    ]
    assert told(given, [1.0, float("nan")], []) == [
        {
            "name": "value",
            "datatype": "BYTES",
            "shape": [2],
            "parameters": {"content_type": "json"},
            "data": ["[1.0,null]", "[]"],
        }
    ]
    assert told(given) == [{"name": "value", "datatype": "FP64", "shape": [0, 0], "data": []}]


def test_maps_are_in_the_order_of_the_classes() -> None:
    given = manifest("value", type=SCORES, classes=("a", "b"))
    assert told(given, {"a": 1.0, "b": 2.0}, {"b": 4.0, "a": 3.0})[0]["data"] == [1.0, 2.0, 3.0, 4.0]
    assert told(given, {"a": 1.0, "c": 2.0})[0]["data"] == ['{"a":1.0,"c":2.0}']


def test_what_may_be_missing() -> None:
    given = manifest("value", type=["null", DOUBLES])
    assert told(given, [1.0], None)[0]["data"] == ["[1.0]", "null"]
    assert told(manifest("value", type=["null", "string"]), "a", None)[0]["data"] == ["a", None]


def test_one_output_is_the_prediction_itself_also_where_it_is_a_record() -> None:
    record = {"type": "record", "name": "R", "fields": [{"name": "value", "type": "int"}]}
    assert told(manifest("value", type=record), {"value": 1})[0]["data"] == ['{"value":1}']


def test_outputs_are_asked_for_by_name() -> None:
    outputs = [Output("a", None), Output("b", None)]
    assert asked(outputs, None) == asked(outputs, []) == outputs
    assert asked(outputs, [{"name": "b"}, {"name": "a"}, {"name": "b"}]) == [outputs[1], outputs[0]]
    wrongs: list[Any] = [{"name": "a"}, "a", [["a"]], [{"name": 1}], [{}]]
    for wrong in wrongs:
        with pytest.raises(RequestError) as caught:
            asked(outputs, wrong)
        assert caught.value.detail == "expected outputs as an array of objects with a name - at /outputs/0"
