"""What Lambda looks at before anything is run. The texts are AWS's; what follows "json: " is the parser's own."""

from __future__ import annotations

import json
import uuid

from scorelet.emulator.values import LARGEST_ASYNCHRONOUS, LARGEST_REQUEST, Asked, RefusedError

UNRESERVED = 1000
"""The concurrency of an account: a function with it has none of its own."""


def admitted(asked: Asked, *, waits: bool = True) -> Asked:
    """The invocation with an event and an id. Raises RefusedError.

    waits: whether the caller waits for the answer
    """
    largest = LARGEST_REQUEST if waits else LARGEST_ASYNCHRONOUS
    if len(asked.payload) > largest:
        text = f"Request must be smaller than {largest} bytes for the InvokeFunction operation"
        raise RefusedError(413, "RequestTooLargeException", text)
    payload = asked.payload or b"{}"
    try:
        json.loads(payload, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        text = f"Could not parse request body into json: Could not parse payload into json: {error}"
        raise RefusedError(400, "InvalidRequestContentException", text) from None
    return asked._replace(payload=payload, request_id=asked.request_id or str(uuid.uuid4()))


def throttled(concurrency: int) -> RefusedError:
    """All `concurrency` environments of the function are busy."""
    whose = "Reserved" if concurrency < UNRESERVED else ""
    reason = f"{whose}{'Function' if whose else ''}ConcurrentInvocationLimitExceeded"
    return RefusedError(429, "TooManyRequestsException", "Rate Exceeded.", reason)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
