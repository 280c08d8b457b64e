"""A REST API of API Gateway, in front of a function.

A call is checked in this order; what fails first is answered:

    1. how long it is       before anything is looked at
    2. how it is packed     "before your API and stage are identified", as AWS's guide says; it is unpacked here
    3. stage and path       an unknown one is a 403, not a 404
    4. OPTIONS              answered here where there is CORS, without a key or a rate
    5. the API key          where the method asks for one
    6. rate of the key, rate of all, quota of the key
    7. the body's model
    8. the function, and what it replied

That keys and usage plans go before everything of the method, and so before its model, is what AWS's execution logs say
("Verifying Usage Plan for request" comes before "Starting execution for request"). The order of rates is documented
(https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html); that the quota comes
after them, and that a call which is refused takes nothing of any of them, is assumed. Methods without a key count for
no key (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-usage-plan-test-with-postman.html).
"""

from __future__ import annotations

from collections.abc import Mapping
from os import urandom
from pathlib import Path

from scorelet.aws.endpoint import Endpoint, Method
from scorelet.emulator.clock import Clock
from scorelet.emulator.gateway import proxy_reply
from scorelet.emulator.gateway.api_keys import ApiKeys, Key
from scorelet.emulator.gateway.body_models import BodyModels
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.content_codings import unpacked
from scorelet.emulator.gateway.cors import OPTIONS, Cors
from scorelet.emulator.gateway.identifiers import Identifiers, Random, identifiers, stable
from scorelet.emulator.gateway.media_types import is_among
from scorelet.emulator.gateway.payload_1 import Api, Moment, payload
from scorelet.emulator.gateway.resources import Found, Resources
from scorelet.emulator.gateway.rest_errors import CASES, LARGEST_BODY, GatewayError, error_response
from scorelet.emulator.gateway.usage_file import KeptUsage, Tell, to_standard_error
from scorelet.emulator.gateway.usage_plan import UsagePlan
from scorelet.emulator.gateway.waiting import Waiting
from scorelet.emulator.values import ACCOUNT, LIVE, REGION, Asked, Invoke, Outcome, RefusedError
from scorelet.runtime.messages import Response

_NO_CONTENT = 204
_TOO_LARGE = 413


