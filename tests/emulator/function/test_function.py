"""Versions, aliases and environments, as invocations come and go."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scorelet.emulator.environment.environment import Environment
from scorelet.emulator.function.function import Function
from scorelet.emulator.processes.processes import Processes
from scorelet.emulator.values import LARGEST_ASYNCHRONOUS, LARGEST_REQUEST, Asked, Outcome, RefusedError
from tests.emulator.functions import ID, FakeClock, Told, asked, function, run, until, write

WHO = """
    import os, time
    count = 0
    def handler(event, context):
        global count
        count += 1
        time.sleep(event or 0)
        return [os.getpid(), count, context.function_version]
"""
ARN = "arn:aws:lambda:us-east-1:123456789012:function:towns"


def refused(error: RefusedError) -> tuple[int, str, str, str]:
    return error.status, error.kind, error.message, error.reason


async def refusal(made: Function, request: Asked) -> tuple[int, str, str, str]:
    with pytest.raises(RefusedError) as raised:
        await made(request)
    return refused(raised.value)


async def who(made: Function, seconds: float = 0, qualifier: str = "") -> list[Any]:
    said: list[Any] = json.loads((await made(asked(json.dumps(seconds).encode(), qualifier))).payload)
    return said


def test_one_after_the_other_go_to_one_environment(tmp_path: Path) -> None:
    async def work() -> None:
        told = Told()
        async with function(tmp_path, WHO, told=told, concurrency=1) as made:
            said = [await who(made) for _ in range(20)]
        assert {pid for pid, _, _ in said} == {said[0][0]}
        assert [count for _, count, _ in said] == list(range(1, 21))
        assert [report.cold for report in told.reports] == [True, *[False] * 19]

    run(work)


def test_several_at_once_get_one_each_and_the_last_that_was_free_comes_first(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO) as made:
            longer, shorter = await asyncio.gather(who(made, 0.2), who(made, 0.1))
            assert longer[0] != shorter[0]
            for _ in range(2):
                await until(lambda: not made.busy)
                assert (await who(made))[0] == longer[0]
            assert len(made.environments) == 2

    run(work)


def test_twenty_at_once(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO, timeout=20.0) as made:
            said = await asyncio.gather(*(who(made, 0.02) for _ in range(20)))
            assert (len({pid for pid, _, _ in said}), {count for _, count, _ in said}) == (20, {1})

    run(work)


@pytest.mark.parametrize(
    ("concurrency", "reason"),
    [(1, "ReservedFunctionConcurrentInvocationLimitExceeded"), (1000, "ConcurrentInvocationLimitExceeded")],
)
def test_more_than_there_may_be(tmp_path: Path, concurrency: int, reason: str) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO, concurrency=concurrency) as made:
            busy = asyncio.ensure_future(who(made, 0.1))
            await asyncio.sleep(0.01)
            latest = made._pool(made.versions.latest)
            others = {Environment(latest.version, made.clock, freed=print, told=print) for _ in range(concurrency - 1)}
            latest.all |= others  # only counted
            throttled = (429, "TooManyRequestsException", "Rate Exceeded.", reason)
            assert await refusal(made, asked()) == throttled
            await busy
            latest.all -= others
            assert (await who(made))[1] == 2

    run(work)


def test_who_comes_while_an_environment_is_handed_on_gets_none_of_his_own(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO, concurrency=1) as made:
            answers: list[Any] = []
            most = 0

            async def calls() -> None:
                nonlocal most
                while len(answers) < 200:
                    with suppress(RefusedError):
                        answers.append(await who(made))
                    await asyncio.sleep(0)
                    most = max(most, len(made.environments))

            await asyncio.gather(*(calls() for _ in range(5)))
            assert most == 1

    run(work)


def test_newer_code_is_not_answered_by_an_environment_of_the_older(tmp_path: Path) -> None:
    """Invocations that came before the code did may be: but not those that come after it."""
    codes = [f"def handler(event, context):\n    return {number}" for number in (1, 2)]

    async def work() -> None:
        newer = write(tmp_path / "newer", codes[1])
        async with (
            function(tmp_path, codes[0]) as made,
            Processes(newer, work=tmp_path / "newer-work") as processes,
        ):
            older = made.versions.latest.processes
            for new, expected in [(processes, b"2"), (older, b"1")] * 3:
                await made(asked())
                before = asyncio.ensure_future(made(asked()))  # waits for the environment that has answered just now
                await asyncio.sleep(0)
                made.update(made.configuration, new)
                await before
                after = await asyncio.gather(*(made(asked()) for _ in range(5)))
                assert {outcome.payload for outcome in after} == {expected}
                assert all(one.version is made.versions.latest for one in made.environments)

    run(work)


def test_each_invocation_cold(tmp_path: Path) -> None:
    async def work() -> None:
        told = Told()
        async with function(tmp_path, WHO, told=told, cold=True, concurrency=1) as made:
            said = [await who(made) for _ in range(3)]
        assert [count for _, count, _ in said] == [1, 1, 1]
        assert [report.cold for report in told.reports] == [True] * 3

    run(work)


def test_idle_environments_end(tmp_path: Path) -> None:
    async def work() -> None:
        clock = FakeClock()
        async with function(tmp_path, WHO, clock=clock, idle=300.0) as made:
            await asyncio.gather(who(made), who(made, 0.05))
            await until(lambda: not made.busy)
            await clock.passes(200)
            assert (await who(made))[1] == 2
            await until(lambda: not made.busy)
            await clock.passes(100)
            await until(lambda: len(made.environments) == 1)
            await clock.passes(200)
            await until(lambda: not made.environments)
            assert (await who(made))[1] == 1

    run(work)


def test_provisioned_environments_are_there_before_anybody_asks_and_stay(tmp_path: Path) -> None:
    code = "import os\ndef handler(event, context):\n    return os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']"

    async def work() -> None:
        clock, told = FakeClock(), Told()
        async with function(tmp_path, code, clock=clock, told=told, provisioned=2) as made:
            assert len(made.environments) == 2
            await clock.passes(1000)
            outcome = await made.invoke(asked(), tail=True)
            assert (outcome.payload, outcome.report.init) == (b'"provisioned-concurrency"', None)
            assert told.logs[0].startswith("INIT_REPORT Init Duration: <t> ms\tPhase: init\t\nSTART")

    run(work)


def test_versions_stay_as_they_are_and_aliases_move(tmp_path: Path) -> None:
    answers = "def handler(event, context):\n    return [{!r}, context.function_version, context.memory_limit_in_mb]"

    async def work() -> None:
        newer = write(tmp_path / "newer", answers.format("new"))
        async with (
            Processes(newer, work=tmp_path / "newer_work") as processes,
            function(tmp_path, answers.format("old")) as made,
        ):
            made.point("live", made.publish().number)
            assert made.publish().number == "1"  # nothing is new
            said = [(await made(asked(qualifier=name))).payload for name in ("", "$LATEST", "1", "live")]
            assert said == [b'["old", "$LATEST", "512"]'] * 2 + [b'["old", "1", "512"]'] * 2
            made.update(made.configuration._replace(memory=256), processes)
            assert made.publish().number == "2"
            said = [(await made(asked(qualifier=name))).payload for name in ("", "1", "live", "2")]
            assert said == [b'["new", "$LATEST", "256"]', *[b'["old", "1", "512"]'] * 2, b'["new", "2", "256"]']
            made.point("live", "2")
            assert (await made(asked(qualifier="live"))).version == "2"

    run(work)


def test_a_quarter_of_an_alias(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO) as made:
            made.publish()
            made.update(made.configuration._replace(memory=256), made.versions.latest.processes)
            made.publish()
            made.point("live", "1", **{"2": 0.25})
            drawn = Counter([(await made(asked(qualifier="live"))).version for _ in range(400)])
            assert drawn == {"1": 288, "2": 112}
            assert len(made.environments) == 2

    run(work)


@pytest.mark.parametrize(
    ("version", "shares", "status", "message"),
    [
        ("7", {}, 404, f"Function not found: {ARN}:7"),
        ("1", {"7": 0.1}, 404, f"Function not found: {ARN}:7"),
        ("1", {"1": 0.1}, 400, "Invalid function version 1. Function version 1 is already included."),
        ("1", {"2": 1.1}, 400, "Value of AdditionalVersionWeights must be between 0.0 and 1.0"),
        ("1", {"$LATEST": 0.1}, 400, "$LATEST is not supported for an alias pointing to more than 1 version"),
        ("1", {"2": 0.1, "3": 0.1}, 400, "Number of items in AdditionalVersionWeights cannot be greater than 1"),
    ],
)
def test_aliases_that_cannot_be(
    tmp_path: Path, version: str, shares: dict[str, float], status: int, message: str
) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO) as made:
            for memory in (128, 256, 512):
                made.update(made.configuration._replace(memory=memory), made.versions.latest.processes)
                made.publish()
            with pytest.raises(RefusedError) as raised:
                made.point("live", version, **shares)
            assert (raised.value.status, raised.value.message) == (status, message)

    run(work)


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        (asked(qualifier="live"), (404, "ResourceNotFoundException", f"Function not found: {ARN}:live", "")),
        (
            asked(b'"' + b"x" * (LARGEST_REQUEST - 1) + b'"'),
            (
                413,
                "RequestTooLargeException",
                "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
                "",
            ),
        ),
        *(
            (
                asked(payload),
                (
                    400,
                    "InvalidRequestContentException",
                    f"Could not parse request body into json: Could not parse payload into json: {why}",
                    "",
                ),
            )
            for payload, why in [
                (b"Hello", "Expecting value: line 1 column 1 (char 0)"),
                (b"[NaN]", "NaN is no JSON"),
                (b'"\xff"', "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"),
                (b"[" * 100_000, "maximum recursion depth exceeded while decoding a JSON array from a unicode string"),
            ]
        ),
    ],
)
def test_what_is_refused(tmp_path: Path, request_: Asked, known: tuple[int, str, str, str]) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO) as made:
            assert await refusal(made, request_) == known
            assert made.environments == []

    run(work)


def test_the_largest_event_and_none(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, "def handler(event, context):\n    return len(event)") as made:
            largest = b'"' + b"x" * (LARGEST_REQUEST - 2) + b'"'
            assert [(await made(asked(payload))).payload for payload in (largest, b"")] == [b"6291454", b"0"]

    run(work)


def test_a_caller_that_goes_away_disturbs_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        told = Told()
        async with function(tmp_path, WHO, told=told, concurrency=1) as made:
            for seconds in (0, 0.05):  # while it starts, and while it works
                caller = asyncio.ensure_future(who(made, seconds))
                await asyncio.sleep(0.02)
                caller.cancel()
                await until(lambda: not made.busy)
            assert (await who(made))[1] == 3
        assert [report.status for report in told.reports] == [""] * 3

    run(work)


def test_a_caller_that_goes_away_while_it_waits_for_the_environment(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO, concurrency=1) as made:
            await who(made)
            waiting = [asyncio.ensure_future(who(made)) for _ in range(2)]
            await asyncio.sleep(0)
            waiting[0].cancel()
            await asyncio.wait(waiting)
            await until(lambda: not made.busy)
            assert (await who(made))[1] >= 2

    run(work)


def test_what_fails_later_is_tried_twice_more(tmp_path: Path) -> None:
    code = "def handler(event, context):\n    raise ValueError(context.aws_request_id)"

    async def work() -> None:
        clock, told = FakeClock(), Told()
        failed: list[tuple[Asked, Outcome | RefusedError, int]] = []
        async with function(tmp_path, code, clock=clock, told=told) as made:
            request = made.invoke_later(asked(b"[1]"), lambda *what: failed.append(what))
            for count, pause in enumerate((60, 120), 1):
                await until(lambda count=count: len(told.reports) == count)  # type: ignore[misc]
                await asyncio.sleep(0.01)
                await clock.passes(pause - 1)
                assert len(told.reports) == count
                await clock.passes(1)
            await until(lambda: bool(failed))
        ((again, outcome, count),) = failed
        assert (again, count, [report.request_id for report in told.reports]) == (request, 3, [ID] * 3)
        assert isinstance(outcome, Outcome)
        assert json.loads(outcome.payload)["errorMessage"] == ID

    run(work)


def test_what_comes_later_waits_for_an_environment(tmp_path: Path) -> None:
    async def work() -> None:
        clock, told = FakeClock(), Told()
        async with function(tmp_path, WHO, clock=clock, told=told, concurrency=1) as made:
            busy = asyncio.ensure_future(who(made, 0.1))
            await asyncio.sleep(0.01)
            made.invoke_later(asked())
            await busy
            assert len(told.reports) <= 1
            await clock.passes(1)
            await until(lambda: len(told.reports) == 2)

    run(work)


@pytest.mark.parametrize(
    ("request_", "status"),
    [(asked(b'"' + b"x" * LARGEST_ASYNCHRONOUS + b'"'), 413), (asked(b"{"), 400), (asked(qualifier="none"), 404)],
)
def test_what_is_not_taken_later(tmp_path: Path, request_: Asked, status: int) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO) as made:
            with pytest.raises(RefusedError) as raised:
                made.invoke_later(request_)
            assert raised.value.status == status

    run(work)


def test_variables_of_lambda_win(tmp_path: Path) -> None:
    code = "import os\ndef handler(event, context):\n    return dict(os.environ)"
    users = {"AWS_REGION": "mars-1", "_HANDLER": "mine", "COLOUR": "red", "TZ": "Mars", "AWS_ACCESS_KEY_ID": "key"}

    async def work() -> dict[str, str]:
        async with function(tmp_path, code, variables=users, memory=1024, region="eu-west-1") as made:
            said: dict[str, str] = json.loads((await made(asked())).payload)
            roots = made.versions.latest.processes.roots
            assert (said.pop("LAMBDA_TASK_ROOT"), said.pop("LAMBDA_RUNTIME_DIR")) == roots[:2]
            return said

    said = run(work)
    stream = said["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert (stream[4::3][:2], stream[10:20], len(stream)) == ("//", "/[$LATEST]", 52)
    assert {name: value for name, value in said.items() if name in KNOWN} == KNOWN


KNOWN = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_REGION": "eu-west-1",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
    "AWS_LAMBDA_FUNCTION_NAME": "towns",
    "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
    "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
    "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/towns",
    "_HANDLER": "app.handler",
    "COLOUR": "red",
    "TZ": "Mars",
    "AWS_ACCESS_KEY_ID": "key",
}


def test_the_end_comes_in_mid_invocation(tmp_path: Path) -> None:
    async def work() -> None:
        async with function(tmp_path, WHO) as made:
            waiting = asyncio.ensure_future(made(asked(b"30")))
            starting = asyncio.ensure_future(made(asked()))
            await asyncio.sleep(0.06)
        for outcome in await asyncio.gather(waiting, starting):
            assert outcome.error == "Unhandled" or outcome.report.status == ""

    run(work)
