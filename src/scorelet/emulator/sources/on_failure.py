"""What an on-failure destination is sent: why records were given up, and which; not what was in them."""

from __future__ import annotations

from collections.abc import Callable

from scorelet.emulator.clock import Clock
from scorelet.emulator.sources.streams import GivenUp
from scorelet.emulator.sources.times import iso
from scorelet.emulator.sources.values import Json


def letter(function: str, clock: Clock, batch_info: Callable[[GivenUp], Json], given_up: GivenUp) -> Json:
    """What is sent now."""
    return failure_record(given_up, batch_info(given_up), function, clock.time())


def failure_record(given_up: GivenUp, batch_info: Json, function: str, now: float) -> Json:
    """function: ARN. Records that were too old for a first try have no response."""
    answer = given_up.answer
    made: Json = {
        "requestContext": {
            "requestId": answer.request_id if answer else "",
            "functionArn": function,
            "condition": given_up.condition,
            "approximateInvokeCount": given_up.attempts,
        }
    }
    if answer:
        made["responseContext"] = {"statusCode": 200, "executedVersion": answer.version}
        if answer.error:
            made["responseContext"]["functionError"] = "Unhandled"
    return {**made, "version": "1.0", "timestamp": iso(now), **batch_info}
