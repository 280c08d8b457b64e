"""The gateway and what runs behind it speak of the same thing: events go to the runtime, its replies come back."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any

from hypothesis import given, settings

from scorelet.aws.endpoint import endpoint_of
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.values import Asked, Outcome
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.sources import answer
from scorelet.service.values import Api, Service
from tests.emulator.clocks import Hands
from tests.emulator.gateway.calls import REST_CALLS
from tests.emulator.gateway.gateways import KEYS, REPORT, gateway, post
from tests.runtime.events.recorded import Context, setting

ENDPOINT = endpoint_of(Service("towns", (), api=Api(keys=True)), "dev")
ROW = b'{"data": [{"age": 20.0, "income": 1.5, "home_town": "Bonn"}]}'


@cache
def service() -> Setting:
    """Read once."""
    return setting()


async def runtime(asked: Asked) -> Outcome:
    reply: Any = answer(json.loads(asked.payload), Context(), service())
    return Outcome(json.dumps(reply, allow_nan=False).encode(), "", "1", REPORT)


def through(call: Call) -> Answer:
    async def run() -> Answer:
        opened = gateway(runtime, ENDPOINT, keys=KEYS, clock=Hands())
        found = await opened(call)
        await opened.close()
        return found

    return asyncio.run(run())


def test_a_row_is_scored() -> None:
    found = through(post(ROW, ("content-type", "application/json"), path="/dev/api/models/towns/predict"))
    assert (found.response.status, found.error, found.key) == (200, "", "ada")
    assert found.response.header("x-request-id") == found.response.header("x-amzn-requestid")
    assert json.loads(found.response.body)["prediction"] == ["young"]


def test_a_name_is_decoded_once() -> None:
    found = through(post(ROW, path="/dev/api/models/town%2573/predict"))
    assert (found.response.status, "'town%73'" in json.loads(found.response.body)["detail"]) == (404, True)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(call=REST_CALLS)
def test_whatever_comes_in_the_runtime_answers(call: Call) -> None:
    keyed = call._replace(headers=(*call.headers, *post().headers))
    assert "Error" not in through(keyed).error
