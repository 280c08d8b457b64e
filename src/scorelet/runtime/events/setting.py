"""What answering an event needs, and what Lambda says of an invocation."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from scorelet.runtime.app import App
    from scorelet.runtime.events.outputs import Output
    from scorelet.runtime.events.s3 import Bucket


def tell(line: str) -> None:
    """A line for the operator."""
    print(f"scorelet: {line}", file=sys.stderr, flush=True)


class Setting(NamedTuple):
    """app      answers requests; its service knows the event sources
    outputs  from an EventSource's `to`: where results go
    buckets  by name: where S3's files lie
    folder   where files lie while they are scored; made when it is needed
    clock    `time.monotonic`
    tell     says a line to the operator: no data is in it
    """

    app: App
    outputs: Callable[[str], Output]
    buckets: Callable[[str], Bucket]
    folder: str = "/tmp/scorelet/files"
    clock: Callable[[], float] = time.monotonic
    tell: Callable[[str], object] = tell


def deadline_of(context: Any, setting: Setting) -> float | None:
    """The moment, of the setting's clock, at which Lambda stops this invocation; None where nobody says."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    return None if remaining is None else setting.clock() + remaining() / 1000


def predict_path(model: str) -> str:
    """Where the app is asked for predictions; "" stands for the default model."""
    return f"/api/models/{model}/predict" if model else "/predict"


def invocation_id(context: Any) -> str:
    """Lambda's own id of this invocation; "" where there is none."""
    found = getattr(context, "aws_request_id", "")
    return found if isinstance(found, str) else ""
