"""An endpoint as the OpenAPI 3.0 document that API Gateway imports: routes, keys, models, and the function behind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from scorelet.aws.endpoint import Endpoint, Method

Json = dict[str, Any]

_NO_MATCH: Json = {"type": "aws_proxy", "httpMethod": "POST", "passthroughBehavior": "when_no_match"}
_VALIDATOR = "body"


def openapi_body(endpoint: Endpoint, function: str, region: str) -> Json:
    """`function` is the ARN of what is invoked, with its alias."""
    uri = f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function}/invocations"
    paths: dict[str, Json] = {}
    for method in endpoint.methods:
        paths.setdefault(method.path, {})[method.method.lower()] = _operation(method, uri)
    for path, operations in paths.items():
        if endpoint.cors:
            operations["options"] = _preflight(endpoint.cors, [*map(str.upper, operations), "OPTIONS"], path)
    return {
        "openapi": "3.0.1",
        "info": {"title": endpoint.name, "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {name: dict(schema) for name, schema in endpoint.models.items()},
            "securitySchemes": {"api_key": {"type": "apiKey", "name": "x-api-key", "in": "header"}},
        },
        "x-amazon-apigateway-binary-media-types": list(endpoint.binary),
        "x-amazon-apigateway-request-validators": {
            _VALIDATOR: {"validateRequestBody": True, "validateRequestParameters": False}
        },
    }


def _operation(method: Method, uri: str) -> Json:
    operation: Json = {
        "responses": {},
        "parameters": _parameters(method.path),
        "x-amazon-apigateway-integration": {**_NO_MATCH, "uri": uri},
    }
    if method.key:
        operation["security"] = [{"api_key": []}]
    if method.body:
        schema: Mapping[str, str] = {"$ref": f"#/components/schemas/{method.body}"}
        operation["requestBody"] = {"content": {"application/json": {"schema": schema}}}
        operation["x-amazon-apigateway-request-validator"] = _VALIDATOR
    return operation


def _preflight(origins: tuple[str, ...], methods: list[str], path: str) -> Json:
    """What browsers ask before a page of another origin may call: answered without the function."""
    allowed = {
        "Access-Control-Allow-Origin": origins[0],
        "Access-Control-Allow-Methods": ",".join(sorted(methods)),
        "Access-Control-Allow-Headers": "Content-Type,X-Api-Key",
    }
    return {
        "responses": {"204": {"headers": {name: {"schema": {"type": "string"}} for name in allowed}}},
        "parameters": _parameters(path),
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "requestTemplates": {"application/json": '{"statusCode": 204}'},
            "responses": {
                "default": {
                    "statusCode": "204",
                    "responseParameters": {
                        f"method.response.header.{name}": f"'{value}'" for name, value in allowed.items()
                    },
                }
            },
        },
    }


def _parameters(path: str) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", path)
    ]
