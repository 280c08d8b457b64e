"""GET /openapi.json: the API as an OpenAPI document (3.1), of the models' own schemas.

What its schemas accept is scored, and what they refuse is refused. More is taken in a few places, which descriptions
tell: the names that features have in the document, Avro's tags around single values, columns of CSV in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scorelet.runtime.bodies import JSON_HEADERS, JSON_TYPE
from scorelet.runtime.messages import Response
from scorelet.runtime.pages import BROWSED, inference_api, invocation_api, predict_api, service_api
from scorelet.runtime.pages.answer_schemas import VERSION, answer_schemas
from scorelet.runtime.pages.avro_schemas import SCALARS, Json
from scorelet.runtime.pages.described import Described, described, kept
from scorelet.runtime.pages.operations import Operation, paths_of, problem_responses, problems
from scorelet.runtime.pages.row_schemas import body_schemas
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.turn import Turn
    from scorelet.service.values import Api, Service

OPENAPI = "3.1.0"
_HEADERS: Json = {
    "RequestId": {"description": "The request's id, as logs have it.", "schema": {"type": "string"}},
    "ModelVersion": {"description": "The version of the model that answered.", "schema": VERSION},
}
_ERRORS = {inference_api.TAG: inference_api.ERRORS, invocation_api.TAG: invocation_api.ERRORS}
"""Whose errors have a shape of their own."""


def document(turn: Turn) -> Response:
    """GET /openapi.json."""
    body = kept(turn.app, "openapi", lambda: write(openapi(turn.app)))
    return Response(200, JSON_HEADERS, body)


def openapi(app: App) -> Json:
    """The whole document."""
    models = described(app)
    found = operations(models, app.service.api)
    return {
        "openapi": OPENAPI,
        "info": _info(app.service, models),
        "servers": [{"url": ".", "description": "Where this document comes from."}],
        **({"security": [{"ApiKey": []}]} if app.service.api.keys else {}),
        "tags": _tags(models, found),
        "paths": paths_of(found),
        "components": components(app.service, models),
    }


def operations(models: Sequence[Described], api: Api) -> list[Operation]:
    """All there are, by dialect, the models in their order."""
    default = next((one for one in models if one.default), None)
    found = [
        *(operation for one in models for operation in predict_api.operations_of(one)),
        *service_api.operations(models),
        *inference_api.operations(models),
        *invocation_api.operations(default),
    ]
    return [_guarded(one, api) for one in found]


def components(service: Service, models: Sequence[Described]) -> Json:
    """Schemas, errors, headers, and how callers show their key."""
    schemas = dict(SCALARS)
    for one in models:
        schemas |= body_schemas(one.served, one.slug, service.limits.rows)
        schemas |= answer_schemas(one.served, one.slug)
        schemas |= inference_api.schemas_of(one)
        if one.default:
            schemas |= invocation_api.schemas_of(one)
    key = {"ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}}
    return {
        "schemas": {**schemas, **service_api.SCHEMAS, **inference_api.SCHEMAS, **invocation_api.SCHEMAS},
        "responses": {
            **problem_responses(),
            **problem_responses("InferenceError", JSON_TYPE, of=inference_api.ERRORS),
            **problem_responses("InvocationError", JSON_TYPE, of=invocation_api.ERRORS),
        },
        "headers": _HEADERS,
        **({"securitySchemes": key} if service.api.keys else {}),
    }


def _guarded(one: Operation, api: Api) -> Operation:
    """With the errors that come of keys."""
    asked = 401 if one.method == "GET" and one.path in BROWSED else 403
    statuses = (*({asked, 403} if api.keys else ()), *((429,) if api.rate or api.quota else ()))
    if one.open or not statuses:
        return one
    return one._replace(responses={**one.responses, **problems(*statuses, of=_ERRORS.get(one.tag, ""))})


def _info(service: Service, models: Sequence[Described]) -> Json:
    """The version is of what is served: it changes with each model's."""
    from hashlib import sha256

    versions = "".join(one.served.version for one in models)
    return {
        "title": service.name,
        "version": sha256(versions.encode()).hexdigest()[:12],
        "description": "Predictions of trained models, served by Scorelet.",
    }


def _tags(models: Sequence[Described], operations: Iterable[Operation]) -> list[Json]:
    """In the order of their first operations; of a model, what it is."""
    said = {one.address: _about(one) for one in models}
    names = dict.fromkeys(one.tag for one in operations)
    return [{"name": name, **({"description": said[name]} if name in said else {})} for name in names]


def _about(one: Described) -> str:
    manifest = one.served.manifest
    return f"{manifest.source.estimator}: {manifest.task}, version {one.served.short_version}"
