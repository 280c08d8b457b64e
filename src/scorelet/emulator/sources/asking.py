"""Asks again where asking failed for now: a function that has no room, an endpoint that does not answer.

Neither counts as a failure of records. Each wait is twice as long as the one before, up to a limit.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from math import inf
from typing import NamedTuple, TypeVar
from uuid import uuid4

from scorelet.emulator.clock import Clock
from scorelet.emulator.sources.values import FAILED, THROTTLED, Batch, Reached, SourceError, Tell, Trouble
from scorelet.emulator.values import LIVE, Asked, Invoke, RefusedError, Report

T = TypeVar("T")
Hold = Callable[[float], Awaitable[None]]
"""Is told that the records will be worked on for so many seconds more."""

FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
LONGEST_WHY = 300
THROTTLE = 429


class Answered(NamedTuple):
    """What the function said of an event. error: in a line, where it raised or Lambda refused; else "".

    throttled: it had no room for as long as anybody had patience, and was not invoked
    """

    payload: bytes
    seconds: float
    error: str = ""
    version: str = ""
    request_id: str = ""
    report: Report | None = None
    throttled: bool = False


class World(NamedTuple):
    """What every source is given: the function, time, somebody to tell, and a maker of UUIDs."""

    invoke: Invoke
    clock: Clock
    told: Tell
    new_id: Callable[[], str] = lambda: str(uuid4())


def wait_before(attempt: int) -> float:
    """Seconds before an attempt that has `attempt` failed ones behind it."""
    return float(min(FIRST_WAIT * 2.0 ** min(attempt - 1, 30), LONGEST_WAIT))


async def answered(
    world: World, source: str, payload: bytes, size: int, *, hold: Hold | None = None, patience: float = inf
) -> Answered:
    """Invokes the function; while it is throttled again and again, for `patience` seconds at most."""
    attempt, end = 0, world.clock.time() + patience
    while True:
        start, request_id = world.clock.monotonic(), world.new_id()
        try:
            outcome = await world.invoke(Asked(payload, LIVE, request_id))
        except RefusedError as refused:
            seconds = world.clock.monotonic() - start
            if refused.status != THROTTLE:
                return Answered(b"", seconds, f"{refused.kind}: {refused.message}"[:LONGEST_WHY], "", request_id)
            attempt += 1
            world.told(Batch(source, size, THROTTLED, seconds, (), refused.message))
            await _wait_for_room(world, wait_before(attempt), hold)
            if world.clock.time() >= end:
                return Answered(b"", seconds, refused.message, throttled=True)
            continue
        error = _error_of(outcome.payload) if outcome.error else ""
        seconds = world.clock.monotonic() - start
        return Answered(outcome.payload, seconds, error, outcome.version, request_id, outcome.report)


async def _wait_for_room(world: World, seconds: float, hold: Hold | None) -> None:
    if hold:
        await hold(seconds)
    await world.clock.sleep(seconds)


async def insisted(world: World, source: str, ask: Callable[[], Awaitable[T]]) -> T:
    """Asks a source until it answers. What is wrong is told once, and again when it is something else."""
    attempt, last = 0, ""
    while True:
        try:
            answer = await ask()
        except SourceError as error:
            attempt += 1
            if str(error) != last:
                last = str(error)
                world.told(Trouble(source, last))
            await world.clock.sleep(wait_before(attempt))
            continue
        if attempt:
            world.told(Reached(source))
        return answer


def told(answer: Answered, source: str, size: int, outcome: str = FAILED, failed: tuple[str, ...] = ()) -> Batch:
    """What is told of an invocation."""
    return Batch(source, size, outcome, answer.seconds, failed, answer.error, answer.report)


def _error_of(payload: bytes) -> str:
    """`ValueError: no such model`, of the error object of a function that raised."""
    try:
        said = json.loads(payload)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        return "the function failed"
    parts = [str(said[key]) for key in ("errorType", "errorMessage") if said.get(key)]
    lines = ": ".join(parts).splitlines() or ["the function failed"]
    return lines[0][:LONGEST_WHY]
