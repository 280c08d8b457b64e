"""The function that all implementations run: the towns of the tests, and beside them what shows its surroundings.

/echo, /keyed answer with the event as it arrived; the second one asks for a key
/reply  answers with whatever JSON the body is, so that a request holds the reply that it tries
/raise, /exit, /large   fail, end the process, and give more than Lambda carries

Invoked without a gateway, it does what {"do": "echo"} names. It goes into the package as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

from scorelet.runtime import lambda_handler

LARGE = 7_000_000
"""Bytes."""


def echo(event: Any) -> Any:
    if "httpMethod" not in event:
        return event
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}


def reply(event: Any) -> Any:
    return json.loads(event["body"])


def fail(_: Any) -> Any:
    raise ValueError("the function fails")


def end(_: Any) -> Any:
    os._exit(3)


def large(_: Any) -> Any:
    return {"statusCode": 200, "body": "x" * LARGE}


ACTIONS: dict[str, Callable[[Any], Any]] = {
    "echo": echo,
    "keyed": echo,
    "reply": reply,
    "raise": fail,
    "exit": end,
    "large": large,
}


def handler(event: Any, context: Any) -> Any:
    print("the function was here")
    named = event.get("do") or event.get("resource", "").strip("/").partition("/")[0]
    action = ACTIONS.get(named)
    return lambda_handler.handler(event, context) if action is None else action(event)
