"""How an expected and an actual value are compared, both in the neutral JSON of the test vectors.

The cases and their order are the official runner's. Two rules fill in what they leave open, which is how near
two numbers must be and where infinity begins: OFFICIAL, which is very loose, and STRICT, which the tests hold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = Any
_NOT_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


@dataclass(frozen=True)
class Rule:
    """`near` compares two finite numbers (expected, actual); what lies beyond `infinity` may stand for it."""

    near: Callable[[float, float], bool]
    infinity: float


def _near_strictly(expected: float, actual: float) -> bool:
    return abs(expected - actual) <= max(1e-9, 1e-6 * abs(expected))


def _near_officially(expected: float, actual: float) -> bool:
    small = (abs(expected) < 1e-4, abs(actual) < 1e-4)
    if any(small):
        return all(small)
    return abs(expected - actual) / abs(expected) <= 0.05


STRICT = Rule(_near_strictly, infinity=math.inf)
OFFICIAL = Rule(_near_officially, infinity=1e80)


def difference(expected: Json, actual: Json, rule: Rule = STRICT, place: str = "$") -> str | None:
    """The first difference in words, with its place; None when the values agree."""
    match expected, actual:
        case dict(), dict():
            return _in_objects(expected, actual, rule, place)
        case list(), list():
            return _in_arrays(expected, actual, rule, place)
    if _agree(expected, actual, rule):
        return None
    return f"expected {_short(expected)}, got {_short(actual)} - at {place}"


def unordered_difference(expected: Json, actual: Json, rule: Rule = STRICT) -> str | None:
    """As `difference`, but two arrays are compared without regard to the order of their items."""
    if not isinstance(expected, list) or not isinstance(actual, list) or len(expected) != len(actual):
        return difference(expected, actual, rule)
    left = list(actual)
    for i, item in enumerate(expected):
        found = next((j for j, other in enumerate(left) if difference(item, other, rule) is None), None)
        if found is None:
            return f"expected an item {_short(item)}, got {_short(left)} - at $[{i}]"
        del left[found]
    return None


def _in_objects(expected: dict[str, Json], actual: dict[str, Json], rule: Rule, place: str) -> str | None:
    if expected.keys() != actual.keys():
        return f"expected the keys {_short(sorted(expected))}, got {_short(sorted(actual))} - at {place}"
    found = (difference(expected[key], actual[key], rule, f"{place}.{key}") for key in expected)
    return next(filter(None, found), None)


def _in_arrays(expected: list[Json], actual: list[Json], rule: Rule, place: str) -> str | None:
    if len(expected) != len(actual):
        return f"expected {len(expected)} items, got {len(actual)} - at {place}"
    pairs = enumerate(zip(expected, actual, strict=True))
    return next(filter(None, (difference(e, a, rule, f"{place}[{i}]") for i, (e, a) in pairs)), None)


def _agree(expected: Json, actual: Json, rule: Rule) -> bool:
    match expected, actual:
        case (str(), str()) | (bool(), bool()) | (None, None):
            return bool(expected == actual)
        case (bool(), _) | (_, bool()):
            return False
        case int(), int():
            return expected == actual
        case (str(), int() | float()):
            return _stands_for(expected, actual, rule)
        case (int() | float(), str()):
            return _stands_for(actual, expected, rule)
        case (int() | float(), int() | float()):
            return rule.near(expected, actual)
    return False


def _stands_for(text: str, number: float, rule: Rule) -> bool:
    """Whether "inf" or "-inf" and a very large number may be taken for each other."""
    limit = _NOT_FINITE.get(text)
    return (limit == math.inf and number > rule.infinity) or (limit == -math.inf and number < -rule.infinity)


def _short(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "..."
