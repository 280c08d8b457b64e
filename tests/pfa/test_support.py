from __future__ import annotations

from typing import Any

import pytest

from scorelet.errors import PfaError, PfaInputError, PfaRuntimeError, PfaTimeoutError, PfaUserError
from scorelet.pfa.support import FILENAME, PLACES, caught, translated, updated, user_error
from scorelet.pfa.values import Mismatch
from tests.pfa.documents import failure

CODES = (2002, 2003)


def failing(text: str, places: list[Any], **scope: Any) -> Exception:
    """What generated code that is `text` raises."""
    code = compile(text, FILENAME, "exec")
    try:
        exec(code, {PLACES: places, **scope})
    except Exception as error:
        return error
    raise AssertionError("nothing failed")


def raising(error: Exception) -> Any:
    def run(*_: Any) -> None:
        raise error

    return run


# --------------------------------------------------------------------------------------------- updated


def test_nothing_is_changed_in_place() -> None:
    old = {"a": [{"x": 1, "y": 2}], "b": []}
    new = updated(old, ("a", 0, "x"), "mar", None, 9, CODES)
    assert new == {"a": [{"x": 9, "y": 2}], "b": []}
    assert old == {"a": [{"x": 1, "y": 2}], "b": []}
    assert new["b"] is old["b"]


def test_the_order_of_keys_is_kept() -> None:
    assert list(updated({"b": 1, "a": 2}, ("b",), "m", None, 3, CODES)) == ["b", "a"]


def test_a_function_gets_what_was_there() -> None:
    assert updated([1, 2], (1,), "a", lambda old: old * 10, None, CODES) == [1, 20]
    assert updated(3, (), "", lambda old: old + 1, None, CODES) == 4
    assert updated(3, (), "", None, None, CODES) is None


@pytest.mark.parametrize(
    ("value", "keys", "kinds", "code", "message"),
    [
        ([1], (1,), "a", 2002, "array index not found"),
        ([1], (-1,), "a", 2002, "array index not found"),
        ({"a": 1}, ("b",), "m", 2003, "map key not found"),
        ({"a": [1]}, ("a", 7), "ma", 2002, "array index not found"),
    ],
)
def test_a_path_that_leads_nowhere(value: Any, keys: Any, kinds: str, code: int, message: str) -> None:
    error = failure(updated, value, keys, kinds, None, 0, CODES)
    assert isinstance(error, PfaRuntimeError)
    assert (error.code, error.message) == (code, message)


# ------------------------------------------------------------------------------------------ translated


@pytest.mark.parametrize(
    ("text", "places", "said"),
    [
        ("{}['a']", [("$.a", ("path", 2000, 2001))], "map key not found (error 2001) - at $.a"),
        ("[][0]", [("$.a", ("path", 2000, 2001))], "array index not found (error 2000) - at $.a"),
        ("x = 1\n[][0]", [("$.a", None), ("$.b", ("path", 2004, 2005))], "array index not found (error 2004) - at $.b"),
        ("{}['a']", [("$.a", None)], "cannot be computed: KeyError 'a' - at $.a"),
        ("1 / 0", [("$.a", None)], "cannot be computed: ZeroDivisionError division by zero - at $.a"),
        ("f()", [("$.a", None)], "functions call each other too deeply - at $.a"),
    ],
)
def test_an_exception_becomes_an_error_with_its_place(text: str, places: list[Any], said: str) -> None:
    def deep() -> None:
        raise RecursionError

    assert str(translated(failing(text, places, f=deep))) == said


def test_a_key_that_a_library_function_misses_is_no_path_error() -> None:
    def library() -> Any:
        nothing: dict[str, Any] = {}
        return nothing["a"]

    found = translated(failing("f()", [("$.a", ("path", 2000, 2001))], f=library))
    assert str(found) == "cannot be computed: KeyError 'a' - at $.a"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PfaRuntimeError("empty array", code=15020, function="a.head"), "empty array (a.head, error 15020) - at $.a"),
        (PfaRuntimeError("empty array", "$.there", code=15020), "empty array (error 15020) - at $.there"),
        (user_error("no", -3), "no - at $.a"),
        (PfaTimeoutError(20), "exceeded timeout of 20 milliseconds - at $.a"),
        (PfaInputError("expected int, got null", "$.x"), "expected int, got null - at $.x"),
        (Mismatch("int", None), "expected int, got null - at $"),
        (MemoryError(), "out of memory - at $.a"),
    ],
)
def test_an_error_keeps_its_own_place(error: Exception, said: str) -> None:
    assert str(translated(failing("f()", [("$.a", None)], f=raising(error)))) == said


def test_an_error_from_elsewhere_has_no_place() -> None:
    found = translated(ValueError("x"))
    assert isinstance(found, PfaRuntimeError)
    assert found.place is None


# ---------------------------------------------------------------------------------------------- caught


@pytest.mark.parametrize(
    ("error", "only", "taken"),
    [
        (PfaUserError("no", code=-3), None, True),
        (PfaUserError("no", code=-3), ("no",), True),
        (PfaUserError("no", code=-3), (-3,), True),
        (PfaUserError("no", code=-3), ("yes", -4), False),
        (PfaUserError("no"), (-3,), False),
        (PfaRuntimeError("empty array", code=15020), ("empty array",), True),
        (PfaRuntimeError("empty array", code=15020), (15020,), True),
        (PfaRuntimeError("empty array", code=15020), (), False),
        (PfaTimeoutError(20), None, False),
        (PfaInputError("expected int, got null", "$"), None, False),
        (ZeroDivisionError(), None, True),
    ],
)
def test_what_a_try_takes(error: Exception, only: tuple[str | int, ...] | None, taken: bool) -> None:
    if taken:
        caught(error, only)
        return
    with pytest.raises(PfaError) as found:
        caught(error, only)
    assert found.value is error
