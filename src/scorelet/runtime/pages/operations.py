"""The parts that the API's description is built of: values, put together by functions.

An Operation is one row of what the document's `paths` will be, so that other documents (an older version of OpenAPI,
a gateway's own) can be made of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from scorelet.runtime.bodies import JSON_TYPE
from scorelet.runtime.pages.avro_schemas import Json, ref
from scorelet.runtime.problems import PROBLEM, TITLES

HTML = "text/html"
_RESPONSES = "#/components/responses/"
REQUEST_ID = {"x-request-id": {"$ref": "#/components/headers/RequestId"}}
MODEL_VERSION = {**REQUEST_ID, "x-model-version": {"$ref": "#/components/headers/ModelVersion"}}


class Operation(NamedTuple):
    """One method of one path.

    id    the same in every release, and of no other operation
    open  answered without a key where others need one
    """

    method: str
    path: str
    id: str
    tag: str
    summary: str
    responses: Mapping[str, Json]
    description: str = ""
    parameters: tuple[Json, ...] = ()
    body: Json | None = None
    open: bool = False


def written(operation: Operation) -> Json:
    """The Operation Object of OpenAPI."""
    said: Json = {"operationId": operation.id, "tags": [operation.tag], "summary": operation.summary}
    if operation.description:
        said["description"] = operation.description
    if operation.parameters:
        said["parameters"] = list(operation.parameters)
    if operation.body is not None:
        said["requestBody"] = operation.body
    said["responses"] = {status: operation.responses[status] for status in sorted(operation.responses)}
    return {**said, "security": []} if operation.open else said


def paths_of(operations: Iterable[Operation]) -> Json:
    """The Paths Object, in the order of the operations."""
    paths: Json = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = written(operation)
    return paths


def content(schema: Json, kind: str = JSON_TYPE, **examples: Any) -> Json:
    """One media type, with examples by name."""
    shown = {"examples": {name: {"value": value} for name, value in examples.items()}} if examples else {}
    return {kind: {"schema": schema, **shown}}


def response(description: str, content: Json | None = None, headers: Json = REQUEST_ID) -> Json:
    said: Json = {"description": description, "headers": headers}
    return said if content is None else {**said, "content": content}


def request_body(*contents: Json) -> Json:
    return {"required": True, "content": {kind: part for content in contents for kind, part in content.items()}}


def parameter(name: str, where: str, schema: Json, **more: Any) -> Json:
    return {"name": name, "in": where, "required": True, "schema": schema, **more}


def problems(*statuses: int, of: str = "") -> Json:
    """Errors of these statuses: in Scorelet's own shape, or in that of another dialect."""
    return {str(status): {"$ref": _RESPONSES + of + problem_name(status)} for status in statuses}


def problem_name(status: int) -> str:
    return TITLES[status].replace(" ", "")


def problem_responses(shape: str = "Problem", kind: str = PROBLEM, *, of: str = "") -> Json:
    """The components that errors refer to: in one dialect, all have one shape."""
    return {of + problem_name(status): response(said, content(ref(shape), kind)) for status, said in MEANINGS.items()}


MEANINGS: Mapping[int, str] = {
    400: "The body is no JSON, or the request cannot be read.",
    401: "A key is needed, as the password of HTTP's own dialog, and this is none.",
    403: "A key is needed, in the header x-api-key, and this is none.",
    404: "There is no such model.",
    413: "The body is too long, or has too many rows.",
    415: "The body has another media type, or an encoding that is not taken.",
    422: "Rows that the model does not take: a JSON pointer and a sentence for each thing that is wrong.",
    429: "Too many requests with this key.",
    500: "An unforeseen failure; the operator finds it under the request's id.",
    502: "A service that the feature function asks has failed.",
    503: "The model cannot answer now.",
    504: "A service that the feature function asks took too long.",
}
"""What a status means, here."""
