"""Where the rows of event sources come from, as a command says it: files by source, or a local endpoint."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scorelet.emulator.sources.values import Origin
from scorelet.errors import UsageError

_EXAMPLES = "such as sqs=rows.jsonl, or http://127.0.0.1:5000"


def origin_of(texts: Sequence[str]) -> Origin:
    """`sqs=rows.jsonl` is a file for a source, by its kind or ARN; a URL is a local endpoint. Raises UsageError."""
    files: dict[str, str] = {}
    endpoints = []
    for text in texts:
        if text.startswith(("http://", "https://")):
            endpoints.append(text)
            continue
        name, equals, path = text.partition("=")
        if not equals or not name or not path:
            raise UsageError(f"--events takes SOURCE=FILE or a URL, got {text[:200]!r}\n{_EXAMPLES}")
        if name in files:
            raise UsageError(f"--events names two files for {name!r}\nput all rows into one")
        if path != "-" and not Path(path).is_file():
            raise UsageError(f"--events {name}: there is no file {path}\n{_EXAMPLES}")
        files[name] = path
    if len(endpoints) > 1:
        raise UsageError(f"--events takes one URL, got {', '.join(endpoints)}")
    return Origin(files, endpoints[0] if endpoints else "")
