"""What was given up of a file is written beside it, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scorelet.bundle.files import write_file
from scorelet.emulator.event_json import encoded
from scorelet.emulator.sources.values import Json

SUFFIX = ".dead.jsonl"


def write_dead_letters(source: str, letters: Sequence[Json]) -> str:
    """The path of FILE.dead.jsonl with a line for each; "" where there are none. Raises BundleError."""
    if not letters:
        return ""
    path = source + SUFFIX
    write_file(Path(path), b"".join(encoded(letter) + b"\n" for letter in letters))
    return path
