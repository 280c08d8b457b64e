from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import RowError
from scorelet.runtime.features.arguments import MOST_PROBLEMS, arguments_of
from scorelet.runtime.features.kinds import kind_of
from scorelet.runtime.features.signature import Parameter


def parameter(name: str, kind: Any, required: bool = True, default: Any = None) -> Parameter:
    known = kind_of(kind)
    assert known is not None
    return Parameter(name, known, required, default)


CITY = (parameter("city", str), parameter("days", list[int], False, ()), parameter("a/b", float, False, 1.0))


def problems(*rows: Any, parameters: tuple[Parameter, ...] = CITY) -> tuple[tuple[str, str], ...]:
    with pytest.raises(RowError) as caught:
        arguments_of(parameters, rows, False)
    return caught.value.problems


@pytest.mark.parametrize("row", [{"days": [1], "city": "HK"}, ["HK", [1]], ("HK", [1], 1)])
def test_rows_by_name_and_by_order(row: Any) -> None:
    found = arguments_of(CITY, [row], False)
    assert found == [{"city": "HK", "days": [1], "a/b": 1.0}]
    assert list(found[0]) == ["city", "days", "a/b"]


def test_a_text_stands_for_the_first() -> None:
    assert arguments_of(CITY, ["HK"], False) == [{"city": "HK", "days": (), "a/b": 1.0}]


def test_text_is_converted() -> None:
    assert arguments_of(CITY, [{"city": "5", "days": "1,2", "a/b": "3"}], True) == [
        {"city": "5", "days": [1, 2], "a/b": 3.0}
    ]


def test_all_that_is_wrong_is_told() -> None:
    assert problems({"city": "HK"}, {"ctiy": "x", "days": [1, "y"], "a/b": None, "z~": 1}) == (
        ("/1/ctiy", "not known; did you mean 'city'?"),
        ("/1/z~0", "not known; what can be sent: city, days, a/b"),
        ("/1/city", "missing: expected a string"),
        ("/1/days/1", "expected a whole number, got string 'y'"),
        ("/1/a~1b", "expected a number, got null"),
    )


@pytest.mark.parametrize(("row", "shown"), [(None, "null"), (5, "int 5"), (True, "true")])
def test_what_is_no_row(row: Any, shown: str) -> None:
    assert problems(row) == (("/0", f"expected an object with city, days, a/b, got {shown}"),)


def test_too_many_values() -> None:
    assert problems(["HK", [1], 1, 2]) == (("/0", "expected at most 3 values (city, days, a/b), got 4"),)


def test_a_function_that_takes_nothing() -> None:
    assert arguments_of((), [{}, []], False) == [{}, {}]
    assert problems({"x": 1}, parameters=()) == (("/0/x", "not known; what can be sent: nothing"),)
    assert problems(None, parameters=()) == (("/0", "expected an empty object, got null"),)


def test_a_request_that_is_wrong_as_a_whole() -> None:
    assert len(problems(*[None] * 10_000)) == MOST_PROBLEMS
