"""Parsed JSON -> values, strictly: every key is known, every value has its kind, and errors say where.

A `Check` takes a parsed value and its JSON path, and gives the value to keep. What a format looks like is then a
table of checks, one per key:

    FIELD = record(Field, {"name": text, "missing": flag, "categories": maybe(list_of(scalar))})
    FIELD(parsed, "$")
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, NoReturn

from scorelet.bundle.json_form import load
from scorelet.errors import BundleError, PfaError
from scorelet.pfa.schemas import describe, read_schema, short

Check = Callable[[Any, str], Any]


class Unexpected(Exception):
    """A value that is not what the format says; becomes a BundleError at `read`."""


def read(data: bytes, name: str, check: Check) -> Any:
    """What the entry `name` holds, checked."""
    return checked(load(data, name), name, check)


def checked(json: Any, name: str, check: Check) -> Any:
    try:
        return check(json, "$")
    except Unexpected as error:
        raise BundleError(f"{name}: {error}") from None
    except RecursionError:
        raise BundleError(f"{name} nests too deeply") from None


def expected(what: str, got: Any, at: str) -> NoReturn:
    raise Unexpected(f"expected {what}, got {describe(got)} - at {at}")


def anything(json: Any, at: str) -> Any:
    return json


def text(json: Any, at: str) -> str:
    return json if isinstance(json, str) else expected("a string", json, at)


def flag(json: Any, at: str) -> bool:
    return json if isinstance(json, bool) else expected("true or false", json, at)


def count(json: Any, at: str) -> int:
    """A whole number, zero or more."""
    return json if type(json) is int and json >= 0 else expected("a whole number of at least 0", json, at)


def number(json: Any, at: str) -> float:
    if type(json) not in (int, float):
        expected("a number", json, at)
    try:
        return float(json)
    except OverflowError:
        expected("a number in the range of a double", json, at)


def scalar(json: Any, at: str) -> str | int | float | bool:
    if not isinstance(json, str | int | float | bool):
        expected("a string, a number, true or false", json, at)
    return json


def sha256_text(json: Any, at: str) -> str:
    digest = text(json, at)
    known = len(digest) == 64 and set(digest) <= set("0123456789abcdef")
    return digest if known else expected("a SHA-256 of 64 hexadecimal digits", json, at)


def avro(json: Any, at: str) -> Any:
    """An Avro schema, kept as JSON."""
    try:
        read_schema(json, at)
    except PfaError as error:
        raise Unexpected(str(error)) from None
    return json


def one_of(names: Collection[str]) -> Check:
    return lambda json, at: json if isinstance(json, str) and json in names else expected(_or(names), json, at)


def maybe(check: Check) -> Check:
    return lambda json, at: None if json is None else check(json, at)


def list_of(check: Check) -> Check:
    """An array, as a tuple."""

    def array(json: Any, at: str) -> tuple[Any, ...]:
        if not isinstance(json, list):
            expected("an array", json, at)
        return tuple(check(inner, f"{at}[{i}]") for i, inner in enumerate(json))

    return array


def map_of(check: Check) -> Check:
    """An object whose keys are names."""

    def names(json: Any, at: str) -> dict[str, Any]:
        if not isinstance(json, dict):
            expected("an object", json, at)
        return {key: check(inner, f"{at}.{key}") for key, inner in json.items()}

    return names


def record(make: Callable[..., Any], table: Mapping[str, Check]) -> Check:
    """An object with just the keys of `table`, given to `make` by name."""

    def fields(json: Any, at: str) -> Any:
        if not isinstance(json, dict):
            expected("an object", json, at)
        for key in table.keys() - json.keys():
            raise Unexpected(f"the key {key!r} is missing; expected {', '.join(table)} - at {at}")
        for key in json.keys() - table.keys():
            raise Unexpected(f"there is no key {short(key)}; expected {', '.join(table)} - at {at}")
        return make(**{key: check(json[key], f"{at}.{key}") for key, check in table.items()})

    return fields


def by_key(key: str, checks: Mapping[str, Check]) -> Check:
    """An object whose `key` says which of the checks is meant."""
    kind = one_of(checks)

    def chosen(json: Any, at: str) -> Any:
        if not isinstance(json, dict):
            expected("an object", json, at)
        return checks[kind(json.get(key), f"{at}.{key}")](json, at)

    return chosen


def _or(names: Collection[str]) -> str:
    return "one of " + ", ".join(map(repr, names))
