"""Lambda's Invoke operation: what stands in a request's headers, and in those of the answer.

A function that fails is no failed invocation: the answer is a 200 with X-Amz-Function-Error.
https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode

from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.lambda_api.function import Lambda
from scorelet.emulator.lambda_api.requests import Request, content, invalid
from scorelet.emulator.readable import said
from scorelet.emulator.values import Asked, Outcome
from scorelet.runtime.messages import Response

TAIL = 4096
"""Bytes of the log that a caller gets."""
TYPES = ("RequestResponse", "Event", "DryRun")

_NO_CONTEXT = "Client context must be a valid Base64-encoded JSON object."


async def invoked(function: Lambda, request: Request) -> Answer:
    """The answer to a caller. Raises RefusedError."""
    call = request.call
    kind = call.header("x-amz-invocation-type") or TYPES[0]
    if kind not in TYPES:
        raise invalid(f"expected {', '.join(TYPES)} as the invocation type, got {kind[:40]!r}")
    if kind == "DryRun":
        function.versions.resolve(request.qualifier)
        return Answer(Response(204))
    trace = request.ids.trace
    asked = Asked(call.body or b"{}", request.qualifier, request.ids.invoked, trace, _context(call))
    if kind == "Event":
        function.invoke_later(asked)
        return Answer(Response(202, (("x-amzn-trace-id", trace),)))
    tail = (call.header("x-amz-log-type") or "None") == "Tail"
    return _answer(await function.invoke(asked, tail=tail), trace, tail=tail)


def _answer(outcome: Outcome, trace: str, *, tail: bool) -> Answer:
    headers = [
        ("content-type", "application/json"),
        ("x-amz-executed-version", outcome.version),
        ("x-amzn-trace-id", trace),
    ]
    if outcome.error:
        headers.append(("x-amz-function-error", outcome.error))
    if tail:
        headers.append(("x-amz-log-result", b64encode(outcome.log[-TAIL:]).decode()))
    response = Response(200, tuple(headers), outcome.payload)
    if not outcome.error:
        return Answer(response, report=outcome.report)
    return Answer(response, report=outcome.report, error=said(outcome.payload), log=outcome.log)


def _context(call: Call) -> str:
    """The client context, as JSON; "" for none. Raises RefusedError."""
    given = call.header("x-amz-client-context")
    if not given:
        return ""
    try:
        text = b64decode(given, validate=True).decode()
        context = json.loads(text)
    except (ValueError, RecursionError):
        context = None
    if not isinstance(context, dict):
        raise content(_NO_CONTEXT)
    return text
