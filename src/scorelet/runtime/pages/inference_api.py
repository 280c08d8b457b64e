"""The Open Inference Protocol, version 2: its operations, its shapes, and sample rows as tensors.

JSON Schema cannot say that a tensor has as many values as its shape multiplies to: that is the protocol's own rule. So
all models share the tensors, and each has examples of its own; GET /v2/models/{model} tells the tensors of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.runtime.dialects.oip.columns import INPUT, Column, columns_of
from scorelet.runtime.dialects.oip.outputs import outputs_of, tensors_of
from scorelet.runtime.dialects.oip.tensors import DATATYPES
from scorelet.runtime.pages.avro_schemas import Json, list_of, object_of, ref
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.operations import (
    MODEL_VERSION,
    REQUEST_ID,
    Operation,
    content,
    parameter,
    problems,
    request_body,
    response,
)
from scorelet.runtime.strict_json import write

TAG = "Open Inference Protocol"
ERRORS = "Inference"
"""Before the names of its errors."""
_BODY = (400, 404, 413, 415, 422, 500, 503)
_MODEL = "/v2/models/{model}"
_VERSION = f"{_MODEL}/versions/{{version}}"


def operations(models: Sequence[Described]) -> list[Operation]:
    return [*_of_server(), *(_infer(one) for one in models), *_of_models(models)]


def _of_server() -> list[Operation]:
    live, ready = _said("InferenceLive"), _said("InferenceReady")
    return [
        Operation("GET", "/v2", "inferenceServer", TAG, "What the server is", _said("InferenceServer")),
        Operation("GET", "/v2/health/live", "inferenceLive", TAG, "Whether it lives", live, open=True),
        Operation("GET", "/v2/health/ready", "inferenceReady", TAG, "Whether it is ready", ready, open=True),
    ]


def _infer(one: Described) -> Operation:
    """The model's own, with examples of its own."""
    path = one.path.replace("/api/", "/v2/", 1)
    asked, told = _examples(one)
    return Operation(
        "POST",
        f"{path}/infer",
        f"infer_{one.slug}",
        TAG,
        f"Predict with {one.address}, rows as tensors",
        _inferred(one.served.features is not None, **told),
        body=request_body(content(ref(f"{one.slug}.Infer"), **asked)),
    )


def _inferred(upstream: bool, **examples: Any) -> Json:
    answer = response("The prediction.", content(ref("InferenceResponse"), **examples), MODEL_VERSION)
    statuses = (*_BODY, 502, 504) if upstream else _BODY
    return {"200": answer, **problems(*statuses, of=ERRORS)}


def _of_models(models: Sequence[Described]) -> list[Operation]:
    """By the name of a model, and by name and version."""
    upstream = any(one.served.features is not None for one in models)
    model = parameter("model", "path", {"enum": [one.address for one in models]})
    named = parameter("model", "path", {"enum": list(dict.fromkeys(one.served.name for one in models))})
    version = parameter("version", "path", {"enum": [one.served.short_version for one in models]})
    body = request_body(content(ref("InferenceRequest")))
    told, ready = _said("InferenceMetadata", 404), _said("InferenceModelReady", 404)
    return [
        Operation("GET", _MODEL, "inferenceModel", TAG, "The tensors of a model", told, parameters=(model,)),
        Operation("GET", f"{_MODEL}/ready", "modelReady", TAG, "Whether it is ready", ready, parameters=(model,)),
        Operation("GET", _VERSION, "inferenceVersion", TAG, "The same of a version", told, parameters=(named, version)),
        Operation(
            "GET", f"{_VERSION}/ready", "versionReady", TAG, "Whether it is ready", ready, parameters=(named, version)
        ),
        Operation(
            "POST",
            f"{_VERSION}/infer",
            "inferVersion",
            TAG,
            "Predict with a version of a model",
            _inferred(upstream),
            parameters=(named, version),
            body=body,
        ),
    ]


def _said(schema: str, *statuses: int) -> Json:
    answer = response("What is asked.", content(ref(schema)), MODEL_VERSION if statuses else REQUEST_ID)
    return {"200": answer, **problems(*statuses, 500, 503, of=ERRORS)}


