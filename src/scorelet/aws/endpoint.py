"""What stands in front of the function, as data: the gateway of a deployment and the emulator's are made of it.

rest   a REST API of API Gateway: keys, usage plans, quotas, request validation, a stage in the path
http   an HTTP API of API Gateway: payload 2.0, none of these
url    a function URL: the same payload, and no gateway at all
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from scorelet.runtime.routes import ROUTES
from scorelet.service.values import Api, Quota, Service

Schema = Mapping[str, Any]

DEFAULT_STAGE = "$default"
"""The stage that stands in no path: HTTP APIs and function URLs have it."""
INTEGRATION_SECONDS: Mapping[str, float] = MappingProxyType({"rest": 29.0, "http": 30.0, "url": 900.0})
"""How long a gateway waits for the function."""
OPEN = frozenset({"/livez", "/readyz", "/healthz", "/ping", "/v2/health/live", "/v2/health/ready"})
"""Who watches over a service has no key."""
BINARY = ("application/octet-stream", "application/gzip", "application/x-gzip")
"""Bodies that are bytes. Not `*/*`: it breaks what the gateway answers by itself (https://github.com/clebert/aws-simple/issues/167)."""

ALLOWED_HEADERS = "content-type,accept,x-api-key,x-request-id,idempotency-key,traceparent"
"""What pages of other origins may send to a REST API: a mock answers preflights the same to everybody, and cannot allow
what was asked for. HTTP APIs and function URLs allow all."""
EXPOSED_HEADERS = "x-request-id,x-model-version"
"""Headers of answers that such pages may read."""
PREFLIGHT_SECONDS = 600
"""So long browsers remember the answer to a preflight."""

_ROWS, _INFER, _INVOCATION = "Rows", "InferRequest", "Invocation"

MODELS: Mapping[str, Schema] = MappingProxyType(
    {
        _ROWS: {"type": ["object", "array", "string", "number", "boolean"]},
        _INFER: {
            "type": "object",
            "required": ["inputs"],
            "properties": {"inputs": {"type": "array"}},
        },
        _INVOCATION: {"type": "object", "minProperties": 1},
    }
)
"""What a JSON body must be for the function to be asked at all, as JSON Schema draft 4. No more than that: the function
says what is wrong with a row, and where, and the gateway would say "Invalid request body"."""

_BODIES: tuple[tuple[str, str], ...] = (("/v2/", _INFER), ("/invocations", _INVOCATION), ("", _ROWS))
"""Which model a body must fit, by what its path begins with."""


class Method(NamedTuple):
    """One way in. path: with {model} for what varies; key: callers need one; body: the name of its model, or ""."""

    method: str
    path: str
    key: bool = False
    body: str = ""


class Plan(NamedTuple):
    """How often one may call: `rate` requests per second after `burst` at once, and a quota. None: no limit."""

    rate: float | None = None
    burst: int | None = None
    quota: Quota | None = None


class Endpoint(NamedTuple):
    """What stands in front of the function.

    kind      "rest", "http" or "url"
    stage     in the path; DEFAULT_STAGE: in none
    methods   of a REST API: all that there are; empty for the other kinds, which send everything on
    models    JSON schemas (draft 4) by name, which bodies of methods must fit
    binary    media types whose bodies are bytes
    cors      origins whose pages may call
    callers   the usage plan: of each key
    everyone  the stage's throttle: of all callers together
    timeout   seconds that the gateway waits for the function
    """

    kind: str
    name: str
    stage: str
    methods: tuple[Method, ...] = ()
    models: Mapping[str, Schema] = MappingProxyType({})
    binary: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()
    callers: Plan = Plan()
    everyone: Plan = Plan()
    timeout: float = INTEGRATION_SECONDS["rest"]


def function_name(service: Service, stage: str) -> str:
    """What the function is called, by which it is invoked."""
    return f"{service.name}-{stage}"


def endpoint_of(service: Service, stage: str) -> Endpoint:
    """The endpoint of a service: of the kind that it asks for, with its keys, limits and origins."""
    api = service.api
    name = function_name(service, stage)
    if api.endpoint != "rest":
        return Endpoint(
            api.endpoint, name, DEFAULT_STAGE, cors=api.cors, timeout=INTEGRATION_SECONDS[api.endpoint],
        )  # fmt: skip
    callers, everyone = _plans(api)
    return Endpoint("rest", name, stage, tuple(_methods(api)), MODELS, BINARY, api.cors, callers, everyone)


def _plans(api: Api) -> tuple[Plan, Plan]:
    """Of each key, and of everyone: a rate is of a key where there are keys."""
    burst = None if api.rate is None else api.burst or max(1, round(api.rate))
    limits = Plan(api.rate, burst, api.quota)
    return (limits, Plan()) if api.keys else (Plan(), limits)


def _methods(api: Api) -> Iterator[Method]:
    """A method for each that the runtime answers; browsers' OPTIONS are the gateway's own."""
    for route in ROUTES:
        for method in (*route.methods, *(("HEAD",) if route.methods == ("GET",) else ())):
            body = next(model for prefix, model in _BODIES if route.path.startswith(prefix))
            yield Method(method, route.path, api.keys and route.path not in OPEN, body if method == "POST" else "")
