"""Log entries <-> JSON.

What is read may be damaged or come from a stranger: each field has its check in a table, and nothing is taken on
trust that a key or a path is made of. Fields that are not in the tables are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from scorelet.errors import UsageError
from scorelet.store.layout import FORMAT, LAST_NUMBER
from scorelet.store.model import CHANGES, Alias, Change, Entry, Model, Stamp, Version
from scorelet.store.refs import VERSION, check_alias, check_name

if TYPE_CHECKING:
    from datetime import datetime

Check = Callable[[Any], Any]


class RecordError(ValueError):
    """An entry is not what this file writes; the message says where."""


class NewerFormatError(RecordError):
    """An entry of a format that this Scorelet does not know."""


def encode(entry: Entry) -> bytes:
    """The entry as JSON, one line per fact, ended by a newline."""
    model = entry.model
    record = {
        "format": FORMAT,
        "name": model.name,
        "number": model.number,
        "change": _change_record(entry.change),
        "versions": [version._asdict() | {"time": _time_text(version.time)} for version in model.versions],
        "aliases": [model.aliases[name]._asdict() for name in sorted(model.aliases)],
        "removals": model.removals,
    }
    return json.dumps(record, indent=1).encode() + b"\n"


def _change_record(change: Change) -> dict[str, Any]:
    record = change._asdict()
    del record["number"]
    stamp = record.pop("stamp")._asdict() | {"time": _time_text(change.stamp.time)}
    return {"what": record.pop("what"), **stamp, **record}


def decode(data: bytes) -> Entry:
    """The entry that `encode` made `data` of; raises RecordError on any other bytes."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        raise RecordError("it is not JSON") from None
    number = record.get("format") if isinstance(record, dict) else None
    if type(number) is int and number > FORMAT:
        raise NewerFormatError(f"it has format {number}, this Scorelet knows formats up to {FORMAT}")
    if type(number) is not int or number not in READERS:
        raise RecordError(f"its format is not one of {', '.join(map(str, READERS))}")
    return READERS[number](record)


def _read_format_1(record: Mapping[str, Any]) -> Entry:
    fields = _fields(record, ENTRY, "entry")
    stamp = Stamp(**_fields(fields["change"], STAMP, "change"))
    change = Change(number=fields["number"], stamp=stamp, **_fields(fields["change"], CHANGE, "change"))
    versions = tuple(Version(**_fields(each, VERSION_FIELDS, "version")) for each in fields["versions"])
    aliases = [Alias(**_fields(each, ALIAS, "alias")) for each in fields["aliases"]]
    digests = {version.digest for version in versions}
    if len(digests) < len(versions) or not {alias.digest for alias in aliases} <= digests | {None}:
        raise RecordError("its aliases and versions do not fit together")
    back = (change.previous, change.below, change.undoes)
    at_most = [number for alias in aliases for number in (alias.last, alias.undo)]
    if not _all_within(back, change.number - 1) or not _all_within(at_most, change.number):
        raise RecordError("it speaks of entries to come")
    by_name = {alias.name: alias for alias in aliases}
    return Entry(change, Model(fields["name"], fields["number"], versions, by_name, fields["removals"]))


def _all_within(numbers: Iterable[int | None], last: int) -> bool:
    return all(number is None or 1 <= number <= last for number in numbers)


READERS: Mapping[int, Callable[[Mapping[str, Any]], Entry]] = {1: _read_format_1}


def _fields(record: Any, table: Mapping[str, Check], what: str) -> dict[str, Any]:
    if not isinstance(record, dict):
        raise RecordError(f"its {what} is not an object")
    fields = {}
    for name, check in table.items():
        try:
            fields[name] = check(record[name])
        except KeyError:
            raise RecordError(f"its {what} has no {name!r}") from None
        except (ValueError, OverflowError, UsageError):
            raise RecordError(f"the {name!r} of its {what} is not valid") from None
    return fields


def _time_text(time: datetime) -> str:
    from datetime import UTC

    return time.astimezone(UTC).isoformat(timespec="microseconds")


def _time(value: Any) -> datetime:
    from datetime import UTC, datetime

    time = datetime.fromisoformat(_text(value))
    if time.tzinfo is None:
        raise ValueError(value)
    return time.astimezone(UTC)


def _of_kind(kind: type, value: Any) -> Any:
    if not isinstance(value, kind):
        raise ValueError(value)
    return value


_text = partial(_of_kind, str)
_array = partial(_of_kind, list)
_object = partial(_of_kind, dict)


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= LAST_NUMBER:  # bool is an int in Python
        raise ValueError(value)
    return value


def _digest(value: Any) -> str:
    if not VERSION.fullmatch(_text(value)):
        raise ValueError(value)
    return str(value)


def _what(value: Any) -> str:
    if _text(value) not in CHANGES:
        raise ValueError(value)
    return str(value)


def _name(value: Any) -> str:
    check_name(value)
    return str(value)


def _alias(value: Any) -> str:
    check_alias(value)
    return str(value)


def _optional(check: Check, value: Any) -> Any:
    return None if value is None else check(value)


_maybe_digest = partial(_optional, _digest)
_maybe_number = partial(_optional, _whole)

ENTRY: Mapping[str, Check] = {
    "name": _name,
    "number": _whole,
    "change": _object,
    "versions": _array,
    "aliases": _array,
    "removals": _whole,
}
STAMP: Mapping[str, Check] = {"time": _time, "who": _text, "why": _text, "token": _text}
CHANGE: Mapping[str, Check] = {
    "what": _what,
    "alias": partial(_optional, _alias),
    "before": _maybe_digest,
    "after": _maybe_digest,
    "previous": _maybe_number,
    "below": _maybe_number,
    "undoes": _maybe_number,
}
VERSION_FIELDS: Mapping[str, Check] = {
    "digest": _digest,
    "size": _whole,
    "time": _time,
    "who": _text,
    "epoch": _whole,
}
ALIAS: Mapping[str, Check] = {
    "name": _alias,
    "digest": _maybe_digest,
    "last": _whole,
    "undo": _maybe_number,
}
