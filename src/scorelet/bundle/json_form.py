"""The values of this room <-> JSON bytes, the same bytes for the same value.

Strict JSON has no NaN and no infinity, and rows and answers can have them: they are written as
{"$number": "NaN"}, "Infinity" or "-Infinity". Text is written in ASCII, so that half of a surrogate pair, which a
class name from Python can carry, survives.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from scorelet.errors import BundleError

MARK = "$number"
NAMES: Mapping[str, float] = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def dump(value: Any, *, indent: int | None = None) -> bytes:
    """`value` as JSON: named tuples as objects of their fields, tuples as arrays, objects in their own order.

    Raises BundleError for what is no JSON value.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    try:
        return json.dumps(plain(value), indent=indent, separators=separators, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise BundleError(f"a packed model holds JSON only: {error}") from None


def dump_lines(values: Any) -> bytes:
    """JSON Lines."""
    return b"".join(dump(value) + b"\n" for value in values)


def plain(value: Any) -> Any:
    """Named tuples as objects, numbers that JSON lacks by name."""
    if isinstance(value, float) and value - value != 0.0:
        return {MARK: "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return value


def load(data: bytes, name: str) -> Any:
    """The value that an entry holds. Raises BundleError when it is no strict JSON."""
    try:
        return json.loads(data.decode(), parse_constant=_no_constant, object_hook=_number)
    except json.JSONDecodeError as error:
        raise BundleError(f"{name} is no JSON: {error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise BundleError(f"{name} nests too deeply") from None
    except ValueError as error:  # not UTF-8, a constant, a number of too many digits
        raise BundleError(f"{name} is no JSON that can be read: {error}") from None


def load_lines(data: bytes, name: str) -> tuple[Any, ...]:
    return tuple(load(line, f"{name}, line {i},") for i, line in enumerate(data.splitlines(), start=1))


def _number(found: dict[str, Any]) -> Any:
    if len(found) == 1 and isinstance(name := found.get(MARK), str):
        return NAMES.get(name, found)
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
