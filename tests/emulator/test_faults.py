"""What callers of a gateway see of a function that fails in every way, and that the next request works each time."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from scorelet.aws.endpoint import endpoint_of
from scorelet.emulator.clock import Clock
from scorelet.emulator.function.hosting import Hosted, hosted
from scorelet.emulator.gateway.call import Answer, Call
from scorelet.emulator.gateway.rest import RestGateway
from scorelet.emulator.values import Configuration
from scorelet.service.values import Service
from tests.emulator.functions import FakeClock, run, until
from tests.emulator.packages import zipped

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory and /tmp have their limits on Linux only")

ENDPOINT = endpoint_of(Service("faulty", ()), "dev")
FAULTY = """
import json, os, threading, time

ticks = 0

def ticking():
    global ticks
    while True:
        time.sleep(0.01)
        ticks += 1

def kill(event):
    os.kill(os.getpid(), 9)

def leave(event):
    os._exit(3)

def fill(event):
    with open("/tmp/full", "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 20))

def clear(event):
    os.remove("/tmp/full")

def hoard(event):
    return len(b"x" * (400 << 20))

def hang(event):
    time.sleep(60)

def wait(event):
    time.sleep(event["seconds"])

def much(event):
    return {"statusCode": 200, "body": "x" * 7_000_000}

def odd(event):
    return {"statusCode": 200, "message": "ok"}

def background(event):
    if event.get("begin"):
        threading.Thread(target=ticking, daemon=True).start()
    return {"statusCode": 200, "body": str(ticks)}

def missing(event):
    import pandas

def fine(event):
    return {"statusCode": 200, "body": str(os.getpid())}

def handler(event, context):
    asked = json.loads(event["body"])
    print("asked to", asked["do"])
    return globals()[asked["do"]](asked) or {"statusCode": 200, "body": ""}
"""
WRONG = (502, '{"message": "Internal server error"}', "InternalServerErrorException")
LATE = (504, '{"message": "Endpoint request timed out"}', "InternalServerErrorException")
REFUSED = (500, '{"message": "Internal server error"}', "InternalServerErrorException")


class Bench:
    """A function behind its gateway."""

    def __init__(self, hosted: Hosted, gateway: RestGateway) -> None:
        self.function = hosted.function
        self.isolation = hosted.isolation
        self._gateway = gateway

    async def ask(self, do: str, **more: Any) -> Answer:
        body = json.dumps({"do": do, **more}).encode()
        return await self._gateway(Call("POST", "/dev/predict", "", (("content-type", "application/json"),), body))

    async def is_fine(self) -> str:
        """It works; the pid of the environment's process, as it sees itself."""
        answer = await self.ask("fine")
        assert answer.response.status == 200
        return answer.response.body.decode()


@asynccontextmanager
async def bench(code: str = FAULTY, *, gateways: Clock | None = None, **configuration: Any) -> AsyncIterator[Bench]:
    async with hosted(zipped(code), Configuration("faulty-dev", **configuration)) as host:
        gateway = RestGateway(ENDPOINT, host.function, clock=gateways)
        yield Bench(host, gateway)
        await gateway.close()


def shape(answer: Answer) -> tuple[int, str, str | None]:
    response = answer.response
    return response.status, response.body.decode(), response.header("x-amzn-errortype")


def kind(answer: Answer) -> tuple[str, str]:
    """The kind and the words of a function's error, without the request's id."""
    error = json.loads(answer.error)
    return error["errorType"], re.sub(r"RequestId: \S{36} ", "", error["errorMessage"])


def through(work: Callable[[Bench], Awaitable[Any]], **configuration: Any) -> Any:
    """What comes of some requests."""

    async def main() -> Any:
        async with bench(**configuration) as opened:
            return await work(opened)

    return run(main)


def test_an_environment_that_is_killed_in_the_middle_of_a_request() -> None:
    async def work(opened: Bench) -> Answer:
        await opened.is_fine()
        (environment,) = opened.function.environments
        hanging = asyncio.create_task(opened.ask("wait", seconds=30))
        await asyncio.sleep(0.1)
        assert environment.pid is not None
        os.kill(environment.pid, signal.SIGKILL)
        answer = await hanging
        await opened.is_fine()
        return answer

    answer = through(work)
    assert (shape(answer), kind(answer)) == (WRONG, ("Runtime.ExitError", KILLED))


KILLED = "Error: Runtime exited with error: signal: killed"
TOO_MUCH = "Response payload size exceeded maximum allowed payload size (6291556 bytes)."


@pytest.mark.parametrize(
    ("do", "error", "reported"),
    [
        ("kill", ("Runtime.ExitError", KILLED), "Runtime.ExitError"),
        ("leave", ("Runtime.ExitError", "Error: Runtime exited with error: exit status 3"), "Runtime.ExitError"),
        ("hang", ("Sandbox.Timedout", "Error: Task timed out after 0.40 seconds"), "Sandbox.Timedout"),
        ("hoard", ("Runtime.ExitError", KILLED), "Runtime.OutOfMemory"),
        ("missing", ("ModuleNotFoundError", "No module named 'pandas'"), "ModuleNotFoundError"),
        ("much", ("Function.ResponseSizeTooLarge", TOO_MUCH), "Function.ResponseSizeTooLarge"),
        ("nothing", ("KeyError", "'nothing'"), "KeyError"),
    ],
)
def test_what_a_function_does_to_itself(do: str, error: tuple[str, str], reported: str) -> None:
    async def work(opened: Bench) -> Answer:
        await opened.is_fine()
        answer = await opened.ask(do)
        await opened.is_fine()
        return answer

    answer = through(work, memory=128, timeout=0.4)
    assert (shape(answer), kind(answer)) == (WRONG, error)
    assert answer.report is not None
    assert (answer.report.status, answer.report.error_type) == ("timeout" if do == "hang" else "error", reported)
    assert f"asked to {do}\n" in answer.log.decode()


def test_a_full_tmp() -> None:
    """It is the environment's own: what is in it stays from request to request, until it is removed."""

    async def work(opened: Bench) -> list[Answer]:
        if opened.isolation != "namespaces":
            pytest.skip("without namespaces /tmp has no limit")
        first = await opened.is_fine()
        answers = [await opened.ask("fill"), await opened.ask("fill")]
        await opened.ask("clear")
        assert await opened.is_fine() == first
        return answers

    for answer in through(work, storage=16):
        assert (shape(answer), kind(answer)) == (WRONG, ("OSError", "[Errno 28] No space left on device"))


def test_a_reply_that_is_no_answer() -> None:
    async def work(opened: Bench) -> Answer:
        answer = await opened.ask("odd")
        await opened.is_fine()
        return answer

    answer = through(work)
    assert (shape(answer), "message" in answer.error) == (WRONG, True)


def test_a_gateway_that_waits_no_longer() -> None:
    """29 seconds of its own clock; the function goes on, and is asked again when it is free."""
    clock = FakeClock()

    async def work(opened: Bench) -> Answer:
        await opened.is_fine()
        asked = asyncio.create_task(opened.ask("wait", seconds=0.3))
        await asyncio.sleep(0.1)
        await clock.passes(28.9)
        assert not asked.done()
        await clock.passes(0.2)
        answer = await asyncio.wait_for(asked, 0.1)
        (environment,) = opened.function.environments
        assert environment.state.name == "BUSY"
        await until(lambda: environment.state.name == "READY")
        await opened.is_fine()
        assert opened.function.environments == [environment]
        return answer

    assert shape(through(work, gateways=clock)) == LATE


def test_a_handler_that_cannot_be_imported() -> None:
    """The name of what is missing is in the error and in the log; the gateway says nothing of it."""

    async def work(opened: Bench) -> list[Answer]:
        return [await opened.ask("fine"), await opened.ask("fine")]

    for answer in through(work, code="import pandas\n"):
        assert shape(answer) == WRONG
        assert kind(answer) == (
            "Runtime.ImportModuleError",
            "Unable to import module 'scorelet.runtime.lambda_handler': No module named 'pandas'",
        )
        assert "No module named 'pandas'" in answer.log.decode()


MODULE = "scorelet.runtime.lambda_handler"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("1/0", ("ZeroDivisionError", "division by zero")),
        (
            "(",
            (
                "Runtime.UserCodeSyntaxError",
                f"Syntax error in module '{MODULE}': '(' was never closed (lambda_handler.py, line 1)",
            ),
        ),
        ("handle = 1", ("Runtime.HandlerNotFound", f"Handler 'handler' missing on module '{MODULE}'")),
        ("import os; os._exit(1)", ("Runtime.ExitError", "Error: Runtime exited with error: exit status 1")),
    ],
)
def test_a_crash_at_the_start(code: str, error: tuple[str, str]) -> None:
    async def work(opened: Bench) -> list[Answer]:
        return [await opened.ask("fine"), await opened.ask("fine")]

    for answer in through(work, code=code):
        assert (shape(answer), kind(answer)) == (WRONG, error)