# --- examples ---------------------------------------------------------------------------------------------------------


def _examples(one: Described) -> tuple[Json, Json]:
    """By name, the sample rows as tensors, and the answer; none where rows have other parts than tensors can say."""
    served = one.served
    columns = columns_of(served)
    rows = [sample.row for sample in one.samples]
    if not rows or any(column.vector for column in columns.columns):
        return {}, {}
    if columns.named:
        rows = [served.named(row) for row in rows]
        if not all(column.name in row for row in rows for column in columns.columns):
            return {}, {}
        values = [[_value(row[column.name], column) for row in rows] for column in columns.columns]
    else:
        values = [[_value(row, columns.columns[0]) for row in rows]]
    inputs = [_tensor(column, data) for column, data in zip(columns.columns, values, strict=True)]
    if columns.matrix:
        data = [value for row in zip(*values, strict=True) for value in row]
        inputs = [{"name": INPUT, "datatype": "FP64", "shape": [len(rows), len(values)], "data": data}]
    return {"rows": {"inputs": inputs}}, {"rows": _reply(one)}


def _value(value: Any, column: Column) -> Any:
    return write(value).decode() if column.json else value


def _tensor(column: Column, data: list[Any]) -> Json:
    return {"name": column.name, "datatype": column.datatype, "shape": [len(data)], "data": data}


def _reply(one: Described) -> Json:
    served = one.served
    outputs = outputs_of(served.manifest)
    predictions = [sample.prediction for sample in one.samples]
    tensors = tensors_of(outputs, [output.name for output in outputs], predictions)
    return {"model_name": served.name, "model_version": served.short_version, "outputs": tensors}


# --- shapes -----------------------------------------------------------------------------------------------------------


def schemas_of(one: Described) -> dict[str, Json]:
    """The request of one model: any tensors, and of the outputs only its own."""
    names = {"enum": [output.name for output in outputs_of(one.served.manifest)]}
    return {f"{one.slug}.Infer": _request(names)}


def _request(names: Json) -> Json:
    wanted = {"type": ["array", "null"], "items": object_of({"name": names}, closed=False)}
    return object_of({"id": _TEXT, "inputs": _TENSORS, "outputs": wanted}, "id", "outputs", closed=False)


_TEXT: Json = {"type": "string"}
_SIZE: Json = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_ANY_SIZE: Json = {"type": "integer", "minimum": -1}
_TENSOR: Json = {
    "name": _TEXT,
    "datatype": {"enum": list(DATATYPES)},
    "shape": {"type": "array", "items": _SIZE, "minItems": 1, "maxItems": 8},
    "data": {"type": "array"},
    "parameters": {"type": "object"},
}
_TENSORS: Json = {"type": "array", "items": ref("InferenceTensor"), "minItems": 1}
_SHAPE = {**_TENSOR, "shape": list_of(_ANY_SIZE)}
_SHAPES = list_of(object_of(_SHAPE, "data", "parameters"))

SCHEMAS: Json = {
    "InferenceTensor": object_of(_TENSOR, "parameters", closed=False),
    "InferenceRequest": _request(_TEXT),
    "InferenceResponse": object_of(
        {"model_name": _TEXT, "model_version": _TEXT, "id": _TEXT, "outputs": _TENSORS}, "id"
    ),
    "InferenceError": object_of({"error": _TEXT}),
    "InferenceServer": object_of({"name": _TEXT, "version": _TEXT, "extensions": list_of(_TEXT)}),
    "InferenceLive": object_of({"live": {"const": True}}),
    "InferenceReady": object_of({"live": {"const": True}, "ready": {"type": "boolean"}}),
    "InferenceModelReady": object_of({"name": _TEXT, "ready": {"type": "boolean"}}),
    "InferenceMetadata": object_of(
        {
            "name": _TEXT,
            "versions": list_of(_TEXT),
            "platform": _TEXT,
            "inputs": _SHAPES,
            "outputs": _SHAPES,
        }
    ),
}
