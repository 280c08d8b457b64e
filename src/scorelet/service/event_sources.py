"""What else than HTTP brings rows: [[events]], with what AWS takes of each source.

Limits are those of Lambda's event source mappings and asynchronous invocations. An event source that writes to where
it reads would call itself for ever, which AWS bills: it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from scorelet.service.checks import Reading, Table, list_of, one_of, read_as, shown, text, whole
from scorelet.service.files import is_s3
from scorelet.service.places import Path
from scorelet.service.quantities import whole_seconds
from scorelet.service.schedules import is_schedule
from scorelet.service.values import EventSource

Range = tuple[int, int]


class Source(NamedTuple):
    """What an event source needs, and what it may have: keys with a number have a range of their own.

    arn     the pattern of its ARN, after "arn:aws:", and an example for errors
    needs   keys that must be there
    ranges  key -> least and most
    """

    arn: tuple[str, str]
    needs: tuple[str, ...]
    ranges: Mapping[str, Range]

    @property
    def takes(self) -> frozenset[str]:
        output = () if "schedule" in self.needs else ("model", "to")
        return frozenset(["source", *output, *self.needs, *self.ranges])


_PLACE = r"[a-z0-9-]+:\d{12}"
_BATCH = (1, 10_000)
_WINDOW = (0, 300)
_STREAM: Mapping[str, Range] = {"batch": _BATCH, "window": _WINDOW, "retries": (0, 10_000), "age": (60, 604_800)}
_ASYNCHRONOUS: Mapping[str, Range] = {"retries": (0, 2), "age": (60, 21_600)}

SOURCES: Mapping[str, Source] = {
    "sqs": Source(
        (rf"sqs:{_PLACE}:[\w-]+(\.fifo)?", "sqs:eu-west-1:123456789012:rows"),
        ("arn",),
        {"batch": _BATCH, "window": _WINDOW, "retries": (0, 999)},
    ),
    "sns": Source((rf"sns:{_PLACE}:[\w-]+(\.fifo)?", "sns:eu-west-1:123456789012:rows"), ("arn",), _ASYNCHRONOUS),
    "kinesis": Source(
        (rf"kinesis:{_PLACE}:stream/[\w.-]+", "kinesis:eu-west-1:123456789012:stream/rows"), ("arn",), _STREAM
    ),
    "kafka": Source(
        (rf"kafka:{_PLACE}:cluster/[\w.-]+/[\w-]+", "kafka:eu-west-1:123456789012:cluster/name/uuid"),
        ("arn", "topics"),
        _STREAM,
    ),
    "s3": Source((r"s3:::[a-z0-9][a-z0-9.-]+(/.*)?", "s3:::bucket/prefix"), ("arn",), _ASYNCHRONOUS),
    "schedule": Source(("", ""), ("schedule",), {}),
}

_QUEUE_URL = re.compile(r"https?://([A-Za-z0-9.-]+)(?::\d{1,5})?/(\d{12})/([\w-]+(?:\.fifo)?)")
_STREAM_URL = re.compile(r"kinesis://([\w.-]{1,128})")
_TARGETS = "an SQS queue's URL, kinesis://stream or s3://bucket/prefix"
_FIFO_MOST, _UNHURRIED = 10, 10
"""Records in a batch of a FIFO queue, and in one that no window is needed for."""


def _target(value: str) -> str | None:
    known = _QUEUE_URL.fullmatch(value) or _STREAM_URL.fullmatch(value) or is_s3(value)
    return value.rstrip("/") if known else None


def _schedule(value: str) -> str | None:
    return value if is_schedule(value) else None


# --- rules over several keys -----------------------------------------------------------------------------------------


def _fits_source(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    """Each key is one that the source takes, within the source's range; what it needs is there."""
    source = SOURCES.get(good.get("source", ""))
    if source is None:
        return
    said = f"source {shown(good['source'])}"
    for key in good.keys() - source.takes:
        takes = ", ".join(name for name in EVENT.keys if name in source.takes)
        reading.problem((*at, key), f"{said} has no use for this key; it takes {takes}")
    for key in source.needs:
        if key not in good and reading.is_clean((*at, key)):
            reading.problem(at, f"{said} needs the key {key!r}")
    for key, (low, high) in source.ranges.items():
        if not low <= good.get(key, low) <= high:
            reading.expected(f"a whole number from {low} to {high} for {said}", good[key], (*at, key))


