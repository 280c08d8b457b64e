"""Request validation: a body of JSON must fit its method's model, or the function is not asked.

A body is looked at where its Content-Type is that of a model, `application/json`, or where there is none, which counts
as that (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html). One
that is empty counts as `{}`, and one that is no JSON fits no model (LocalStack's request validation, whose tests were
recorded on AWS).
"""

from __future__ import annotations

from collections.abc import Mapping

from jsonschema import Draft4Validator

from scorelet.aws.endpoint import Schema
from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.media_types import JSON, media_type
from scorelet.emulator.gateway.rest_errors import GatewayError
from scorelet.errors import RequestError
from scorelet.runtime.strict_json import parse

_SHOWN = 200
_EMPTY = b"{}"


class BodyModels:
    """The models of an API, by name: JSON Schema draft 4."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._validators = {name: Draft4Validator(dict(schema)) for name, schema in schemas.items()}

    def check(self, name: str, call: Call) -> None:
        """Raises GatewayError where the body does not fit."""
        if media_type(call.header("content-type")) not in (JSON, ""):
            return
        try:
            value = parse(call.body or _EMPTY)
        except RequestError as error:
            raise GatewayError("body", error.detail) from None
        try:
            found = next(self._validators[name].iter_errors(value), None)  # the first: there may be millions
        except RecursionError:  # what is wrong is so deep that it cannot be shown
            raise GatewayError("body", "the body nests too deeply") from None
        if found is not None:
            raise GatewayError("body", f"at {found.json_path}: {found.message[:_SHOWN]} (model {name})")
