"""An observation becomes records: one JSON line for each of its rows.

One per row and not one per request, because drift is looked at row by row: the file reads as a table, whatever the
requests looked like. `id` tells records apart and is the same whenever the same request is written again.

Strict JSON in ASCII: NaN and infinity become null, bytes the text that Avro makes of them (one character for each),
half of a surrogate pair survives as an escape.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from scorelet.observe.observation import Observation


class Record(NamedTuple):
    """time: seconds since 1970, when the request came; line: JSON with its line break."""

    time: float
    line: bytes


def is_logged(observation: Observation) -> bool:
    """Whether it is about a prediction, made or refused; not one for other pages or for models that are not there."""
    return bool(observation.model) and (observation.rows > 0 or observation.status >= 400)


def count(observation: Observation) -> int:
    """How many records it becomes."""
    return max(len(observation.inputs), len(observation.outputs), 1)


def records(observation: Observation, *, inputs: bool = True) -> Iterator[Record]:
    """Its records; without `input` where `inputs` is false. A refused request without rows is one record.

    Raises TypeError, ValueError, OverflowError or RecursionError for what JSON cannot say.
    """
    seen = observation
    rows = count(seen)
    when = iso(seen.time)
    for row, (taken, answer) in enumerate(zip_longest(seen.inputs or (None,), seen.outputs or (None,))):
        fields = {
            "time": when,
            "id": seen.request_id if rows == 1 else f"{seen.request_id}/{row}",
            "request_id": seen.request_id,
            "row": row,
            "rows": rows,
            "model": seen.model,
            "version": seen.version,
            "input": _by_name(taken, seen.names),
            "output": answer,
            "latency_ms": round(seen.seconds * 1000, 3),
            "key_id": seen.key_id,
            "status": seen.status,
        }
        if not inputs:
            del fields["input"]
        yield Record(seen.time, _line(fields))


def _by_name(row: Any, names: Sequence[str]) -> Any:
    """A row that came as a list of values, by its names: whatever callers sent, the file reads as one table."""
    if not names or isinstance(row, Mapping | str | None):
        return row
    return dict(zip(names, row, strict=False))


def iso(seconds: float) -> str:
    """ISO 8601 in UTC, to the millisecond."""
    whole, thousandths = divmod(int(seconds * 1000), 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{thousandths:03d}Z"


def _other(value: object) -> object:
    """What json does not know: bytes, mappings, and NumPy's numbers and arrays, which know their Python values."""
    if isinstance(value, bytes | bytearray):
        return value.decode("latin-1")
    if isinstance(value, Mapping):
        return dict(value)
    if tolist := getattr(value, "tolist", None):
        return tolist()
    raise TypeError(f"no JSON value: {type(value).__name__}")


_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False, default=_other).encode


def _line(fields: Mapping[str, Any]) -> bytes:
    try:
        text = _encode(fields)
    except ValueError:  # NaN or infinity is in it: rare, so only then is everything looked at
        text = _encode(_finite(fields))
    return f"{text}\n".encode("ascii")


def _finite(value: object) -> object:
    if isinstance(value, float):
        return value if value - value == 0.0 else None
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    if isinstance(value, str | int | bytes | bytearray | None):
        return value
    return _finite(_other(value))
