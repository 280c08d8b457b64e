"""S3: a file of rows was put into a bucket. It is scored, and its predictions are put beside it.

    in/rows.csv                       CSV with a header, or JSON Lines; also in gzip (.gz)
    in/rows.csv.predictions.jsonl     {"line": 2, "version": ..., "prediction": ...} for each row that was scored
    in/rows.csv.errors.jsonl          {"line": 3, "error": ..., "row": ...} for each that was not; absent where none

With an output s3://bucket/prefix they go there, under the same key behind the prefix. What this function has put is
told by its suffix and by that prefix, and is never scored: a bucket that calls for what is put into it would go on
for ever.

A file that cannot be read at all gets an errors file, and is done. Where S3 fails, the event is raised, and comes
again; what was put by then is put again, the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import rmtree
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import unquote_plus

from scorelet.errors import AwsCallError, EventError
from scorelet.runtime.events.scored_file import Outcome, score_file
from scorelet.runtime.events.setting import Setting, deadline_of, invocation_id, predict_path
from scorelet.runtime.events.shapes import Json, needed, objects
from scorelet.runtime.messages import Request
from scorelet.service.values import EventSource
from scorelet.signed.refusals import printable

if TYPE_CHECKING:
    from scorelet.signed.s3 import S3

PREDICTIONS, ERRORS = ".predictions.jsonl", ".errors.jsonl"


class Place(NamedTuple):
    """An object in S3."""

    bucket: str
    key: str

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @property
    def in_a_line(self) -> str:
        """For logs, in which a line of its own could pass for one of ours: a key may hold anything."""
        return printable(str(self))


class Bucket(Protocol):
    """What is used of one. Both raise AwsCallError."""

    def fetch(self, key: str, path: str) -> bool:
        """The object into a file; False where there is none."""
        ...

    def keep(self, key: str, path: str) -> None:
        """The file as an object."""
        ...


class SignedBucket:
    """A bucket, reached by signed calls."""

    def __init__(self, name: str, s3: S3) -> None:
        self._name = name
        self._s3 = s3

    def fetch(self, key: str, path: str) -> bool:
        return self._s3.get_file(self._name, key, path)

    def keep(self, key: str, path: str) -> None:
        with open(path, "rb") as file:
            self._s3.put(self._name, key, file.read(), content_type="application/x-ndjson")


def answer(event: Json, context: Any, setting: Setting) -> Json:
    """{"files": [{"file", "rows", "failed", "predictions", "errors"?} or {"file", "skipped"}]}. Raises EventError."""
    done, failures = [], []
    for record in objects(event, "Records"):
        place, created = _put(record)
        try:
            done.append(_answered(place, created, context, setting))
        except AwsCallError as error:
            setting.tell(f"s3: {error}")
            failures.append(place)
    if failures:
        raise EventError(f"S3 failed for {len(failures)} of {len(done) + len(failures)} files; the log says how")
    return {"files": done}


def _put(record: Json) -> tuple[Place, bool]:
    """The object that a record is about, and whether it was created. Keys are encoded as forms are."""
    bucket, key = needed(record, "s3.bucket.name", str), needed(record, "s3.object.key", str)
    return Place(bucket, unquote_plus(key)), needed(record, "eventName", str).startswith("ObjectCreated:")


def _answered(place: Place, created: bool, context: Any, setting: Setting) -> Json:
    source = source_of(setting, place)
    target = _target(place, source)
    if not created:
        return {"file": str(place), "skipped": "it was not created"}
    if is_own(place, source):
        return {"file": str(place), "skipped": "it was put there by this function"}
    path, deadline = predict_path(source.model), deadline_of(context, setting)
    request = Request("POST", path, id=invocation_id(context), deadline=deadline)
    outcome = _scored(place, target, source, request, setting)
    if outcome is None:
        return {"file": str(place), "skipped": "it is not there any more"}
    told = {"file": str(place), "rows": outcome.rows, "failed": outcome.failed, "predictions": f"{target}{PREDICTIONS}"}
    return {**told, "errors": f"{target}{ERRORS}"} if outcome.failed else told


def _scored(place: Place, target: Place, source: EventSource, request: Request, setting: Setting) -> Outcome | None:
    """Fetched, scored, put; None where the file has gone."""
    try:
        with _folder(setting.folder) as folder:
            path = f"{folder}/rows"
            if not setting.buckets(place.bucket).fetch(place.key, path):
                return None
            outcome = score_file(path, place.key, source.model, request, setting)
            bucket = setting.buckets(target.bucket)
            if outcome.failed:
                bucket.keep(f"{target.key}{ERRORS}", outcome.errors)
                setting.tell(f"s3: {outcome.failed} of {outcome.rows} rows of {place.in_a_line} could not be scored")
            bucket.keep(f"{target.key}{PREDICTIONS}", outcome.predictions)  # last: whoever waits for it finds both
            return outcome
    except OSError as error:
        raise EventError(f"cannot score {place.in_a_line}: {(error.strerror or str(error)).lower()}") from None


@contextmanager
def _folder(parent: str) -> Iterator[str]:
    """A new folder, for this process alone, which goes with what is in it."""
    folder = f"{parent}/{os.urandom(8).hex()}"
    os.makedirs(folder, mode=0o700)
    try:
        yield folder
    finally:
        rmtree(folder, ignore_errors=True)


def source_of(setting: Setting, place: Place) -> EventSource:
    """What the service says of this bucket, or of the longest prefix that the key has. Raises EventError."""
    fitting = {}
    for source in setting.app.service.events:
        bucket, _, prefix = source.arn.rpartition(":")[2].partition("/")
        if source.source == "s3" and bucket == place.bucket and place.key.startswith(prefix.rstrip("*")):
            fitting[prefix] = source
    if not fitting:
        raise EventError(
            f"no event source 's3' of the service takes what is put into the bucket {place.bucket[:100]!r} here"
        )
    return fitting[max(fitting, key=len)]


def is_own(place: Place, source: EventSource) -> bool:
    """Whether this function has put it."""
    bucket, prefix = _output(source)
    ours = bool(prefix) and bucket == place.bucket and place.key.startswith(f"{prefix}/")
    return ours or place.key.endswith((PREDICTIONS, ERRORS))


def _target(place: Place, source: EventSource) -> Place:
    """Where its results go, but for their suffixes."""
    bucket, prefix = _output(source)
    return Place(bucket, f"{prefix}/{place.key}" if prefix else place.key) if bucket else place


def _output(source: EventSource) -> tuple[str, str]:
    if source.to and not source.to.startswith("s3://"):
        raise EventError(
            f"predictions of files go to s3://bucket/prefix, or beside them; the service says {source.to!r}"
        )
    bucket, _, prefix = source.to.removeprefix("s3://").partition("/")
    return bucket, prefix.strip("/")
