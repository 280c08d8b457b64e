"""What an operation is given, parts of its body, checked, and what it says. All that checks may raise RefusedError."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.identifiers import Identifiers
from scorelet.emulator.values import LATEST, RefusedError
from scorelet.runtime.messages import Response

Json = dict[str, Any]

_STALE = (
    "The RevisionId provided does not match the latest RevisionId. Call the {} API to retrieve the latest RevisionId"
)
_CAPITAL = frozenset({"ResourceNotFoundException", "ServiceException"})
"""Errors whose model calls the text "Message"."""


class Request(NamedTuple):
    """A call, taken apart.

    ids        of the request, which are the invocation's, too
    qualifier  of the function's name, or of the query; "" for none
    last       of the path: an alias
    query      the first value of each parameter
    """

    call: Call
    ids: Identifiers
    qualifier: str = ""
    last: str = ""
    query: Mapping[str, str] = MappingProxyType({})

    def body(self) -> Json:
        """An object."""
        try:
            found = json.loads(self.call.body or b"{}")
        except (ValueError, RecursionError) as error:
            raise content(f"Could not parse request body into json: {error}") from None
        if not isinstance(found, dict):
            raise content("expected an object as the body of the request")
        return found


def said(document: Json, status: int = 200) -> Answer:
    return Answer(Response(status, (("content-type", "application/json"),), json.dumps(document).encode()))


def refusal(error: RefusedError) -> Answer:
    """What clients make an exception of their own of."""
    key = "Message" if error.kind in _CAPITAL else "message"
    document = {"Type": "Service" if error.status >= 500 else "User", key: error.message}
    if error.reason:
        document["Reason"] = error.reason
    headers = (("content-type", "application/json"), ("x-amzn-errortype", error.kind))
    response = Response(error.status, headers, json.dumps(document).encode())
    return Answer(response, error=f"{error.kind}: {error.message}")


def invalid(message: str) -> RefusedError:
    """Of a parameter."""
    return RefusedError(400, "InvalidParameterValueException", message)


def content(message: str) -> RefusedError:
    """Of what should be JSON."""
    return RefusedError(400, "InvalidRequestContentException", message)


def unknown(message: str) -> RefusedError:
    """Of what the emulator does not do."""
    return RefusedError(501, "NotImplementedException", message)


def text(body: Json, key: str) -> str:
    """A text; "" for none."""
    value = body.get(key)
    if not isinstance(value, str | None):
        raise invalid(f"expected a text at {key}")
    return value or ""


def shares(body: Json) -> dict[str, float]:
    """Which share of the invocations another version has."""
    routing = body.get("RoutingConfig") or {}
    weights = routing.get("AdditionalVersionWeights") or {} if isinstance(routing, dict) else routing
    if not isinstance(weights, dict) or not all(_is_share(*each) for each in weights.items()):
        raise invalid("expected versions and numbers at RoutingConfig.AdditionalVersionWeights")
    return {number: float(weight) for number, weight in weights.items()}


def _is_share(number: str, weight: object) -> bool:
    return (number.isdecimal() or number == LATEST) and type(weight) in (int, float)


def package(body: Json) -> bytes:
    """The zip that is sent."""
    base64 = text(body, "ZipFile")
    if not base64:
        raise invalid("expected ZipFile: the emulator reads no buckets and no images")
    try:
        return b64decode(base64, validate=True)
    except ValueError:
        raise invalid("expected base64 at ZipFile") from None


def check_revision(body: Json, document: Json, operation: str) -> None:
    """That the caller has seen the latest state. operation: which tells it."""
    given = text(body, "RevisionId")
    if given and given != document["RevisionId"]:
        raise RefusedError(412, "PreconditionFailedException", _STALE.format(operation))
