"""Requests that ask for predictions, as the gateways of this machine make events of them."""

from __future__ import annotations

from scorelet.aws.endpoint import endpoint_of
from scorelet.emulator.gateway.call import Call
from scorelet.emulator.gateway.function_url import ANYBODY
from scorelet.emulator.gateway.payload_2 import Seen, event_of
from scorelet.emulator.making.bodies import text, together
from scorelet.emulator.making.order import Json, Order
from scorelet.runtime.events.setting import predict_path

STAGE = "prod"
"""Of a REST API, which has it in its paths."""


def rest(order: Order) -> Json:
    # Checking bodies takes a package of the extra `emulate`, without which other events can be made.
    from scorelet.emulator.gateway import payload_1
    from scorelet.emulator.gateway.api_keys import HEADER, ApiKeys
    from scorelet.emulator.gateway.identifiers import identifiers
    from scorelet.emulator.gateway.resources import Resources
    from scorelet.emulator.gateway.rest import api_of

    service = order.service._replace(api=order.service.api._replace(endpoint="rest"))
    endpoint = endpoint_of(service, STAGE)
    api, path = api_of(endpoint), predict_path(order.model)
    found = Resources(endpoint.methods).find(path)
    assert found is not None  # it is one of the runtime's own
    call = _call(order, f"/{STAGE}{path}", api.domain)
    key = None
    if found.resource.methods[call.method].key:
        secret = order.digits(40)
        call = call._replace(headers=(*call.headers, (HEADER, secret)))
        key = ApiKeys({"example": secret}).of(call)
    ids = identifiers(order.random.randbytes, order.now, None)
    return payload_1.event(api, call, payload_1.Moment(ids, order.now, path, found, key))


def http(order: Order) -> Json:
    api = order.digits(10)
    call = _call(order, predict_path(order.model), f"{api}.execute-api.{order.region}.amazonaws.com")
    return event_of(call, Seen(order.account, api, call.path, order.token(11), order.trace(), order.now))


def url(order: Order) -> Json:
    api = order.digits(32)
    call = _call(order, predict_path(order.model), f"{api}.lambda-url.{order.region}.on.aws")
    return event_of(call, Seen(ANYBODY, api, call.path, order.uuid(), order.trace(), order.now))


def _call(order: Order, path: str, host: str) -> Call:
    body = text(together(order.rows)).encode()
    headers = {
        "Accept": "*/*",
        "Content-Length": str(len(body)),
        "Content-Type": "application/json",
        "Host": host,
        "User-Agent": "scorelet",
    }
    return Call("POST", path, "", tuple(headers.items()), body)