def test_threads_stand_still_between_requests() -> None:
    async def work(opened: Bench) -> tuple[int, int, int]:
        await opened.ask("background", begin=True)
        await opened.ask("wait", seconds=0.2)
        ran = int((await opened.ask("background")).response.body)
        await asyncio.sleep(0.5)
        (environment,) = opened.function.environments
        assert environment.pid is not None
        rested = int((await opened.ask("background")).response.body)
        await opened.ask("wait", seconds=0.2)
        return ran, rested, int((await opened.ask("background")).response.body)

    ran, rested, after = through(work)
    assert ran >= 10
    assert rested - ran <= 5
    assert after - rested >= 10


def test_twenty_environments_at_once() -> None:
    async def work(opened: Bench) -> tuple[list[int], int]:
        answers = await asyncio.gather(*(opened.ask("wait", seconds=1.0) for _ in range(20)))
        count = len(opened.function.environments)
        pids = await asyncio.gather(*(opened.ask("fine") for _ in range(20)))
        return [one.response.status for one in (*answers, *pids)], count

    assert through(work, timeout=10.0, concurrency=20) == ([200] * 40, 20)


def test_more_requests_than_environments() -> None:
    async def work(opened: Bench) -> list[Answer]:
        answers = await asyncio.gather(*(opened.ask("wait", seconds=0.3) for _ in range(3)))
        await opened.is_fine()
        return sorted(answers, key=lambda answer: answer.response.status)

    first, *rest = through(work, concurrency=1)
    assert first.response.status == 200
    assert [shape(answer) for answer in rest] == [REFUSED, REFUSED]
    assert rest[0].error.startswith("TooManyRequestsException: Rate Exceeded.")


def test_each_request_is_cold() -> None:
    async def work(opened: Bench) -> list[bool]:
        answers = [await opened.ask("fine") for _ in range(4)]
        return [answer.report is not None and answer.report.cold for answer in answers]

    assert through(work, cold=True) == [True] * 4
