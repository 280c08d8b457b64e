"""Contenders take turns, so that whatever else the machine does meets all of them alike.

In each round every contender runs one lap; who begins changes from round to round. A ratio is taken within each
round, and the median of those is reported. Garbage is collected between laps, never during one.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

Name = TypeVar("Name")
Lap = Callable[[], float]
"""Runs once and returns the seconds of one operation."""
LONGEST = 10
"""A lap of all rows may take so many times longer than was asked for; then it is a lap of fewer rows."""


@dataclass(frozen=True)
class Timing:
    """Seconds of one operation, per round."""

    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def over(self, other: Timing) -> float:
        """How many times the other's time: the median of the rounds' ratios."""
        return statistics.median(a / b for a, b in zip(self.seconds, other.seconds, strict=True))

    def minus(self, other: Timing) -> float:
        """Seconds more than the other: the median of the rounds' differences."""
        return statistics.median(a - b for a, b in zip(self.seconds, other.seconds, strict=True))


def race(contenders: Mapping[Name, Lap], rounds: int) -> dict[Name, Timing]:
    names = list(contenders)
    seconds: dict[Name, list[float]] = {name: [] for name in names}
    with frozen():
        for turn in range(rounds):
            first = turn % len(names)
            for name in names[first:] + names[:first]:
                with collected():
                    seconds[name].append(contenders[name]())
    return {name: Timing(tuple(found)) for name, found in seconds.items()}


@contextmanager
def frozen() -> Iterator[None]:
    """What is there already is not looked through between laps: where large libraries are, that would take longest."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(work: Callable[[], object]) -> Lap:
    """Laps of one call of `work`."""

    def lap() -> float:
        start = perf_counter()
        work()
        return perf_counter() - start

    return lap


def scoring(predict: Callable[[Any], object], rows: Sequence[Any], times: int) -> Lap:
    """Laps that score all rows, one after another, so many times."""

    def lap() -> float:
        start = perf_counter()
        for _ in range(times):
            for row in rows:
                predict(row)
        return (perf_counter() - start) / (times * len(rows))

    return lap


def taking_turns(
    contenders: Mapping[Name, tuple[Callable[[Any], object], Sequence[Any]]], lap: float, rounds: int
) -> dict[Name, Timing]:
    """Seconds of one row, by contender: what predicts, and the rows in the form it takes them.

    Each has `lap` seconds in its turn, for all rows once or many times; a slow one scores only some of them. Turns
    start with a round that does not count: the caches are full of what the others did.
    """
    laps: dict[Name, Lap] = {}
    for name, (predict, rows) in contenders.items():
        one = scoring(predict, rows[:1], 1)()
        some = rows[:: max(1, round(len(rows) * one / (LONGEST * lap)))] if lap else rows[:1]
        warm = scoring(predict, some, 1)
        laps[name] = after(warm, scoring(predict, some, repeats(warm, lap, len(some))))
    return race(laps, rounds)


def after(first: Lap, lap: Lap) -> Lap:
    """Laps that follow another, whose time does not count."""

    def both() -> float:
        first()
        return lap()

    return both


def starting(command: Sequence[str]) -> Lap:
    """Laps of one process, from start to end. Whoever installs a package has its byte code, and so have these."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    lap = timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment))
    lap()
    return lap


def repeats(lap: Lap, seconds: float, operations: int) -> int:
    """How often to repeat a lap of so many operations, so that it takes about `seconds`."""
    return max(1, round(seconds / (lap() * operations)))
