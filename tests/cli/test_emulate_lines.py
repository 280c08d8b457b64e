"""Live lines: all in one where it fits, short and with what went wrong below where it does not."""

from __future__ import annotations

import json

import pytest

from scorelet.cli.emulate_lines import Lines
from scorelet.emulator.door import Served
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.sources.values import Batch, Ended
from scorelet.emulator.values import Report
from scorelet.runtime.messages import Response

WARM = Report("r1", "1", 0.00163, 2, 512, 22)
COLD = WARM._replace(init=0.0661, billed=68)
MISSING = json.dumps(
    {"detail": "missing: expected a string", "errors": [{"pointer": "/city", "detail": "missing: expected a string"}]}
).encode()
WARMLY = "warm  duration 1.63 ms, billed 2 ms, memory 22 of 512 MB"
BUSY = "no environment is free, --concurrency allows more"
PATH = "/dev/api/models/iris/predict"
OK, PROBLEM = Response(200), Response(422, (), json.dumps({"detail": "there is no city called 'X'\nlook"}).encode())


def line(answer: Answer, columns: int | None = None, *, path: str = PATH, method: str = "POST") -> str:
    lines = Lines(colours=False, columns=lambda: columns)
    return lines.request(Served(method, path, answer.response.status, 0.0692, answer))


def full(path: str, rest: str) -> str:
    return f"POST   {path:<48} {rest}"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            Answer(OK, "demo", COLD),
            "200     69.2 ms  cold  init 66 ms, duration 1.63 ms, billed 68 ms, memory 22 of 512 MB  key demo",
        ),
        (Answer(OK, "", WARM), f"200     69.2 ms  {WARMLY}"),
        (Answer(Response(403), error="expected a key"), "403     69.2 ms  expected a key"),
        (
            Answer(PROBLEM, "", WARM),
            f"422     69.2 ms  {WARMLY}  there is no city called 'X'; look",
        ),
        (
            Answer(Response(422, (), MISSING), "", WARM),
            f"422     69.2 ms  {WARMLY}  /city: missing: expected a string",
        ),
        (Answer(Response(404, (), b"[1]"), "", WARM), f"404     69.2 ms  {WARMLY}"),
        (
            Answer(Response(500), error="TooManyRequestsException: Rate Exceeded."),
            f"500     69.2 ms  TooManyRequestsException: Rate Exceeded. ({BUSY})",
        ),
    ],
)
def test_a_request(answer: Answer, expected: str) -> None:
    assert line(answer) == full(PATH, expected)


@pytest.mark.parametrize(
    ("status", "error_type", "error", "expected"),
    [
        (
            "timeout",
            "Sandbox.Timedout",
            {"errorType": "Sandbox.Timedout", "errorMessage": "RequestId: r1 Error: Task timed out after 2.00 seconds"},
            "  Sandbox.Timedout: Task timed out after 2.00 seconds (--timeout allows more)",
        ),
        (
            "error",
            "Runtime.OutOfMemory",
            {"errorType": "Runtime.ExitError", "errorMessage": "RequestId: r1 Error: Runtime exited with error"},
            ", error Runtime.OutOfMemory  Runtime.ExitError: Runtime exited with error (--memory allows more)",
        ),
        ("error", "ValueError", {"errorType": "ValueError", "errorMessage": "no\nway"}, "  ValueError: no; way"),
    ],
)
def test_why_the_function_failed(status: str, error_type: str, error: dict[str, str], expected: str) -> None:
    answer = Answer(Response(502), "", WARM._replace(status=status, error_type=error_type), json.dumps(error))
    assert line(answer) == full(PATH, f"502     69.2 ms  {WARMLY}{expected}")


def test_a_narrow_terminal() -> None:
    assert line(Answer(OK, "demo", COLD), 80) == f"POST   {PATH:<34} 200     69.2 ms  cold  billed 68 ms"
    assert line(Answer(PROBLEM, "demo", WARM), 80) == (
        f"POST   {PATH:<34} 422     69.2 ms  warm  billed 2 ms\n       | there is no city called 'X'; look"
    )
    assert line(Answer(OK, "", WARM), 60) == "POST   /dev/api/models… 200     69.2 ms  warm  billed 2 ms"
    longest = Answer(OK, "demo", COLD._replace(billed=9999))
    for columns in (80, 100, 131):
        assert len(line(longest, columns, path="/" * 99, method="OPTIONS")) <= columns


@pytest.mark.parametrize("columns", [None, 80, 132, 200])
def test_what_a_caller_sends_does_not_steer_the_terminal(columns: int | None) -> None:
    shown = line(Answer(PROBLEM._replace(body=b'{"detail":"\\u001b[2J"}'), "", WARM), columns, path="/\x9b2J")
    assert all(letter.isprintable() for letter in shown.replace("\n", ""))


def test_the_functions_own_lines() -> None:
    log = b'START RequestId: 1\n{"_aws":{}}\nmine\x1b[2J\nEND RequestId: 1\nREPORT RequestId: 1\t\n'
    lines = Lines(colours=False, columns=lambda: None)
    assert list(lines.log(log, whole=False)) == ["       | mine [2J"]
    assert len(list(lines.log(log, whole=True))) == 5


def test_event_sources() -> None:
    lines = Lines(colours=False, columns=lambda: 80)
    assert lines.sourced(Batch("sqs rows", 7, "partial", 0.0016, ("a", "b", "c", "d"))) == (
        f"{'sqs rows':<41} partial      1.6 ms  7 records, failed: a, b, c and 1 more"
    )
    assert lines.sourced(Batch("sqs rows", 1, "failed", 0.0016, why="no")) == (
        f"{'sqs rows':<41} failed      1.6 ms  1 record, no"
    )
    assert lines.sourced(Ended("sqs rows", 27, 2, "dead")) == (
        "sqs rows: all 27 records are done, of which 2 were given up: dead"
    )
    assert lines.sourced(Ended("sqs rows", 27, 0, "", is_whole=False)) == (
        "sqs rows: it ended before all 27 records are done"
    )


def test_colours() -> None:
    shown = Lines(colours=True, columns=lambda: None).request(Served("GET", "/", 200, 0.001, Answer(OK, "", COLD)))
    assert "\x1b[32m200\x1b[0m" in shown
    assert "\x1b[36m\x1b[1mcold\x1b[0m" in shown
