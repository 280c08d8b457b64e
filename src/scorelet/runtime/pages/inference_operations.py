"""The operations of the Open Inference Protocol, version 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.inference_examples import infer_examples
from scorelet.runtime.pages.operations import (
    MODEL_VERSION,
    Operation,
    content,
    parameter,
    problems,
    request_body,
    response,
)

TAG = "Open Inference Protocol"
ERRORS = "Inference"
"""Before the names of its errors."""
_BODY = (400, 404, 413, 415, 422, 500, 503)
_MODEL = "/v2/models/{model}"
_VERSION = f"{_MODEL}/versions/{{version}}"


def inference_operations(models: Sequence[Described]) -> list[Operation]:
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
    examples = infer_examples(one)
    asked = {name: request for name, (request, _) in examples.items()}
    told = {name: reply for name, (_, reply) in examples.items() if reply is not None}
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
    headers = MODEL_VERSION if statuses else None
    answer = response("What is asked.", content(ref(schema)), *([headers] if headers else []))
    return {"200": answer, **problems(*statuses, 500, 503, of=ERRORS)}