class RestGateway:
    """Answers calls, and never raises. `close` it, so that quotas are kept.

    keys    name -> secret: who may call
    folder  keeps what keys have used of their quotas; None: nothing is kept
    tell    is told what is wrong with that
    random  gives so many bytes, for ids
    """

    def __init__(
        self,
        endpoint: Endpoint,
        invoke: Invoke,
        *,
        keys: Mapping[str, str] | None = None,
        folder: Path | None = None,
        clock: Clock | None = None,
        tell: Tell = to_standard_error,
        random: Random = urandom,
    ) -> None:
        self._endpoint = endpoint
        self._clock = clock or Clock()
        self._random = random
        self._api = api_of(endpoint)
        self._resources = Resources(endpoint.methods)
        self._models = BodyModels(endpoint.models)
        self._cors = Cors(endpoint.cors)
        self._usage = KeptUsage(endpoint.callers.quota, folder, self._clock, tell)
        self._plan = UsagePlan(endpoint, ApiKeys(keys or {}), self._usage, self._clock)
        self._waiting = Waiting(invoke, self._clock, endpoint.timeout)

    async def __call__(self, call: Call) -> Answer:
        now = self._clock.time()
        ids = identifiers(self._random, now, call.header("x-amzn-trace-id"))
        key = None
        try:
            call = _readable(call)
            found, path = self._found(call)
            if call.method == OPTIONS and self._cors:
                return Answer(self._preflight(call, found, ids))
            method = _method(call, found)
            key = self._plan.admitted(call, method)
            if method.body:
                self._models.check(method.body, call)
            event = payload(self._api, call, Moment(ids, now, path, found, key))
            outcome = await self._waiting.outcome(Asked(event, LIVE, ids.invoked, ids.trace))
            return self._answered(outcome, call, ids, key)
        except GatewayError as error:
            return self._refused(error, call, ids, key)
        except RefusedError as error:
            case = "event too long" if error.status == _TOO_LARGE else "refused"
            return self._refused(GatewayError(case, f"{error.kind}: {error.message}"), call, ids, key)
        except Exception as error:  # the gate: whatever goes wrong here, a caller gets an answer of the gateway
            return self._refused(GatewayError("refused", f"{type(error).__name__}: {error}"), call, ids, key)

    async def close(self) -> None:
        """Keep what is to be kept; functions that are still asked are asked no longer."""
        await self._waiting.close()
        await self._usage.close()

    # --- coming in ---------------------------------------------------------------------------------------------------

    def _found(self, call: Call) -> tuple[Found, str]:
        """The path that is asked for, and as it was sent, without the stage. Raises GatewayError."""
        before, _, path = call.path.removeprefix("/").partition("/")
        stage = self._endpoint.stage
        if before != stage or not call.path.startswith("/"):
            raise GatewayError("stage", f"expected a path that begins with /{stage}, got {call.path[:100]!r}")
        found = self._resources.find(f"/{path}")
        if found is None:
            raise GatewayError("route", f"there is no path {f'/{path}'[:100]!r}")
        return found, f"/{path}"

    # --- answers -----------------------------------------------------------------------------------------------------

    def _preflight(self, call: Call, found: Found, ids: Identifiers) -> Response:
        headers = self._cors.preflight(found.resource.methods, call.header("origin"))
        return Response(_NO_CONTENT, (("x-amzn-requestid", ids.request), ("x-amz-apigw-id", ids.extended), *headers))

    def _refused(self, error: GatewayError, call: Call, ids: Identifiers, key: Key | None) -> Answer:
        cors = self._cors.headers(call.header("origin"))
        return Answer(error_response(CASES[error.case], ids, cors), key.name if key else error.key, None, error.why)

    def _answered(self, outcome: Outcome, call: Call, ids: Identifiers, key: Key | None) -> Answer:
        """What the function replied, or why it is no reply."""
        try:
            if outcome.error:
                raise GatewayError("function", outcome.payload.decode("utf-8", "replace"))
            decoded = is_among(call.header("accept"), self._endpoint.binary)
            reply = proxy_reply.reply_of(outcome.payload, decoded=decoded)
        except GatewayError as error:
            refused = self._refused(error, call, ids, key)
            return refused._replace(report=outcome.report, log=outcome.log)
        own = (("x-amzn-requestid", ids.request), ("x-amz-apigw-id", ids.extended), ("x-amzn-trace-id", ids.trace))
        response = Response(reply.status, (*reply.headers, *own), reply.body)
        return Answer(response, key.name if key else "", outcome.report)


def api_of(endpoint: Endpoint) -> Api:
    """What every event of this endpoint says; ids are the same at every start."""
    name, stage = endpoint.name, endpoint.stage
    api_id = stable(10, "api", name)
    paths = {method.path for method in endpoint.methods}
    return Api(
        api_id,
        ACCOUNT,
        stage,
        stable(6, "deployment", name, stage),
        f"{api_id}.execute-api.{REGION}.amazonaws.com",
        {path: stable(6, "resource", name, path) for path in paths},
        endpoint.binary,
    )


def _readable(call: Call) -> Call:
    """The call, unpacked. Raises GatewayError."""
    if len(call.body) > LARGEST_BODY:
        raise GatewayError("too long", f"the body has {len(call.body)} bytes; the gateway takes {LARGEST_BODY}")
    return unpacked(call)


def _method(call: Call, found: Found) -> Method:
    method = found.resource.methods.get(call.method)
    if method is None:
        known = ", ".join(found.resource.methods)
        raise GatewayError("route", f"{found.resource.path} takes {known}, got {call.method[:20]!r}")
    return method
