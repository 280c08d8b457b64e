"""A gateway that has no routes and keys of its own, and sends everything on to the function, as payload 2.0."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from os import urandom
from typing import Any, NamedTuple

from scorelet.aws.endpoint import Endpoint
from scorelet.emulator.clock import Clock
from scorelet.emulator.event_json import encoded
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.identifiers import Identifiers, Random, identifiers
from scorelet.emulator.gateway.integration import Failures, Integration
from scorelet.emulator.gateway.origins import Origins
from scorelet.emulator.gateway.reply_2 import response_of
from scorelet.emulator.values import LIVE, Asked, Invoke
from scorelet.runtime.messages import Headers

Json = Any


class Kind(NamedTuple):
    """What one kind of such gateways has of its own.

    failures  what it answers where the function does not
    usual     the content type of a reply that names none
    api       the id of an API of this name
    event     of a call, to the API of this id, at this time (seconds since 1970)
    told      headers of every answer
    """

    failures: Failures
    usual: str
    api: Callable[[str], str]
    event: Callable[[Call, str, Identifiers, float], dict[str, Json]]
    told: Callable[[Identifiers], Headers]


class ForwardingGateway:
    """A Gateway. random: gives so many bytes, for ids."""

    def __init__(
        self, kind: Kind, endpoint: Endpoint, invoke: Invoke, *, clock: Clock | None = None, random: Random = urandom
    ) -> None:
        self._kind = kind
        self._clock = clock or Clock()
        self._ask = Integration(invoke, kind.failures, endpoint.timeout, self._clock)
        self._origins = Origins(endpoint.cors)
        self._random = random
        self._api = kind.api(endpoint.name)

    async def __call__(self, call: Call) -> Answer:
        now = self._clock.time()
        ids = identifiers(self._random, now, call.header("x-amzn-trace-id"))
        preflight = self._origins.preflight(call)
        answer = Answer(preflight) if preflight else await self._asked(call, ids, now)
        response = preflight or self._origins.dressed(answer.response, call)
        return answer._replace(response=response._replace(headers=(*response.headers, *self._kind.told(ids))))

    async def close(self) -> None:
        """Functions that are still asked are asked no longer."""
        await self._ask.close()

    async def _asked(self, call: Call, ids: Identifiers, now: float) -> Answer:
        event = self._kind.event(call, self._api, ids, now)
        asked = Asked(encoded(event), LIVE, ids.invoked, ids.trace)
        return await self._ask(asked, partial(response_of, usual=self._kind.usual, method=call.method))
