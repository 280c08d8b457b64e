"""What the Runtime API and the Extensions API answer, over HTTP, to who keeps to their order and who does not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from scorelet.emulator.environment.api_connection import LONGEST_HEAD, listen
from scorelet.emulator.environment.extensions_api import About
from scorelet.emulator.environment.failures import Failure
from scorelet.emulator.environment.runtime_api import Answered, Event, RuntimeApi
from scorelet.emulator.values import LARGEST_RESPONSE
from tests.emulator.functions import run, until

EVENT = Event("id-1", b'{"a":1}', 1_800_000_000.5, "arn:towns:live", "Root=1-a-b")
RUNTIME, EXTENSION = "/2018-06-01/runtime", "/2020-01-01/extension"
NEXT = ("GET", f"{RUNTIME}/invocation/next")
RESPONSE = ("POST", f"{RUNTIME}/invocation/id-1/response")
OK = (202, {"status": "OK"})


class Heard:
    """What the API tells the environment."""

    def __init__(self) -> None:
        self.said: list[Any] = []

    def is_ready(self) -> None:
        self.said.append("ready")

    def can_restore(self) -> None:
        self.said.append("restorable")

    def answered(self, answered: Answered) -> None:
        self.said.append(answered)

    def gave_up(self, failure: Failure) -> None:
        self.said.append(failure)


class Client:
    """A runtime, or an extension, that says what a test wants."""

    def __init__(self, *, snapstart: bool = False) -> None:
        self.heard = Heard()
        self.api = RuntimeApi(self.heard, About("towns", "3", "app.handler", "123456789012"), snapstart=snapstart)
        self.address = ""

    async def send(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        """Over a connection of its own."""
        host, _, port = self.address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        async with closing(writer):
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            return int(head[0].split()[1]), headers, await reader.readexactly(int(headers["Content-Length"]))

    async def ask(self, method: str, path: str, data: bytes = b"", **headers: str) -> tuple[int, Any]:
        status, _, said = await self.send(request(method, path, data, **headers))
        return status, json.loads(said or b"null")

    async def next(self) -> asyncio.Task[tuple[int, dict[str, str], bytes]]:
        """A runtime that waits for its next event."""
        waiting = asyncio.ensure_future(self.send(request(*NEXT)))
        await until(lambda: self.api._next is not None or waiting.done())
        return waiting

    async def running(self) -> None:
        """A runtime that has the event."""
        waiting = await self.next()
        self.api.invoke(EVENT)
        await waiting


@asynccontextmanager
async def closing(writer: asyncio.StreamWriter) -> AsyncIterator[None]:
    try:
        yield
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def request(method: str, path: str, data: bytes = b"", **headers: str) -> bytes:
    named = {"Host": "lambda", "Content-Length": str(len(data)), **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in named.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + data


def speaking(work: Callable[[Client], Awaitable[Any]], *, snapstart: bool = False) -> Any:
    async def spoken() -> Any:
        client = Client(snapstart=snapstart)
        listener = await listen(client.api)
        client.address = listener.address
        try:
            return await work(client)
        finally:
            listener.close()

    return run(spoken)


def error(kind: str, message: str) -> dict[str, str]:
    return {"errorMessage": message, "errorType": kind}


def not_allowed(now: str, wanted: str) -> tuple[int, dict[str, str]]:
    text = f"State transition from {now} to {wanted} failed for runtime. Error: State transition is not allowed"
    return 403, error("InvalidStateTransition", text)


def test_an_event_and_its_answer() -> None:
    async def work(client: Client) -> None:
        waiting = await client.next()
        assert client.heard.said == ["ready"]
        client.api.invoke(EVENT._replace(client_context='{"b":\n2}'))
        assert await waiting == (
            200,
            {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": "id-1",
                "Lambda-Runtime-Deadline-Ms": "1800000000500",
                "Lambda-Runtime-Invoked-Function-Arn": "arn:towns:live",
                "Lambda-Runtime-Trace-Id": "Root=1-a-b",
                "Lambda-Runtime-Client-Context": '{"b": 2}',
                "Content-Length": "7",
            },
            b'{"a":1}',
        )
        assert await client.ask(*RESPONSE, b"[1]") == OK
        assert client.heard.said == ["ready", Answered(b"[1]")]
        (await client.next()).cancel()
        assert client.heard.said[2:] == ["ready"]

    speaking(work)


def test_an_error_is_an_answer() -> None:
    async def work(client: Client) -> None:
        await client.running()
        assert await client.ask("POST", f"{RUNTIME}/invocation/id-1/error", b"{}") == OK
        assert client.heard.said[1:] == [Answered(b"{}", is_error=True)]

    speaking(work)


def test_who_asks_again_gets_the_same_event() -> None:
    async def work(client: Client) -> None:
        await client.running()
        assert (await (await client.next()))[2] == EVENT.payload

    speaking(work)


def test_what_is_out_of_order_is_refused() -> None:
    async def work(client: Client) -> None:
        assert await client.ask(*RESPONSE) == (400, error("InvalidRequestID", "Invalid request ID"))
        await client.running()
        wrong = ("POST", f"{RUNTIME}/invocation/id-2/error")
        assert await client.ask(*wrong) == (400, error("InvalidRequestID", "Invalid request ID"))
        assert await client.ask("POST", f"{RUNTIME}/init/error") == not_allowed("Running", "InitError")
        assert await client.ask(*RESPONSE) == OK
        assert await client.ask(*RESPONSE) == not_allowed("ResponseSent", "InvocationResponse")
        after = not_allowed("ResponseSent", "InvocationErrorResponse")
        assert await client.ask("POST", f"{RUNTIME}/invocation/id-1/error") == after

    speaking(work)


@pytest.mark.parametrize(
    ("method", "path", "status", "said"),
    [
        ("GET", f"{RUNTIME}/unknown", 404, b"404 page not found\n"),
        ("POST", f"{RUNTIME}/invocation/id-1/answer", 404, b"404 page not found\n"),
        ("GET", f"{RUNTIME}/restore/next", 404, b"404 page not found\n"),
        ("DELETE", f"{RUNTIME}/invocation/id-1/error", 405, b""),
        ("POST", f"{RUNTIME}/invocation/next", 405, b""),
    ],
)
def test_what_there_is_not(method: str, path: str, status: int, said: bytes) -> None:
    async def work(client: Client) -> tuple[int, bytes]:
        answered = await client.send(request(method, path))
        return answered[0], answered[2]

    assert speaking(work) == (status, said)


def test_an_answer_that_is_too_large() -> None:
    async def work(client: Client) -> None:
        await client.running()
        said = await client.ask(*RESPONSE, b"x" * (LARGEST_RESPONSE + 1))
        message = "Exceeded maximum allowed payload size (6291556 bytes)."
        assert said == (413, error("RequestEntityTooLarge", message))
        assert client.heard.said[1:] == [Answered(b"", is_error=True, too_large=True)]

    speaking(work)


def test_the_largest_answer_whose_sender_waits_to_be_asked_for_it() -> None:
    async def work(client: Client) -> None:
        await client.running()
        host, _, port = client.address.partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        async with closing(writer):
            head = f"POST {RESPONSE[1]} HTTP/1.1\r\nContent-Length: {LARGEST_RESPONSE}\r\nExpect: 100-continue\r\n\r\n"
            writer.write(head.encode())
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
            writer.write(b"x" * LARGEST_RESPONSE)
            assert (await reader.readline()) == b"HTTP/1.1 202 Accepted\r\n"
        assert [len(said.payload) for said in client.heard.said[1:]] == [LARGEST_RESPONSE]

    speaking(work)


@pytest.mark.parametrize(
    "said", [b"\0\0\0\r\n\r\n", b"GET / HTTP/1.1\r\nX: " + b"x" * (LONGEST_HEAD + 1), b"GET / HTTP/9\r\n\r\n"]
)
def test_what_is_no_http_ends_its_connection_only(said: bytes) -> None:
    async def work(client: Client) -> None:
        assert (await client.send(said))[0] == 400
        await client.running()

    speaking(work)


def test_a_start_that_fails() -> None:
    async def work(client: Client) -> None:
        posted = json.dumps({"errorType": "Runtime.ImportModuleError"}).encode()
        headers = {"Lambda_Runtime_Function_Error_Type": "Runtime.ImportModuleError"}
        assert await client.ask("POST", f"{RUNTIME}/init/error", posted, **headers) == OK
        kind = "Runtime.ImportModuleError"
        assert client.heard.said == [Failure("error", kind, reported=kind, posted=posted)]
        assert await client.ask(*NEXT) == not_allowed("InitError", "Ready")

    speaking(work)


def test_a_snapshot() -> None:
    async def work(client: Client) -> None:
        early = await client.ask("POST", f"{RUNTIME}/restore/error")
        assert early == not_allowed("Started", "RestoreError")
        waiting = asyncio.ensure_future(client.ask("GET", f"{RUNTIME}/restore/next"))
        await asyncio.sleep(0.01)
        assert client.heard.said == ["restorable"]
        assert await client.ask(*NEXT) == not_allowed("RestoreReady", "Ready")
        client.api.restore()
        assert await waiting == (200, None)
        assert await client.ask("GET", f"{RUNTIME}/restore/next") == not_allowed("Restoring", "RestoreReady")
        (await client.next()).cancel()
        assert client.heard.said == ["restorable", "ready"]

    speaking(work, snapstart=True)


# Extensions.

REGISTER = ("POST", f"{EXTENSION}/register")
INVOKE = json.dumps({"events": ["INVOKE"]}).encode()
UNKNOWN = "00000000-0000-4000-8000-000000000000"


async def registered(client: Client, name: str = "one") -> str:
    """Its identifier."""
    status, headers, said = await client.send(request(*REGISTER, INVOKE, Lambda_Extension_Name=name))
    about = {"functionName": "towns", "functionVersion": "3", "handler": "app.handler"}
    assert (status, json.loads(said)) == (200, about)
    return headers["Lambda-Extension-Identifier"]


async def waits(client: Client, identifier: str) -> asyncio.Task[tuple[int, dict[str, str], bytes]]:
    asks = request("GET", f"{EXTENSION}/event/next", Lambda_Extension_Identifier=identifier)
    waiting = asyncio.ensure_future(client.send(asks))
    await asyncio.sleep(0.01)
    return waiting


def test_an_environment_is_ready_when_its_extensions_are() -> None:
    async def work(client: Client) -> None:
        identifier = await registered(client)
        waiting = await client.next()
        assert client.heard.said == []
        extension = await waits(client, identifier)
        assert client.heard.said == ["ready"]
        client.api.invoke(EVENT)
        await waiting
        assert json.loads((await extension)[2]) == {
            "eventType": "INVOKE",
            "deadlineMs": 1800000000500,
            "requestId": "id-1",
            "invokedFunctionArn": "arn:towns:live",
            "tracing": {"type": "X-Amzn-Trace-Id", "value": "Root=1-a-b"},
        }
        await client.ask(*RESPONSE)
        (await client.next()).cancel()
        assert client.heard.said == ["ready", Answered(b"")]
        (await waits(client, identifier)).cancel()
        assert client.heard.said[2:] == ["ready"]

    speaking(work)


@pytest.mark.parametrize(
    ("data", "name", "kind", "message"),
    [
        (INVOKE, "", "Extension.InvalidExtensionName", "Empty extension name"),
        (INVOKE, "one", "Extension.InvalidExtensionState", "Extension with this name already registered"),
        (b'{"events":["SHUTDOWN"]}', "two", "Extension.InvalidEventType",
         "SHUTDOWN: ShutdownEventNotSupportedForInternalExtension"),
        (b'{"events":["NIGHT"]}', "two", "Extension.InvalidEventType", "NIGHT: InvalidEventType"),
        (b"[]", "two", "InvalidRequestFormat", "the body is no JSON object with a list of events"),
        (b"{", "two", "InvalidRequestFormat", "the body is no JSON object with a list of events"),
    ],
)  # fmt: skip
def test_extensions_that_are_refused(data: bytes, name: str, kind: str, message: str) -> None:
    async def work(client: Client) -> Any:
        await registered(client)
        return await client.ask(*REGISTER, data, Lambda_Extension_Name=name)

    assert speaking(work) == (403, error(kind, message))


def test_extensions_come_while_the_environment_starts_and_ten_at_most() -> None:
    async def work(client: Client) -> None:
        for number in range(10):
            await registered(client, f"number {number}")
        limit = error("Extension.TooManyExtensions", "Extension limit (10) reached")
        assert await client.ask(*REGISTER, INVOKE, Lambda_Extension_Name="more") == (403, limit)
        (await client.next()).cancel()
        closed = error("Extension.RegistrationClosed", "Extension registration closed already")
        assert await client.ask(*REGISTER, INVOKE, Lambda_Extension_Name="late") == (403, closed)

    speaking(work)


@pytest.mark.parametrize(
    ("identifier", "kind", "message"),
    [
        ("", "Extension.MissingExtensionIdentifier", "Missing Lambda-Extension-Identifier header"),
        ("me", "Extension.InvalidExtensionIdentifier", "Invalid Lambda-Extension-Identifier"),
        (UNKNOWN, "Extension.UnknownExtensionIdentifier", f"Unknown extension {UNKNOWN}"),
    ],
)
def test_extensions_that_nobody_knows(identifier: str, kind: str, message: str) -> None:
    async def work(client: Client) -> Any:
        return await client.ask("GET", f"{EXTENSION}/event/next", Lambda_Extension_Identifier=identifier)

    assert speaking(work) == (403, error(kind, message))


@pytest.mark.parametrize(("phase", "kind"), [("init", "Extension.InitError"), ("exit", "Extension.ExitError")])
def test_an_extension_that_gives_up(phase: str, kind: str) -> None:
    async def work(client: Client) -> None:
        known = await registered(client)
        path = f"{EXTENSION}/{phase}/error"
        missing = error("Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found")
        assert await client.ask("POST", path, Lambda_Extension_Identifier=known) == (403, missing)
        mine = "Extension.Mine"
        said = await client.ask(
            "POST", path, Lambda_Extension_Identifier=known, Lambda_Extension_Function_Error_Type=mine
        )
        assert said == OK
        assert client.heard.said == [Failure("error", kind, "Extension.Mine")]

    speaking(work)
