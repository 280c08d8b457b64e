"""The shapes of what the service says of itself and of its models, and of its errors."""

from __future__ import annotations

from scorelet.runtime.pages.answer_schemas import VERSION
from scorelet.runtime.pages.avro_schemas import Json, ref

_TEXT: Json = {"type": "string"}
_TEXTS: Json = {"type": "array", "items": _TEXT}
_COUNT: Json = {"type": "integer", "minimum": 0}
_ANY_OBJECT: Json = {"type": "object"}


def _object(properties: Json, optional: tuple[str, ...] = ()) -> Json:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


_NAMED: Json = {"name": _TEXT, "alias": _TEXT}
_PATHS: Json = _object({"predict": _TEXT, "metadata": _TEXT})
_KNOWN: Json = {
    "kind": {"enum": ["pfa", "onnx", "python"]},
    "task": _TEXT,
    "default": {"type": "boolean", "description": "Whether it answers POST /predict."},
    "paths": _PATHS,
}

SERVICE_SCHEMAS: Json = {
    "Problem": {
        "description": "RFC 9457, Problem Details for HTTP APIs.",
        **_object(
            {
                "type": {"const": "about:blank"},
                "title": _TEXT,
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": _TEXT,
                "instance": {"type": "string", "description": "urn:request: and the request's id."},
                "errors": _list(_object({"pointer": _TEXT, "detail": _TEXT}, ("detail",))),
            },
            ("detail", "errors"),
        ),
    },
    "ModelSummary": _object({**_NAMED, "version": VERSION, **_KNOWN}, ("alias",)),
    "ModelList": _object({"models": _list(ref("ModelSummary"))}),
    "Metadata": _object(
        {
            **_NAMED,
            "version": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "short_version": VERSION,
            **_KNOWN,
            "input": {**_ANY_OBJECT, "properties": {"form": {"enum": ["record", "text", "datum", "function"]}}},
            "outputs": _TEXTS,
            "classes": {"type": ["array", "null"]},
            "schemas": _object({"row": _ANY_OBJECT, "answer": _ANY_OBJECT}),
            "sample": {"anyOf": [_object({"row": {}, "answer": _ANY_OBJECT}), {"type": "null"}]},
            "source": _object(
                {
                    "framework": _TEXT,
                    "estimator": _TEXT,
                    "made_with": {"type": "object", "additionalProperties": _TEXT},
                }
            ),
            "parity": {
                "anyOf": [
                    _object(
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
        ("alias",),
    ),
    "Status": _object(
        {
            "service": _TEXT,
            "models": _list(ref("ModelSummary")),
            "paths": _object({"docs": _TEXT, "openapi": _TEXT, "models": _TEXT}),
        }
    ),
    "Live": _object({"status": {"const": "live"}}),
    "Ready": _object({"status": {"const": "ready"}, "models": {"type": "object", "additionalProperties": _TEXTS}}),
}
"""The components that all services have."""
