"""What is written of requests and events while an emulator runs."""

from __future__ import annotations

import pytest

from scorelet.cli.emulate_report import Terminal
from scorelet.emulator.door import Served
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.settings import Settings
from scorelet.emulator.sources.values import DONE, FAILED, PARTIAL, Batch
from scorelet.emulator.values import Report
from scorelet.runtime.messages import Response


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


def test_nothing_that_a_terminal_obeys_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    error = '{"errorType": "ValueError", "errorMessage": "no \\u001b[2Jtown\\u009b"}'
    report = Report("id", "1", 0.001, 1, 512, 20)
    Terminal(Settings()).served(Served("GET", "/", 502, 0.001, Answer(Response(502), "", report, error, b"a\x1b\tb\n")))
    assert capsys.readouterr().err.endswith(
        "memory 20 of 512 MB  ValueError: no \\x1b[2Jtown\\x9b\n       | a\\x1b\tb\n"
    )
