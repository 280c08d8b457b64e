"""A service whose models are pinned, and `service.json`, by which it travels in a package.

Where the service says `rain@prod`, the resolved service says which version that was when it was packaged, and where
its bytes are: in the package, or at one key in S3, for which one GET is enough. All paths are inside of the package.

The runtime reads this at every cold start: nothing is imported but what reading a packed model imports already.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from scorelet.bundle.json_form import dump, load
from scorelet.bundle.strict import (
    Check,
    Unexpected,
    checked,
    count,
    flag,
    list_of,
    map_of,
    maybe,
    number,
    one_of,
    record,
    sha256_text,
    text,
)
from scorelet.errors import BundleError, ServiceError
from scorelet.service.formats import FORMAT, check_format
from scorelet.service.values import Api, EventSource, Lambda, Limits, Log, Model, Quota, Service, Upstream

FILE = "service.json"

_PLACE = re.compile(r"s3://[^/\0]+/[^\0]+")
_FUNCTION = re.compile(r"(.+\.py):([^\W\d]\w*)")


class Pinned(NamedTuple):
    """One model of the service, in the service's order.

    name     in URLs
    ref      of the store; "" where it came from a file
    version  the SHA-256 of the packed model
    file     inside the package, such as "models/3f2a9c01b2c4.scorelet"; None where the bytes are in S3
    follow   the alias is looked at again after so many seconds; None: this version for as long as the package lives
    place    s3://bucket/key of the version's bytes; None where they are in the package
    """

    name: str
    ref: str
    version: str
    file: str | None = None
    follow: float | None = None
    place: str | None = None


class Resolved(NamedTuple):
    """A service and its pinned models, one for each of `service.models`."""

    service: Service
    models: tuple[Pinned, ...]

    def write(self) -> bytes:
        """`service.json`. Raises ServiceError when it would not be read as the same value."""
        try:
            data = dump({"format": FORMAT, **self._asdict()}, indent=2)
        except BundleError as error:
            raise ServiceError([f"{FILE} cannot be written: {error}"]) from None
        if read_resolved(data) != self:
            raise ServiceError([f"{FILE} would not be read as it was written: a value in it has another type"])
        return data


def read_resolved(data: bytes) -> Resolved:
    """What `service.json` says. Raises ServiceError: an unknown format first, then what is not as expected."""
    try:
        json = load(data, FILE)
        resolved: Resolved = checked(json, FILE, _read)
    except BundleError as error:
        raise ServiceError([str(error)]) from None
    return resolved


def _read(json: Any, at: str) -> Resolved:
    check_format(json)
    resolved: Resolved = _RESOLVED(json, at)
    asked = [(model.name, model.ref, model.follow) for model in resolved.service.models]
    pinned = [(model.name, model.ref, model.follow) for model in resolved.models]
    if asked != pinned:
        raise Unexpected(f"the pinned models are not those of the service, in its order - at {at}.models")
    return resolved


# --- single values ---------------------------------------------------------------------------------------------------


def _seconds(json: Any, at: str) -> float:
    seconds = number(json, at)
    if not 0 <= seconds < float("inf"):
        raise Unexpected(f"expected a number of at least 0, got {seconds} - at {at}")
    return seconds


def inside(json: Any, at: str) -> str:
    """A path that stays within the package."""
    path = text(json, at)
    if "\0" in path or "\\" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
        raise Unexpected(f"expected a path inside the package, got {path[:60]!r} - at {at}")
    return path


def _function(json: Any, at: str) -> str:
    found = _FUNCTION.fullmatch(text(json, at))
    if found is None:
        raise Unexpected(f"expected a function such as 'features/features.py:f', got {json[:60]!r} - at {at}")
    inside(found[1], at)
    return str(json)


def _place(json: Any, at: str) -> str:
    if not _PLACE.fullmatch(text(json, at)):
        raise Unexpected(f"expected s3://bucket/key, got {json[:60]!r} - at {at}")
    return str(json)


def or_none(check: Check) -> Check:
    """What `check` takes, or the empty string, which stands for none."""
    return lambda json, at: "" if json == "" else check(json, at)


# --- the tables: a row for each field of values.py -------------------------------------------------------------------

_MODEL: Mapping[str, Check] = {
    "name": text,
    "ref": text,
    "file": or_none(inside),
    "follow": maybe(_seconds),
    "trust": flag,
    "features": or_none(_function),
    "respond": or_none(_function),
    "template": or_none(inside),
}
_LOG: Mapping[str, Check] = {"to": text, "sample": _seconds, "inputs": flag}
_QUOTA: Mapping[str, Check] = {"requests": count, "period": one_of(("day", "week", "month"))}
_API: Mapping[str, Check] = {
    "keys": flag,
    "rate": maybe(_seconds),
    "burst": maybe(count),
    "quota": maybe(record(Quota, _QUOTA)),
    "cors": list_of(text),
    "endpoint": one_of(("rest", "http", "url")),
}
_LIMITS: Mapping[str, Check] = {"body": count, "rows": count, "errors": one_of(("full", "terse"))}
_UPSTREAM: Mapping[str, Check] = {"timeout": _seconds, "retries": count, "budget": _seconds, "cache": _seconds}
_LAMBDA: Mapping[str, Check] = {
    "memory": count,
    "timeout": count,
    "architecture": one_of(("arm64", "x86_64")),
    "reserved": maybe(count),
    "provisioned": maybe(count),
    "snapstart": flag,
    "warm": flag,
}
_EVENT: Mapping[str, Check] = {
    "source": one_of(("sqs", "sns", "kinesis", "kafka", "s3", "schedule")),
    "arn": text,
    "model": text,
    "to": text,
    "batch": count,
    "window": count,
    "topics": list_of(text),
    "retries": count,
    "age": count,
    "schedule": text,
}
_SERVICE: Mapping[str, Check] = {
    "name": text,
    "models": list_of(record(Model, _MODEL)),
    "store": text,
    "default": text,
    "log": record(Log, _LOG),
    "api": record(Api, _API),
    "limits": record(Limits, _LIMITS),
    "upstream": record(Upstream, _UPSTREAM),
    "secrets": map_of(text),
    "function": record(Lambda, _LAMBDA),
    "events": list_of(record(EventSource, _EVENT)),
}
_PINNED: Mapping[str, Check] = {
    "name": text,
    "ref": text,
    "version": sha256_text,
    "file": maybe(inside),
    "follow": maybe(_seconds),
    "place": maybe(_place),
}


def _pinned(json: Any, at: str) -> Pinned:
    pinned: Pinned = record(Pinned, _PINNED)(json, at)
    if (pinned.file is None) == (pinned.place is None):
        raise Unexpected(f"a model is in the package ('file') or in S3 ('place'): expected one of both - at {at}")
    return pinned


_RESOLVED = record(
    lambda format, **parts: Resolved(**parts),
    {"format": count, "service": record(Service, _SERVICE), "models": list_of(_pinned)},
)
