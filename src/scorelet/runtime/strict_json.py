"""JSON as it goes over the wire: strict both ways.

Python reads and writes NaN and infinities, which JSON does not have: clients in other languages stop at them. So they
are refused in bodies and written as null. Text is written in ASCII, so that half of a surrogate pair, which a label
can carry, survives.
"""

from __future__ import annotations

from json import JSONDecodeError, JSONDecoder, JSONEncoder
from typing import Any, NoReturn

from scorelet.errors import RequestError

Json = Any


def _no_constant(name: str) -> NoReturn:
    raise RequestError(400, f"the body is no JSON: {name} is no JSON number; a missing value is null")


_BOM = b"\xef\xbb\xbf"
_read = JSONDecoder(parse_constant=_no_constant).decode
_write = JSONEncoder(allow_nan=False, separators=(",", ":")).encode


def parse(body: bytes) -> Json:
    """The value that a body holds. Raises RequestError (400) when it is no JSON in UTF-8."""
    try:
        return _read(body.decode())
    except JSONDecodeError as error:
        if not body.strip():
            raise RequestError(400, "expected a JSON body, got an empty one") from None
        if body.startswith(_BOM) and not body.startswith(_BOM, len(_BOM)):  # one: a thousand would be kept at once
            return parse(body[len(_BOM) :])
        where = f"line {error.lineno}, column {error.colno}"
        raise RequestError(400, f"the body is no JSON: {error.msg} ({where})") from None
    except UnicodeDecodeError as error:
        raise RequestError(400, f"the body is no UTF-8: byte {error.start} is {body[error.start]:#04x}") from None
    except RecursionError:
        raise RequestError(400, "the body nests too deeply") from None
    except ValueError:  # what is left: Python's limit of digits
        raise RequestError(400, "the body has a number of too many digits") from None


def write(value: Json) -> bytes:
    """The value as JSON; numbers that JSON lacks are null."""
    try:
        return _write(value).encode()
    except ValueError:
        return _write(without_nan(value)).encode()


def without_nan(value: Json) -> Json:
    """The value with null for each NaN and infinity."""
    if isinstance(value, float):
        return value if value - value == 0.0 else None
    if isinstance(value, dict):
        return {key: without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(inner) for inner in value]
    return value
