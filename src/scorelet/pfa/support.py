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
    PfaUserError,
)
from scorelet.pfa.values import Mismatch

FILENAME = "<pfa>"
"""The file name of all generated code, by which its frames are known in a traceback."""
PLACES = "PLACES"
"""The global of generated code that lists its places: line -> (JSON path, error codes or None)."""

Meaning = tuple[Any, ...] | None
"""What a Python exception means that is raised on a line of generated code:

    ("path", index code, key code)   a failed subscript is one of these errors
    ("input", record)                the datum is not of this type; the routine's decoder says why
    ("host",)                        the host's own callback raised it: it is passed on as it is
"""

_INDEX, _KEY = "array index not found", "map key not found"


def user_error(message: str, code: int | None) -> PfaUserError:
    return PfaUserError(message, code=code)


def negative_index(code: int) -> NoReturn:
    """Refuse an index that Python would count from the end."""
    raise PfaRuntimeError(_INDEX, code=code)


def translated(error: Exception, decode: Callable[[Any], Any] | None = None, datum: Any = None) -> Exception:
    """What an exception out of generated code is for the host: a PFA error, with its place in the document.

    `decode` and `datum` are the routine's, to say what is wrong with the datum. An exception of the host's own
    callback stays what it is.
    """
    place, meaning, innermost = _place(error.__traceback__)
    match meaning:
        case ("host",) if not innermost:
            return error
        case ("input", _) if decode is not None and not isinstance(error, PfaError):
            return _refused(error, decode, datum)
        case ("path", index_code, key_code) if innermost and isinstance(error, KeyError | IndexError):
            by_key = isinstance(error, KeyError)
            return PfaRuntimeError(_KEY if by_key else _INDEX, place, code=key_code if by_key else index_code)
    match error:
        case PfaError():
            if error.place is None and isinstance(error, PfaExecutionError):
                error.place = place
            return error
        case Mismatch():
            return error.translated(PfaInputError, "$")
        case RecursionError():
            return PfaRuntimeError("functions call each other too deeply", place, code=None)
        case MemoryError():
            return PfaRuntimeError("out of memory", place, code=None)
    return PfaRuntimeError(f"cannot be computed: {type(error).__name__} {error}", place, code=None)


def _refused(error: Exception, decode: Callable[[Any], Any], datum: Any) -> PfaError:
    """Why the datum does not have the input type."""
    try:
        decode(datum)
    except Mismatch as mismatch:
        return mismatch.translated(PfaInputError, "$")
    except RecursionError:
        return PfaInputError("the datum nests too deeply", "$")
    return PfaInputError(f"the datum cannot be read: {type(error).__name__} {error}", "$")


def _place(traceback: TracebackType | None) -> tuple[str | None, Meaning, bool]:
    """The place of the innermost generated frame, what an exception means there, and whether it was raised in
    that very frame."""
    found: tuple[str | None, Meaning] = (None, None)
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
    if not isinstance(pfa, PfaRuntimeError | PfaUserError):
        raise pfa
    if only is not None and pfa.message not in only and (pfa.code is None or pfa.code not in only):
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
