"""What tells of the service: its models, its state, its description; and the shape of its errors."""

from __future__ import annotations

from collections.abc import Sequence

from scorelet.runtime.pages.answer_schemas import VERSION
from scorelet.runtime.pages.avro_schemas import Json, list_of, object_of, ref
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.operations import HTML, MODEL_VERSION, Operation, content, parameter, problems, response

_MODELS, _SERVICE = "Models", "Service"


def operations(models: Sequence[Described]) -> list[Operation]:
    return [*_about_models(models), *_about_service()]


def _about_models(models: Sequence[Described]) -> list[Operation]:
    known = {"enum": [one.address for one in models]}
    named = (parameter("model", "path", known),)
    told = {
        "200": response("What is known of the model.", content(ref("Metadata")), MODEL_VERSION),
        **problems(404, 500, 503),
    }
    path = "/api/models/{model}"
    return [
        Operation("GET", "/api/models", "listModels", _MODELS, "The models", _said("Models", ref("ModelList"))),
        Operation("GET", path, "model", _MODELS, "All that is known of a model", told, parameters=named),
        Operation("GET", f"{path}/metadata", "metadata", _MODELS, "The same", told, parameters=named),
    ]


def _about_service() -> list[Operation]:
    page = content({"type": "string"}, HTML)
    status = {"200": response("The status.", {**content(ref("Status")), **page}), **problems(500, 503)}
    ready = {"200": response("Ready for requests.", content(ref("Ready")))}
    live = {"200": response("Alive.", content(ref("Live")))}
    docs = {"200": response("The page.", page), **problems(500, 503)}
    return [
        Operation("GET", "/", "status", _SERVICE, "The status of the service", status),
        Operation("GET", "/docs", "docs", _SERVICE, "The API as a page", docs),
        Operation("GET", "/openapi.json", "openapi", _SERVICE, "This document", _said("This.", {"type": "object"})),
        Operation("GET", "/healthz", "healthz", _SERVICE, "Whether the process lives", live, open=True),
        Operation("GET", "/livez", "livez", _SERVICE, "Whether the process lives", live, open=True),
        Operation("GET", "/readyz", "readyz", _SERVICE, "Whether it is ready for requests", ready, open=True),
    ]


def _said(description: str, schema: Json) -> Json:
    return {"200": response(description, content(schema)), **problems(500, 503)}


# --- shapes -----------------------------------------------------------------------------------------------------------


_TEXT: Json = {"type": "string"}
_TEXTS = list_of(_TEXT)
_COUNT: Json = {"type": "integer", "minimum": 0}
_ANY_OBJECT: Json = {"type": "object"}
_NAMED: Json = {"name": _TEXT, "alias": _TEXT}
_PATHS = object_of({"predict": _TEXT, "metadata": _TEXT})
_KNOWN: Json = {
    "kind": {"enum": ["pfa", "onnx", "python"]},
    "task": _TEXT,
    "default": {"type": "boolean", "description": "Whether it answers POST /predict."},
    "paths": _PATHS,
}

SCHEMAS: Json = {
    "Problem": {
        "description": "RFC 9457, Problem Details for HTTP APIs.",
        **object_of(
            {
                "type": {"const": "about:blank"},
                "title": _TEXT,
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": _TEXT,
                "instance": {"type": "string", "description": "urn:request: and the request's id."},
                "errors": list_of(object_of({"pointer": _TEXT, "detail": _TEXT}, "detail")),
            },
            "detail",
            "errors",
        ),
    },
    "ModelSummary": object_of({**_NAMED, "version": VERSION, **_KNOWN}, "alias"),
    "ModelList": object_of({"models": list_of(ref("ModelSummary"))}),
    "Metadata": object_of(
        {
            **_NAMED,
            "version": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "short_version": VERSION,
            **_KNOWN,
            "input": {**_ANY_OBJECT, "properties": {"form": {"enum": ["record", "text", "datum", "function"]}}},
            "outputs": _TEXTS,
            "classes": {"type": ["array", "null"]},
            "schemas": object_of({"row": _ANY_OBJECT, "answer": _ANY_OBJECT}),
            "sample": {"anyOf": [object_of({"row": {}, "answer": _ANY_OBJECT}), {"type": "null"}]},
            "source": object_of(
                {
                    "framework": _TEXT,
                    "estimator": _TEXT,
                    "made_with": {"type": "object", "additionalProperties": _TEXT},
                }
            ),
            "parity": {
                "anyOf": [
                    object_of(
                        {
                            "compared": _COUNT,
                            "agreed": _COUNT,
                            "tolerance": {"type": "number"},
                            "accepted": {"type": ["string", "null"]},
                        }
                    ),
                    {"type": "null"},
                ]
            },
            "golden_rows_verified": _COUNT,
            "load_seconds": {"type": "number", "minimum": 0},
            "extensions": _TEXTS,
        },
        "alias",
    ),
    "Status": object_of(
        {
            "service": _TEXT,
            "models": list_of(ref("ModelSummary")),
            "paths": object_of({"docs": _TEXT, "openapi": _TEXT, "models": _TEXT}),
        }
    ),
    "Live": object_of({"status": {"const": "live"}}),
    "Ready": object_of({"status": {"const": "ready"}, "models": {"type": "object", "additionalProperties": _TEXTS}}),
}
"""The components that all services have."""
