"""A gateway, the function behind it and its clock, as these tests need them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from scorelet.aws.endpoint import BINARY, MODELS, Endpoint, Method, Plan
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.rest import RestGateway
from scorelet.emulator.values import Asked, Outcome, Report
from tests.emulator.clocks import Hands

SECRET, OTHER = "EXAMPLE-KEY-0123456789", "ANOTHER-KEY-0123456789"
KEYS: Mapping[str, str] = {"ada": SECRET, "bob": OTHER}
REPORT = Report("the invocation", "7", 0.002, 2, 512, 40)
ENDPOINT = Endpoint(
    "rest",
    "iris-dev",
    "dev",
    (
        Method("POST", "/predict", True, "Rows"),
        Method("GET", "/predict", True),
        Method("POST", "/api/models/{model}/predict", True, "Rows"),
        Method("GET", "/livez"),
    ),
    MODELS,
    BINARY,
)
FREE = Plan()
OK = {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": "[1]", "isBase64Encoded": False}


class Function:
    """Replies with `reply`, or raises it, and keeps what it was asked."""

    def __init__(self, reply: Any = OK, error: str = "") -> None:
        self.reply = reply
        self.error = error
        self.asked: list[Asked] = []

    async def __call__(self, asked: Asked) -> Outcome:
        self.asked.append(asked)
        if isinstance(self.reply, Exception):
            raise self.reply
        payload = self.reply if isinstance(self.reply, bytes) else json.dumps(self.reply).encode()
        return Outcome(payload, self.error, "7", REPORT, b"END")

    @property
    def events(self) -> list[Any]:
        return [json.loads(one.payload) for one in self.asked]


def counted(size: int) -> bytes:
    """Bytes that are no secret: 0, 1, 2, ..."""
    return bytes(i % 256 for i in range(size))


def gateway(function: Callable[[Asked], Awaitable[Outcome]], endpoint: Endpoint = ENDPOINT, **more: Any) -> RestGateway:
    return RestGateway(endpoint, function, **{"keys": KEYS, "clock": Hands(), "random": counted, **more})


def post(body: bytes = b"[[1, 2]]", *headers: tuple[str, str], path: str = "/dev/predict", key: str = SECRET) -> Call:
    sent = (("Host", "localhost:8000"), *((("x-api-key", key),) if key else ()), *headers)
    return Call("POST", path, "", sent, body)


def answered(call: Call, reply: Any = OK, endpoint: Endpoint = ENDPOINT, error: str = "") -> Answer:
    """The answer of a gateway to a single call."""

    async def run() -> Answer:
        opened = gateway(Function(reply, error), endpoint)
        answer = await opened(call)
        await opened.close()
        return answer

    return asyncio.run(run())


def planned(callers: Plan = FREE, everyone: Plan = FREE) -> Endpoint:
    return ENDPOINT._replace(callers=callers, everyone=everyone)


def statuses(calls: int, opened: RestGateway, call: Call) -> Awaitable[list[int]]:
    async def run() -> list[int]:
        return [(await opened(call)).response.status for _ in range(calls)]

    return run()


def usage(folder: Path) -> Any:
    return json.loads((folder / "usage.json").read_text())
