"""What people have to know beside an event that was made."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote_plus

from scorelet.emulator.making.kinds import kind_of
from scorelet.emulator.making.models import Origin, entries_of
from scorelet.emulator.making.order import Json
from scorelet.service.values import Service


def notes(kind: str, event: Json, service: Service) -> list[str]:
    """Sentences; a line break parts one from what to do."""
    return [*_missing(kind_of(kind).origin, service), *_file(kind, event)]


def _missing(origin: Origin, service: Service) -> Iterator[str]:
    if origin.source and not entries_of(origin, service):
        topics = [f'topics = ["{topic}"]' for topic in origin.likeness.topics]
        entry = ["[[events]]", f'source = "{origin.source}"', f'arn = "{origin.likeness.arn}"', *topics]
        said = f"the function refuses this event until scorelet.toml has such a source of {origin.source!r}:"
        yield "\n".join([said, *entry])


def _file(kind: str, event: Json) -> Iterator[str]:
    if kind == "s3":
        put = event["Records"][0]["s3"]
        place = f"s3://{put['bucket']['name']}/{unquote_plus(put['object']['key'])}"
        yield f"the function fetches {place}\nput a file of rows there first: JSON Lines, a row on each line"
