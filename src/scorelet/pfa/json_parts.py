"""Small parts of parsed JSON, each checked on the way: what is not as expected raises PfaSyntaxError."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from scorelet.errors import PfaSyntaxError
from scorelet.pfa.schemas import describe, short

SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def keys(json: dict[str, Any], what: str, required: tuple[str, ...], optional: tuple[str, ...], at: str) -> None:
    """That `json` has all required keys and no others than those and the optional ones (and a locator mark)."""
    for key in required:
        if key not in json:
            raise PfaSyntaxError(f"{what} needs {key!r}, got {describe(json)}", at)
    for key, value in json.items():
        if key == "@":
            a_string(value, f"{at}.@")
        elif key not in required and key not in optional:
            known = ", ".join(dict.fromkeys((*required, *optional)))
            raise PfaSyntaxError(f"{what} has no field {short(str(key))}; its fields are {known}", at)


def members(json: Any, at: str) -> list[tuple[str, Any]]:
    """The members of an object but for the locator mark."""
    return [(key, value) for key, value in an_object(json, at).items() if key != "@"]


def symbol(name: Any, at: str) -> str:
    if not isinstance(name, str) or not SYMBOL.match(name):
        raise PfaSyntaxError(f"expected a name (letters, digits and _), got {describe(name)}", at)
    return name


def an_object(json: Any, at: str) -> dict[str, Any]:
    return json if isinstance(json, dict) else _expected("an object", json, at)


def an_array(json: Any, at: str) -> list[Any]:
    return json if isinstance(json, list) else _expected("an array", json, at)


def a_string(json: Any, at: str) -> str:
    return json if isinstance(json, str) else _expected("a string", json, at)


def a_flag(json: dict[str, Any], key: str, default: bool, at: str) -> bool:
    value = json.get(key, default)
    return value if isinstance(value, bool) else _expected("true or false", value, f"{at}.{key}")


def a_whole(json: Any, low: int, high: int, at: str) -> int:
    if not isinstance(json, int) or isinstance(json, bool):
        _expected("a whole number", json, at)
    if not low <= json <= high:
        # Not the number itself: it may have any length, and printing it may be refused or slow.
        raise PfaSyntaxError(f"expected a whole number from {low} to {high}, got one beyond that", at)
    return json


def a_finite(json: Any, at: str) -> float:
    if not isinstance(json, int | float) or isinstance(json, bool):
        _expected("a number", json, at)
    try:
        number = float(json)
    except OverflowError:
        number = float("inf")
    if number - number != 0.0:
        raise PfaSyntaxError("expected a finite number, got one beyond the range of a double", at)
    return number


def _expected(what: str, json: Any, at: str) -> NoReturn:
    raise PfaSyntaxError(f"expected {what}, got {describe(json)}", at)
