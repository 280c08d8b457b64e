"""What generated code calls, and how its failures become PFA errors.

Generated code does not test for errors that Python finds by itself: a missing key raises KeyError, a bad
index IndexError. Its line numbers are no lines of text: each stands for a place in the document, with the
error codes that apply there. `translated` reads them from the traceback, so a scoring loop pays nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, NoReturn

from scorelet.errors import (
    PfaError,
    PfaExecutionError,
    PfaInputError,
    PfaRuntimeError,
    PfaTimeoutError,
    PfaUserError,
)
from scorelet.pfa.values import Mismatch

FILENAME = "<pfa>"
"""The file name of all generated code, by which its frames are known in a traceback."""
PLACES = "PLACES"
"""The global of generated code that lists its places: line -> (JSON path, error codes or None)."""

Codes = tuple[int, int] | str | None
"""See lower.program.Codes."""

_INDEX, _KEY = "array index not found", "map key not found"


def user_error(message: str, code: int | None) -> PfaUserError:
    return PfaUserError(message, code=code)


def negative_index() -> NoReturn:
    raise IndexError


def translated(error: Exception) -> PfaError:
    """The PFA error that an exception out of generated code stands for, with its place in the document."""
    place, codes, innermost = _place(error.__traceback__)
    match error:
        case PfaError():
            if error.place is None and isinstance(error, PfaExecutionError):
                error.place = place
            return error
        case KeyError() if innermost and isinstance(codes, str):
            return PfaInputError(f"expected {codes} with field {error.args[0]!r}", "$")
        case KeyError() | IndexError() if innermost and isinstance(codes, tuple):
            message, code = (_KEY, codes[1]) if isinstance(error, KeyError) else (_INDEX, codes[0])
            return PfaRuntimeError(message, place, code=code)
        case Mismatch():
            return error.translated(PfaInputError, "$")
        case RecursionError():
            return PfaRuntimeError("functions call each other too deeply", place, code=None)
        case MemoryError():
            return PfaRuntimeError("out of memory", place, code=None)
    return PfaRuntimeError(f"cannot be computed: {type(error).__name__} {error}", place, code=None)


def _place(traceback: TracebackType | None) -> tuple[str | None, Codes, bool]:
    """The place of the innermost generated frame, what a failed subscript means there, and whether the exception
    was raised in that very frame."""
    found: tuple[str | None, Codes] = (None, None)
    innermost = False
    while traceback is not None:
        innermost = traceback.tb_frame.f_code.co_filename == FILENAME
        if innermost:
            places = traceback.tb_frame.f_globals[PLACES]
            line = traceback.tb_lineno
            found = places[line - 1] if 0 < line <= len(places) else (None, None)
        traceback = traceback.tb_next
    return *found, innermost


def caught(error: Exception, only: tuple[str | int, ...] | None) -> None:
    """What a `try` form does with an exception: nothing when it is one to catch, else raise it on."""
    pfa = translated(error)
    if isinstance(pfa, PfaTimeoutError | PfaInputError):
        raise pfa
    if only is not None:
        code = getattr(pfa, "code", None)
        if pfa.message not in only and (code is None or code not in only):
            raise pfa


# -------------------------------------------------------------------------------- changing nested values


def updated(
    value: Any,
    keys: tuple[Any, ...],
    kinds: str,
    function: Callable[[Any], Any] | None,
    new: Any,
    codes: tuple[int, int],
) -> Any:
    """A copy of `value` in which what `keys` lead to is `new`, or `function` of what it was.

    `kinds` says what each key leads into: an (a)rray, a (m)ap or a (r)ecord.
    """
    if not keys:
        return new if function is None else function(value)
    key = keys[0]
    if kinds[0] == "a":
        if not 0 <= key < len(value):
            raise PfaRuntimeError(_INDEX, code=codes[0])
        changed = list(value)
        changed[key] = updated(value[key], keys[1:], kinds[1:], function, new, codes)
        return changed
    if key not in value:
        raise PfaRuntimeError(_KEY, code=codes[1])
    return {**value, key: updated(value[key], keys[1:], kinds[1:], function, new, codes)}


# ------------------------------------------------------------------------------------- trees as flat arrays

TESTS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda x, values: x in values,
    "notIn": lambda x, values: x not in values,
    "alwaysTrue": lambda _x, _value: True,
    "alwaysFalse": lambda _x, _value: False,
}
"""What the operators of tree nodes mean where Python's own operator says it (see lower.trees)."""
