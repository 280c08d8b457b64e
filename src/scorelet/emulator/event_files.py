"""An event in a file: the bytes that the function gets, once they are known to be an event that Lambda would take."""

from __future__ import annotations

import json
from functools import partial
from typing import BinaryIO, NoReturn

from scorelet.emulator.values import LARGEST_REQUEST
from scorelet.errors import UsageError

_BOM = b"\xef\xbb\xbf"


def read_event(file: BinaryIO, name: str) -> bytes:
    """The JSON text in a file; `name` is what people call it. Raises UsageError, and OSError as reading does."""
    data = file.read(LARGEST_REQUEST + len(_BOM) + 1).removeprefix(_BOM)
    if len(data) > LARGEST_REQUEST:
        raise UsageError(f"{name} has more than {LARGEST_REQUEST} bytes, and Lambda takes no larger event")
    if not data.strip():
        raise UsageError(
            f"{name} is empty: expected an event, as JSON\nscorelet emulate event --generate sqs makes one"
        )
    try:
        json.loads(data.decode(), parse_constant=partial(_no_constant, name))
    except json.JSONDecodeError as error:
        raise _no_event(name, f"{error.msg} (line {error.lineno}, column {error.colno})") from None
    except UnicodeDecodeError as error:
        raise _no_event(name, f"byte {error.start} is {data[error.start]:#04x}, which is no UTF-8") from None
    except RecursionError:
        raise _no_event(name, "it nests too deeply") from None
    except ValueError:  # what is left: Python's limit of digits
        raise _no_event(name, "it has a number of too many digits") from None
    return data


def _no_constant(name: str, constant: str) -> NoReturn:
    raise _no_event(name, f"{constant} is no JSON number")


def _no_event(name: str, why: str) -> UsageError:
    return UsageError(f"{name} is no JSON: {why}\nLambda takes no other events")
