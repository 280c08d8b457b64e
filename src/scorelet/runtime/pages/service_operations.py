"""The operations that tell of the service: its models, its state, its description."""

from __future__ import annotations

from collections.abc import Sequence

from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.pages.described import Described
from scorelet.runtime.pages.operations import MODEL_VERSION, Operation, content, parameter, problems, response

_MODELS, _SERVICE = "Models", "Service"
_HTML = "text/html"


def service_operations(models: Sequence[Described]) -> list[Operation]:
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
    page = content({"type": "string"}, _HTML)
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
