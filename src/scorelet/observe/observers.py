"""The prediction log that a service asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who has no log pays for none of it
    from scorelet.observe.backlog import Batching
    from scorelet.observe.prediction_log import PredictionLog
    from scorelet.observe.sinks.objects import Put
    from scorelet.observe.sinks.sink import Sink
    from scorelet.service.values import Log

S3 = "s3://"
STDOUT = "stdout"

BESIDE = 10.0
"""Seconds that putting an object may take in a thread."""
BETWEEN = 1.0
"""Seconds that it may take at the end of a call to AWS Lambda, which is paid for."""


def prediction_log(
    log: Log,
    *,
    thread: bool = True,
    lost: Callable[[int], object] | None = None,
    put: Put | None = None,
) -> PredictionLog | None:
    """The log that `log` describes; None where it describes none.

    thread  False where nothing runs between two requests, as in AWS Lambda: then `flush` it after each
    lost    is told how many records were lost, each time
    put     puts an object into the bucket; by default with a signed call
    """
    if not log.to:
        return None
    from scorelet.observe.prediction_log import PredictionLog

    sink, batching = _sink(log.to, BESIDE if thread else BETWEEN, put)
    if not thread:
        batching = batching._replace(age=0.0)  # the next event may never come
    return PredictionLog(sink, sample=log.sample, inputs=log.inputs, batching=batching, thread=thread, lost=lost)


def _sink(to: str, seconds: float, put: Put | None) -> tuple[Sink, Batching]:
    """Where records go, and how many at a time: an object is paid for, a line is not."""
    from scorelet.observe.backlog import Batching

    if to == STDOUT:
        from scorelet.observe.sinks.stream import Stream

        return Stream(sys.stdout), Batching()
    if to.startswith(S3):
        from scorelet.observe.sinks.objects import Objects

        bucket, _, prefix = to.removeprefix(S3).partition("/")
        return Objects(put or _signed_put(bucket, seconds), bucket, prefix.strip("/")), Batching(10_000, 4 << 20, 60.0)
    from pathlib import Path

    from scorelet.observe.sinks.folder import Folder

    return Folder(Path(to)), Batching()


def _signed_put(bucket: str, seconds: float) -> Put:
    """One second try for a connection that was closed meanwhile; the log itself tries again where more goes wrong."""
    from scorelet.signed.caller import Caller
    from scorelet.signed.retries import Timing
    from scorelet.signed.s3 import S3

    s3 = S3(Caller(timing=Timing(budget=seconds, tries=2)))

    def put(key: str, body: bytes) -> None:
        s3.put(bucket, key, body, content_type="application/gzip")

    return put
