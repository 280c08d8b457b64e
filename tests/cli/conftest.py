"""The whole command, as `scorelet ...` would run it, inside the test's own process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from scorelet.cli.main import main
from tests.batch.documents import Document


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Scorelet = Callable[..., Outcome]
Write = Callable[[Document], Path]


@pytest.fixture
def scorelet(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Scorelet:
    """Run the command with some arguments and standard input."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: object, stdin: str = "") -> Outcome:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(stdin.encode())))
        code = main([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Put a document into a file."""

    def put(document: Document) -> Path:
        path = tmp_path / "model.pfa"
        path.write_text(json.dumps(document))
        return path

    return put
