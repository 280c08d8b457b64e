"""GET /openapi.json: the API as an OpenAPI document (3.1), of the models' own schemas.

What its schemas accept is scored, and what they refuse is refused; where more is taken than they say (the names that
features have in the document, Avro's tags around single values), a description says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scorelet.runtime.bodies import JSON_TYPE
from scorelet.runtime.messages import Response
from scorelet.runtime.pages.answer_schemas import VERSION, answer_schemas
from scorelet.runtime.pages.avro_schemas import SCALARS, Json
from scorelet.runtime.pages.described import Described, described, kept
from scorelet.runtime.pages.operations import Operation, paths_of, problem_responses, problems
from scorelet.runtime.pages.predict_operations import predict_operations
from scorelet.runtime.pages.row_schemas import body_schemas
from scorelet.runtime.pages.service_operations import service_operations
from scorelet.runtime.pages.service_schemas import SERVICE_SCHEMAS
from scorelet.runtime.strict_json import write

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.turn import Turn
    from scorelet.service.values import Service

OPENAPI = "3.1.0"
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]")
_HEADERS: Json = {
    "RequestId": {"description": "The request's id, as logs have it.", "schema": {"type": "string"}},
    "ModelVersion": {"description": "The version of the model that answered.", "schema": VERSION},
}


def document(turn: Turn) -> Response:
    """GET /openapi.json."""
    body = kept(turn.app, "openapi", lambda: write(openapi(turn.app)))
    return Response(200, (("content-type", JSON_TYPE),), body)


def openapi(app: App) -> Json:
    """The whole document."""
    models = described(app)
    found = operations(models)
    keyed = app.service.api.keys
    return {
        "openapi": OPENAPI,
        "info": _info(app.service, models),
        "servers": [{"url": ".", "description": "Where this document comes from."}],
        **({"security": [{"ApiKey": []}]} if keyed else {}),
        "tags": _tags(models, found),
        "paths": paths_of(_guarded(app.service, found)),
        "components": components(app.service, models),
    }


def operations(models: Sequence[Described]) -> list[Operation]:
    """All there are, by dialect, the models in their order."""
    found = [operation for one in models for operation in predict_operations(one, slug_of(one))]
    return [*found, *service_operations(models)]


def components(service: Service, models: Sequence[Described]) -> Json:
    """Schemas, errors, headers, and how callers show their key."""
    schemas = dict(SCALARS)
    for one in models:
        schemas |= body_schemas(one.served, slug_of(one), service.limits.rows)
        schemas |= answer_schemas(one.served, slug_of(one))
    key = {"ApiKey": {"type": "apiKey", "in": "header", "name": "x-api-key"}} if service.api.keys else {}
    return {
        "schemas": {**schemas, **SERVICE_SCHEMAS},
        "responses": problem_responses(_STATUSES),
        "headers": _HEADERS,
        **({"securitySchemes": key} if key else {}),
    }


_STATUSES = (400, 401, 403, 404, 413, 415, 422, 429, 500, 502, 503, 504)


def slug_of(one: Described) -> str:
    """Its address as it stands in names of components: models' names have small letters only."""
    return _NOT_IN_NAMES.sub(lambda found: ".AT." if found[0] == "@" else f"_{ord(found[0]):X}_", one.address)


def _guarded(service: Service, operations: Iterable[Operation]) -> list[Operation]:
    """With the errors that come of keys."""
    statuses = (*((401, 403) if service.api.keys else ()), *((429,) if service.api.rate else ()))
    return [one if one.open else one._replace(responses={**one.responses, **problems(*statuses)}) for one in operations]


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
