"""What is read from a function, and which functions are refused."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from scorelet.errors import ServiceError
from scorelet.runtime.features.kinds import TAKEN
from scorelet.runtime.features.signature import Signature, parameters_of, signature_of

NOTHING: Any = None


def refusal(function: Any) -> str:
    with pytest.raises(ServiceError) as caught:
        parameters_of(function, signature_of(function, "f.py:f"), "f.py:f")
    return str(caught.value)


def test_a_signature() -> None:
    async def f(a: int, b: str = "x", *, http: Any, secrets: Any = None) -> None:
        """What it does."""

    assert signature_of(f, "f") == Signature(("a", "b"), {"http": False, "secrets": True}, True, "What it does.")


def test_parameters() -> None:
    def f(a, b: int, c: str = "x", d: float = 1, e: int = NOTHING, g: Any = (1,), h: list[int] = [1]):  # type: ignore[no-untyped-def]  # noqa: B006
        """What it does.

        a: the first
        b (int): the second: of two
        c  the third
        """

    found = parameters_of(f, signature_of(f, "f"), "f")
    assert [(each.name, each.required, each.schema) for each in found] == [
        ("a", True, {"description": "the first"}),
        ("b", True, {"type": "integer", "description": "the second: of two"}),
        ("c", False, {"type": "string", "description": "the third", "default": "x"}),
        ("d", False, {"type": "number", "default": 1}),
        ("e", False, {"type": ["integer", "null"], "default": None}),
        ("g", False, {}),
        ("h", False, {"type": "array", "items": {"type": "integer"}, "default": [1]}),
    ]


def test_what_stands_around_a_function_is_looked_through() -> None:
    def decorator(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def around(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return around

    @decorator
    def f(a: int) -> int:
        return a

    assert [each.name for each in parameters_of(f, signature_of(f, "f"), "f")] == ["a"]
    assert signature_of(functools.cache(f), "f").before == ("a",)


def yields(a: int) -> Iterator[int]:
    yield a


def http_before_the_star(city: str, http: Any) -> None: ...


def many(*cities: str) -> None: ...


def rest(**cities: str) -> None: ...


def mapping(city: dict[str, int]) -> None: ...


def unreadable(city: Nothing) -> None: ...  # type: ignore[name-defined]  # noqa: F821


BAD: list[tuple[Any, str]] = [
    (yields, "expected a function that returns, got one that yields"),
    (http_before_the_star, "'http' is handed over by Scorelet: write it after a star, `*, http`"),
    (many, "expected parameters with names, got *args or **kwargs"),
    (rest, "expected parameters with names, got *args or **kwargs"),
    (3, "expected a function (def or async def), got int"),
    (dict, "expected a function (def or async def), got type"),
    (unreadable, "the annotation of 'city' cannot be read: NameError: name 'Nothing' is not defined"),
    (
        mapping,
        f"callers cannot send 'city' as dict\nwhat they can: {TAKEN}",
    ),
]


@pytest.mark.parametrize(("function", "sentence"), BAD, ids=[str(each) for each in range(len(BAD))])
def test_functions_that_are_refused(function: Any, sentence: str) -> None:
    assert refusal(function) == f"f.py:f: {sentence}"