def _arn(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    source = SOURCES.get(good.get("source", ""))
    if source is None or "arn" not in good or "arn" not in source.needs:
        return
    pattern, example = source.arn
    if not re.fullmatch(rf"arn:aws(-[a-z-]+)?:{pattern}", good["arn"], re.ASCII):
        what = f"an ARN such as {shown(f'arn:aws:{example}')} for source {shown(good['source'])}"
        reading.expected(what, good["arn"], (*at, "arn"))


def _batch(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    """AWS takes ten records of a FIFO queue at most, and asks for a window where a batch of a queue may be larger."""
    if good.get("source") != "sqs" or "batch" not in good:
        return
    if good.get("arn", "").endswith(".fifo"):
        if good["batch"] > _FIFO_MOST:
            reading.expected(f"a whole number from 1 to {_FIFO_MOST} for a FIFO queue", good["batch"], (*at, "batch"))
    elif good["batch"] > _UNHURRIED and not good.get("window") and reading.is_clean((*at, "window")):
        reading.problem((*at, "batch"), f'more than {_UNHURRIED} records of a queue need a window, such as "1s"')


def _loop(good: Mapping[str, Any], at: Path, reading: Reading) -> None:
    goes_back = _GOES_BACK.get(good.get("source", ""))
    if goes_back and "arn" in good and "to" in good and reading.is_clean((*at, "arn")):
        where = goes_back(good["arn"], good["to"])
        if where:
            reading.problem((*at, "to"), f"predictions would come in again as rows, without end: {where}")


def _back_to_queue(arn: str, to: str) -> str:
    region, account, name = arn.split(":")[3:]
    found = _QUEUE_URL.fullmatch(to)
    here = found is not None and (found[2], found[3]) == (account, name)
    elsewhere = found is not None and ".amazonaws." in found[1] and region not in found[1].split(".")
    return "it is the same queue; name another" if here and not elsewhere else ""


def _back_to_stream(arn: str, to: str) -> str:
    return "it is the same stream; name another" if to == f"kinesis://{arn.partition('/')[2]}" else ""


def _back_to_bucket(arn: str, to: str) -> str:
    """S3 compares the beginnings of keys, with no regard to slashes."""
    bucket, _, prefix = arn.rpartition(":")[2].partition("/")
    target, _, target_prefix = to.removeprefix("s3://").partition("/")
    prefix = prefix.rstrip("*")
    if not to.startswith("s3://") or bucket != target or not f"{target_prefix}/".lstrip("/").startswith(prefix):
        return ""
    whole_bucket = f"this source takes all of bucket {bucket!r}; name another bucket, or a prefix in the ARN"
    return f"it is under the prefix {prefix!r} of this source; name another prefix" if prefix else whole_bucket


_GOES_BACK: Mapping[str, Callable[[str, str], str]] = {
    "sqs": _back_to_queue,
    "kinesis": _back_to_stream,
    "s3": _back_to_bucket,
}

EVENT = Table(
    EventSource,
    {
        "source": one_of(SOURCES),
        "arn": text,
        "model": text,
        "to": read_as(_TARGETS, _target),
        "batch": whole(*_BATCH),
        "window": whole_seconds(*_WINDOW),
        "topics": list_of(text),
        "retries": whole(0, 10_000),
        "age": whole_seconds(60, 604_800),
        "schedule": read_as('"rate(5 minutes)" or "cron(0 8 * * ? *)"', _schedule),
    },
    needs=("source",),
    rules=(_fits_source, _arn, _batch, _loop),
)
