"""Events as AWS sends them, one file each, and the service that answers them in these tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scorelet.runtime.events.outputs import Output, Result
from scorelet.runtime.events.setting import Setting
from scorelet.runtime.events.sources import answer
from scorelet.runtime.served import Served
from scorelet.service.values import EventSource
from tests.runtime.services import app_of, served

FOLDER = Path(__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
INVOCATION = "8f507cfc-example-4697-b07a-ac58fc914c95"

_ARN = "arn:aws:{}:eu-west-1:123456789012:{}"
SOURCES = (
    EventSource("sqs", arn=_ARN.format("sqs", "rows")),
    EventSource("sqs", arn=_ARN.format("sqs", "rows.fifo")),
    EventSource("sns", arn=_ARN.format("sns", "rows")),
    EventSource("kinesis", arn=_ARN.format("kinesis", "stream/rows")),
    EventSource("kafka", arn=_ARN.format("kafka", "cluster/rows/751d2973-a626-431c-9d4e-d7975eb44dd7-2")),
    EventSource("kafka"),
    EventSource("s3", arn="arn:aws:s3:::rows"),
)
OUTPUT = "s3://predictions/towns"


def event(name: str) -> Any:
    """A fresh copy."""
    return json.loads((FOLDER / f"{name}.json").read_text())


@cache
def towns() -> Served:
    """Read and built once."""
    return served()


VERSION = towns().short_version


class Context(NamedTuple):
    """What Lambda hands to a handler beside the event."""

    aws_request_id: str = INVOCATION
    milliseconds: int = 10_000

    def get_remaining_time_in_millis(self) -> int:
        return self.milliseconds


class Kept:
    """An output that keeps what it is sent; `refused`: ids that it does not take."""

    def __init__(self, *refused: str) -> None:
        self.results: list[Result] = []
        self.refused = set(refused)

    def send(self, results: Sequence[Result]) -> set[str]:
        self.results += [one for one in results if one.id not in self.refused]
        return {one.id for one in results} & self.refused

    @property
    def said(self) -> list[Any]:
        return [json.loads(one.line) for one in self.results]


class Files:
    """Buckets in memory, by bucket and key."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def bucket(self, name: str) -> FilesBucket:
        return FilesBucket(self.files, name)


class FilesBucket(NamedTuple):
    files: dict[str, bytes]
    name: str

    def fetch(self, key: str, path: str) -> bool:
        data = self.files.get(f"{self.name}/{key}")
        if data is not None:
            Path(path).write_bytes(data)
        return data is not None

    def keep(self, key: str, path: str) -> None:
        self.files[f"{self.name}/{key}"] = Path(path).read_bytes()


def setting(
    *,
    app: Any = None,
    to: str = "",
    output: Output | None = None,
    files: Files | None = None,
    folder: Path | str = "",
    told: list[str] | None = None,
) -> Setting:
    """A service with every source; `to` is the output of all of them."""
    events = tuple(source._replace(to=to) for source in SOURCES)
    return Setting(
        app or app_of(towns(), events=events),
        outputs=lambda _: output or Kept(),
        buckets=(files or Files({})).bucket,
        folder=str(folder),
        clock=lambda: 1000.0,
        tell=([] if told is None else told).append,
    )


def reply(name_or_event: Any, given: Setting | None = None) -> Any:
    """The reply to a recorded event, or to one made of one; as AWS gets it, which is as JSON."""
    given_event = event(name_or_event) if isinstance(name_or_event, str) else name_or_event
    return json.loads(json.dumps(answer(given_event, Context(), given or setting()), allow_nan=False))
