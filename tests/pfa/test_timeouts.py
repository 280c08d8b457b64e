"""The `timeout` options stop every runaway (specification 2.6)."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest

from scorelet.errors import PfaTimeoutError
from scorelet.pfa import load
from tests.pfa.documents import COUNT, COUNTER, FOREVER, INTS, document, failure

LIMIT = 20
LOOPING = {"params": [{"x": "int"}], "ret": "int", "do": [FOREVER, "x"]}
COUNTING = {
    "params": [{"n": "int"}],
    "ret": "int",
    "do": {"if": {"<=": ["n", 1]}, "then": 1, "else": {"+": [{"u.f": {"-": ["n", 1]}}, {"u.f": {"-": ["n", 1]}}]}},
}
MANY = {"type": INTS, "value": list(range(3000))}
NESTED = {
    "a.map": [MANY, {"params": [{"x": "int"}], "ret": "int", "do": {"a.sum": {"a.map": [MANY, {"fcn": "u.one"}]}}}]
}
ONE = {"params": [{"x": "int"}], "ret": "int", "do": {"+": ["x", {"-": [1, "x"]}]}}

RUNAWAYS: dict[str, Any] = {
    "while": FOREVER,
    "do until": {"do": None, "until": False},
    "for": {"for": {"i": 0}, "while": True, "step": {"i": 1}, "do": None},
    "foreach within foreach": {"foreach": "x", "in": MANY, "do": {"foreach": "y", "in": MANY, "do": {"-": ["y", "x"]}}},
    "recursion": {"u.f": 60},
    "map over functions": NESTED,
    "a loop in a user function": {"u.loop": 1},
    "a loop in an inline function": {"a.map": [MANY, LOOPING]},
    "a loop in a fold": {
        "a.fold": [MANY, 0, {"params": [{"x": "int"}, {"y": "int"}], "ret": "int", "do": [FOREVER, "x"]}]
    },
    "a loop in a sort": {
        "a.sortLT": [MANY, {"params": [{"x": "int"}, {"y": "int"}], "ret": "boolean", "do": [FOREVER, True]}]
    },
    "a loop in a try": {"while": True, "do": {"try": {"error": "no"}}},
    "a try around a loop": {"try": FOREVER},
    "a try within a try": {"while": True, "do": {"try": {"try": FOREVER}}},
    "a cell's update": {"cell": "c", "to": LOOPING},
    "a condition": {"while": {"do": [FOREVER, True]}, "do": None},
}
FUNCTIONS = {"f": COUNTING, "loop": LOOPING, "one": ONE}


def endless(action: Any, **more: Any) -> dict[str, Any]:
    return document([action, "input"], "int", "int", cells=COUNTER, fcns=FUNCTIONS, **more)


@pytest.mark.parametrize("action", RUNAWAYS.values(), ids=RUNAWAYS)
def test_a_runaway_is_stopped(action: Any) -> None:
    engine = load(endless(action, options={"timeout": LIMIT}))
    started = monotonic()
    error = failure(engine.action, 1)
    assert isinstance(error, PfaTimeoutError)
    assert (error.milliseconds, error.message) == (LIMIT, f"exceeded timeout of {LIMIT} milliseconds")
    assert error.place is not None
    assert error.place.startswith("$.")
    # Generous: other tests may run beside this one.
    assert LIMIT / 1000 <= monotonic() - started < 5


def test_the_host_overrides_the_document() -> None:
    slow = endless(FOREVER, options={"timeout": 10**9})
    error = failure(load(slow, options={"timeout": LIMIT}).action, 1)
    assert isinstance(error, PfaTimeoutError)
    assert error.milliseconds == LIMIT
    assert load(endless(None, options={"timeout": LIMIT}), options={"timeout": -1}).action(1) == 1


def test_routines_have_their_own_limits() -> None:
    options = {"timeout": 10**9, "timeout.begin": 10, "timeout.action": 11, "timeout.end": 12}
    engine = load(endless(FOREVER, begin=FOREVER, end=FOREVER, options=options))
    for run, limit in ((engine.begin, 10), (lambda: engine.action(1), 11), (engine.end, 12)):
        error = failure(run)
        assert isinstance(error, PfaTimeoutError)
        assert error.milliseconds == limit


def test_a_merge_has_the_general_limit() -> None:
    fold = document(
        ["input"],
        "int",
        "int",
        method="fold",
        zero=0,
        merge=[FOREVER, 0],
        options={"timeout": LIMIT, "timeout.action": 10**9},
    )
    error = failure(load(fold).merge, 1, 2)
    assert isinstance(error, PfaTimeoutError)
    assert error.milliseconds == LIMIT


def test_only_one_routine_may_be_limited() -> None:
    engine = load(endless(None, begin=FOREVER, options={"timeout.begin": LIMIT}))
    assert isinstance(failure(engine.begin), PfaTimeoutError)
    assert engine.action(1) == 1


def test_the_clock_starts_again_with_each_action() -> None:
    engine = load(document(COUNT, "null", "int", cells=COUNTER, options={"timeout": 500}))
    started = monotonic()
    while monotonic() - started < 0.6:
        engine.action(None)
    assert engine.action(None) > 1


def test_a_stopped_action_leaves_a_usable_engine_and_is_rolled_back() -> None:
    cells = {"c": {"type": "int", "init": 0, "rollback": True}}
    engine = load(
        document(
            [COUNT, {"if": "input", "then": FOREVER}, {"cell": "c"}],
            "boolean",
            "int",
            cells=cells,
            options={"timeout": LIMIT},
        )
    )
    assert engine.action(False) == 1
    assert isinstance(failure(engine.action, True), PfaTimeoutError)
    assert engine.action(False) == 2
