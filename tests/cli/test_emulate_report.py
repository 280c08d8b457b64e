"""What the screen says of an emulator that has started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from scorelet.aws.endpoint import Endpoint
from scorelet.cli.emulate_report import Terminal, facts
from scorelet.emulator.building import Built
from scorelet.emulator.door import Served
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.settings import Settings
from scorelet.emulator.sources.values import DONE, FAILED, PARTIAL, Batch
from scorelet.emulator.telling import Started
from scorelet.emulator.values import Configuration
from scorelet.runtime.messages import Response

STARTED = Started(
    "towns",
    "http://127.0.0.1:8000",
    Endpoint("rest", "towns-dev", "dev", (), {}, ()),
    Configuration("towns-dev", memory=512, timeout=10.0, concurrency=50),
    Built(b"x" * 270_000, 1_100_000, 6, 0.977, ()),
    (),
    {},
    "namespaces",
)
ASKED = Served("GET", "/", 200, 0.001, Answer(Response(200)))
PACKAGE = "package   270 kB zipped, 1.1 MB in 6 files, built in 977 ms"
FUNCTION = "function  towns-dev: 512 MB, 10 s, 50 environments at most"
ENDPOINT = "endpoint  [bold]http://127.0.0.1:8000/dev[/] (a REST API)"
LAMBDA = "Lambda    boto3.client('lambda', endpoint_url='http://127.0.0.1:8000')"


def test_all_that_can_be_left_out() -> None:
    files = "files     as on Lambda: an own /tmp, all else read-only"
    assert facts(STARTED, Settings()) == [PACKAGE, FUNCTION, files, ENDPOINT, LAMBDA]


def test_all_there_is() -> None:
    built = STARTED.built.noting(["a[b] is odd"])
    started = STARTED._replace(
        built=built, keys={"ada": "s", "bob": "s"}, isolation="folders", why="this is no Linux", sources=("sqs rows",)
    )
    assert facts(started, Settings(state=Path("kept"))) == [
        PACKAGE,
        FUNCTION,
        "files     in folders, not in /var/task and /tmp: this is no Linux",
        ENDPOINT,
        LAMBDA,
        "keys      ada, bob; what they used is kept in kept",
        "events    sqs rows",
        r"[yellow]note[/]      a\[b] is odd",
    ]


def test_a_reader_that_went_away_costs_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", buffering=1) as gone:
        os.close(reading)
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", gone)
            Terminal(Settings()).served(ASKED)
        with pytest.raises(BrokenPipeError):
            gone.flush()
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), writing)


@pytest.mark.parametrize(
    ("batch", "end"),
    [
        (Batch("s3 rows", 1, DONE, 0.0021, ("in/a.csv",)), "done      2.1 ms  1 record, in/a.csv"),
        (
            Batch("s3 rows", 1, FAILED, 0.0021, ("in/a.csv",), "KeyError"),
            "2.1 ms  1 record, failed: in/a.csv, KeyError",
        ),
        (Batch("sqs rows", 9, PARTIAL, 0.0021, ("a", "b")), "partial      2.1 ms  9 records, failed: a, b"),
        (Batch("sqs rows", 9, DONE, 0.0021), "done      2.1 ms  9 records"),
    ],
)
def test_events(batch: Batch, end: str, capsys: pytest.CaptureFixture[str]) -> None:
    Terminal(Settings()).sourced(batch)
    assert capsys.readouterr().err.endswith(f" {end}\n")


@pytest.mark.parametrize(("outcome", "logs", "lines"), [(PARTIAL, False, 2), (PARTIAL, True, 1), (DONE, False, 1)])
def test_why_records_failed(outcome: str, logs: bool, lines: int, capsys: pytest.CaptureFixture[str]) -> None:
    log = b'START RequestId: 1\nscorelet: no credentials\n{"_aws":{}}\n'
    Terminal(Settings(logs=logs)).sourced(Batch("sqs rows", 9, outcome, 0.0021, ("a",), log=log))
    written = capsys.readouterr().err.splitlines()
    assert written[1:] == ["       | scorelet: no credentials"][: lines - 1]
