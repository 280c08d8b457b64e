"""What was given up of a file is written beside it, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scorelet.emulator.event_json import encoded
from scorelet.emulator.sources.values import Json
from scorelet.errors import UsageError

SUFFIX = ".dead.jsonl"


def write_dead_letters(source: str, letters: Sequence[Json]) -> str:
    """The path of FILE.dead.jsonl with a line for each; "" where there are none. Raises UsageError."""
    if not letters:
        return ""
    path = Path(source + SUFFIX)
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(encoded(letter) + b"\n" for letter in letters)
            Path(part).replace(path)
        except BaseException:
            Path(part).unlink(missing_ok=True)
            raise
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UsageError(f"cannot write the {len(letters)} dead letters to {path}: {why}\nmake room there") from None
    return str(path)
