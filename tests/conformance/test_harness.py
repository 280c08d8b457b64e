"""The harness itself: values, comparison and replay, tried on small cases and a made-up engine."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from scorelet.errors import (
    PfaRuntimeError,
    PfaSemanticError,
    PfaSyntaxError,
    PfaTimeoutError,
    PfaUserError,
)
from scorelet.pfa.types import BYTES, DOUBLE, FLOAT, INT, LONG, NULL, STRING, Array, Enum, Fixed, Map, Type, Union
from tests.conformance.compare import OFFICIAL, STRICT, Rule, difference, unordered_difference
from tests.conformance.locations import conformance
from tests.conformance.neutral import DocumentTypes, WrongValue, decode, encode
from tests.conformance.records import record_of
from tests.conformance.replay import Engine, replay

pytestmark = conformance

Json = Any
CHOICE = Union([NULL, DOUBLE, STRING])


@pytest.mark.parametrize(
    ("neutral", "t", "value"),
    [
        (None, NULL, None),
        (2**40, LONG, 2**40),
        ("inf", DOUBLE, math.inf),
        ("inf", STRING, "inf"),
        ("-inf", FLOAT, -math.inf),
        ("aGk=", BYTES, b"hi"),
        ("aGk=", Fixed("F", 2), b"hi"),
        ("x", Enum("E", ["x", "y"]), "x"),
        ([1.5, "-inf"], Array(DOUBLE), [1.5, -math.inf]),
        ({"a": None, "b": {"double": 0.5}}, Map(CHOICE), {"a": None, "b": {"double": 0.5}}),
    ],
)
def test_values_there_and_back(neutral: Json, t: Type, value: Any) -> None:
    assert decode(neutral, t) == value
    assert encode(value, t) == neutral


def test_nan_there_and_back() -> None:
    assert math.isnan(decode("nan", DOUBLE))
    assert encode(math.nan, DOUBLE) == "nan"


def test_a_float_is_rounded_on_the_way_out_only() -> None:
    assert decode(0.1, FLOAT) == 0.1
    assert encode(0.1, FLOAT) == 0.10000000149011612


@pytest.mark.parametrize(
    ("value", "t", "message"),
    [
        (1, DOUBLE, "expected double, got int 1 - at $"),
        (True, INT, "expected int, got bool True - at $"),
        (2**31, INT, "expected int, got 2147483648 - at $"),
        ([1, "x"], Array(INT), "expected int, got str 'x' - at $[1]"),
        (1.5, CHOICE, "expected a tagged union of {null, double, string}, got 1.5 - at $"),
        ({"int": 1}, CHOICE, "expected a member of union of {null, double, string}, got the tag 'int' - at $"),
        ("z", Enum("E", ["x", "y"]), "expected one of x, y, got 'z' - at $"),
    ],
)
def test_a_wrong_value_is_refused(value: Any, t: Type, message: str) -> None:
    with pytest.raises(WrongValue) as caught:
        encode(value, t)
    assert str(caught.value) == message


def test_a_type_may_be_spelled_out_elsewhere_in_the_document() -> None:
    point = {"type": "record", "name": "Point", "namespace": "geo", "fields": [{"name": "x", "type": "double"}]}
    document = {"input": "geo.Point", "output": point, "cells": {"at": {"type": "geo.Point", "init": {"x": 0}}}}
    types = DocumentTypes(document)
    assert types.input == types.output == types.cells["at"]
    assert encode({"x": 1.0}, types.input) == {"x": 1.0}


@pytest.mark.parametrize(
    ("expected", "actual", "rule", "agree"),
    [
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, STRICT, True),
        ({"a": 1}, {"a": 1, "b": 2}, OFFICIAL, False),
        (True, 1, OFFICIAL, False),
        (1, 2, OFFICIAL, False),
        (1.0, 1.0000005, STRICT, True),
        (1.0, 1.00001, STRICT, False),
        (1.0, 1.04, OFFICIAL, True),
        (0.0, 1e-10, STRICT, True),
        (0.0, 1e-5, STRICT, False),
        (0.0, 1e-5, OFFICIAL, True),
        (0.0, 1e-3, OFFICIAL, False),
        ("inf", 1e90, OFFICIAL, True),
        ("inf", 1e90, STRICT, False),
        (-1e90, "-inf", OFFICIAL, True),
        ("nan", 1.0, OFFICIAL, False),
        ("nan", "nan", STRICT, True),
        (None, None, STRICT, True),
        (None, 0, OFFICIAL, False),
    ],
)
def test_comparison(expected: Json, actual: Json, rule: Rule, agree: bool) -> None:
    assert (difference(expected, actual, rule) is None) is agree


def test_a_difference_has_its_place() -> None:
    assert difference({"a": [1.0, 2.0]}, {"a": [1.0, 3.0]}) == "expected 2.0, got 3.0 - at $.a[1]"


def test_unordered_arrays_are_compared_as_multisets() -> None:
    assert unordered_difference([1.0, 2.0, 2.0], [2.0, 1.0, 2.0000000001]) is None
    assert unordered_difference([1.0, 2.0, 2.0], [2.0, 1.0, 1.0]) == "expected an item 2.0, got [1.0] - at $[2]"


# ----------------------------------------------------------------------------------------------- replay


class FakeEngine:
    """An engine from int to double whose action is a Python function."""

    def __init__(self, document: Json, action: Callable[[Any], Any]) -> None:
        types = DocumentTypes(document)
        self.input_type, self.output_type = types.input, types.output
        self.action = action
        self.emit: Any = None
        self.log: Any = None
        self.tally: Any = 0.0
        self.document = document

    def begin(self) -> None:
        self.tally += 100.0

    def end(self) -> None:
        self.tally = 0.0

    def merge(self, one: Any, two: Any) -> Any:
        return one + two

    def snapshot(self) -> Any:
        return self.document

    def cells(self) -> dict[str, Any]:
        return {"n": 3}

    def pools(self) -> dict[str, Any]:
        return {}


class FakeHost:
    def __init__(self, action: Callable[[Any], Any]) -> None:
        self.action = action

    def load(self, source: Any, *, options: Any = None, version: Any = None) -> Engine:
        assert options is version is None
        if "broken" in source:
            raise source["broken"]
        return FakeEngine(source, self.action)

    def load_many(self, source: Any, n: int, *, options: Any = None) -> list[Engine]:
        return [self.load(source, options=options) for _ in range(n)]


DOCUMENT = {"input": "int", "output": "double", "action": "input", "cells": {"n": {"type": "int", "init": 3}}}


def verdicts(action: Callable[[Any], Any], *steps: Json, **more: Json) -> list[str]:
    record = record_of({"id": "r", "document": DOCUMENT, "steps": list(steps), **more})
    return [outcome.verdict for outcome in replay(record, FakeHost(action))]


def raising(error: Exception) -> Callable[[Any], Any]:
    def action(_: Any) -> Any:
        raise error

    return action


def test_outputs() -> None:
    steps = [{"input": 1, "output": out} for out in (1.0, 1.01, 2.0)]
    assert verdicts(float, *steps) == ["passed", "loose", "mismatched"]
    assert verdicts(lambda x: x, steps[0]) == ["mismatched"]
    assert verdicts(lambda _: 7.0, steps[0], nondeterministic=True) == ["passed"]
    assert verdicts(lambda _: 7.0, {**steps[0], "suspect": "no"}) == ["noted"]


def test_errors() -> None:
    failing = raising(PfaRuntimeError("empty array", code=15020))
    assert verdicts(failing, {"input": 1, "error": 15020}, {"input": 1, "error": 15021}) == ["passed", "mismatched"]
    user = {"input": 1, "userError": {"message": "no", "code": -3}}
    assert verdicts(raising(PfaUserError("no", code=-3)), user) == ["passed"]
    assert verdicts(raising(PfaTimeoutError(1000)), {"input": 1, "timeout": True}) == ["passed"]
    assert verdicts(raising(KeyError("x")), {"input": 1, "error": 15020}) == ["crashed"]


def test_calls() -> None:
    steps = [
        {"call": "begin"},
        {"call": "merge", "tallies": [1.0, 2.0], "output": 3.0},
        {"call": "setTally", "value": 5.0},
        {"call": "snapshot", "cells": {"n": 3}, "pools": {}},
        {"call": "snapshot", "cells": {"n": 4}, "pools": {}},
    ]
    assert verdicts(float, *steps) == ["passed", "passed", "passed", "passed", "mismatched"]


@pytest.mark.parametrize(
    ("error", "kind", "verdict"),
    [
        (PfaSyntaxError("no"), "syntax", "passed"),
        (PfaSemanticError("no"), "syntax", "mismatched"),
        (PfaSemanticError("no"), "any", "passed"),
        (KeyError("no"), "any", "crashed"),
    ],
)
def test_rejections(error: Exception, kind: str, verdict: str) -> None:
    record = record_of({"id": "r", "document": {"broken": error}, "rejects": kind})
    assert [outcome.verdict for outcome in replay(record, FakeHost(float))] == [verdict]
