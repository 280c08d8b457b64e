"""`scorelet emulate` while it runs and when it ends: its lines, its exit codes, and that nothing is left."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from scorelet.cli.emulate_report import Terminal
from scorelet.emulator.door import Served
from scorelet.emulator.gateway.call import Answer
from scorelet.emulator.settings import Settings
from scorelet.runtime.messages import Response
from tests.bundle.models import ROWS, packed
from tests.emulator.emulators import Emulator
from tests.emulator.gateway.gateways import REPORT

KEY = "s" * 24
SENT = {"x-api-key": KEY}
NAME = "scorelet-dev"
SHORT = packed().short_version


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """With a packed model."""
    (tmp_path / "towns.scorelet").write_bytes(packed().data)
    return tmp_path


# --- while it runs ---------------------------------------------------------------------------------------------------

TIMES = [
    (r"\d+(\.\d+)? (ms|s)\b", "<t>"),
    (r"\d+(\.\d+)? [kM]?B\b", "<b>"),
    (r"memory \d+ of", "memory <m> of"),
    (r"in \d+ files", "in <n> files"),
    (r"(?m)^files     .*", "files  <sandbox>"),
    (r"kept in .*", "kept in <state>"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:<port>"),
    (r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>"),
    (r"  +", "  "),
    (r"(?m) +$", ""),
]


def plain(said: str) -> list[str]:
    """Lines without what is never twice the same."""
    for pattern, word in TIMES:
        said = re.sub(pattern, word, said)
    return said.splitlines()


def work(emulator: Emulator) -> None:
    """A few requests, one after the other."""
    emulator.ask("POST", "/predict", json=ROWS, headers=SENT)
    emulator.ask("POST", "/predict", json={"age": "old"}, headers=SENT)
    emulator.ask("POST", "/predict", json=ROWS)
    emulator.ask("GET", "/" + "n" * 60, headers=SENT)
    emulator.functions.invoke(FunctionName=f"{NAME}:live", Payload=b"7")


MODELS = ["model  version  kind  verified  loaded in", f"towns  {SHORT}  pfa  2 rows  <t>", ""]
STARTED = [
    "package  <b> zipped, <b> in <n> files, built in <t>",
    "function  scorelet-dev: <b>, <t>, 50 environments at most",
    "files  <sandbox>",
    "endpoint  http://127.0.0.1:<port>/dev (a REST API)",
    "Lambda  boto3.client('lambda', endpoint_url='http://127.0.0.1:<port>')",
    "keys  shop; what they used is kept in <state>",
    "note  api.keys is the gateway's: whoever may invoke the function itself needs no key",
    "try it:",
    (
        f'  curl http://127.0.0.1:<port>/dev/api/models/towns/predict -H "x-api-key: {KEY}" '
        """-H 'content-type: application/json' -d '{"age":20.0,"income":1.5,"home_town":"Bonn"}'"""
    ),
    "Ctrl-C ends it.",
    "",
]
COLD = "POST  /dev/predict  200  <t>  cold  init <t>, duration <t>, billed <t>, memory <m> of <b>  key shop"
LINES = [
    COLD,
    (
        "POST  /dev/predict  422  <t>  warm  duration <t>, billed <t>, memory <m> of <b>  key shop  "
        "model 'towns' needs 2 more features: 'income', 'home town'"
    ),
    "POST  /dev/predict  403  <t>  expected an API key in the header x-api-key",
    f"GET  /dev/{'n' * 42}\u2026 403  <t>  there is no path '/{'n' * 60}'",
]
FAILED = "expected an event or rows, got a number"
KNOWN = (
    "events of API Gateway, function URLs, load balancers, SQS, SNS, Kinesis, Kafka, S3 and schedules are answered, "
    "and rows of a model"
)
FAULT = (
    "POST  /2015-03-31/functions/scorelet-dev%3Alive/invoc\u2026 200  <t>  warm  duration <t>, billed <t>, "
    f"memory <m> of <b>  EventError: {FAILED}; {KNOWN}"
)
OWN = [
    f"  | [ERROR] EventError: {FAILED}",
    f"  | {KNOWN}",
    "  | Traceback (most recent call last):",
    '  |  File "scorelet/runtime/door.py", line 50, in __call__',
]
SUMMARY = [
    "",
    "requests  5, 2 refused, 1 failed",
    "environments  1 started, in <t>",
    "cold  1 requests, <t>",
    "warm  2 requests, <t>",
    "billed  <t>; at most <b> of memory used",
]


def test_all_that_is_said(folder: Path) -> None:
    """From the first line to the closing table."""
    with Emulator(folder, "towns.scorelet", "--keys", environment={"SCORELET_API_KEYS": f"shop={KEY}"}) as emulator:
        work(emulator)
        started = emulator.processes()
        assert emulator.end(signal.SIGINT) == 0
        assert emulator.leaves_nothing(started)
    assert plain(emulator.said) == [*MODELS, *STARTED, *LINES, FAULT, *OWN, *SUMMARY]


def test_cold_requests_with_the_functions_own_log(folder: Path) -> None:
    with Emulator(folder, "towns.scorelet", "--cold", "--logs", "--memory", 256, "--concurrency", 1) as emulator:
        assert [emulator.ask("POST", "/predict", json=ROWS).status_code for _ in range(2)] == [200] * 2
        assert emulator.end() == 0
    lines = plain(emulator.said)
    assert lines.count(COLD.removesuffix("  key shop")) == 2
    log = [line.removeprefix("  | ").partition(" ")[0][:17] for line in lines if line.startswith("  | ")]
    assert log == ["START", '{"_aws":{"Timesta', "END", "REPORT"] * 2
    assert lines[-4:-2] == ["requests  2, 0 refused, 0 failed", "environments  2 started, in <t>"]


def test_a_terminal_is_not_commanded(capsys: pytest.CaptureFixture[str]) -> None:
    """What callers send is shown, and not obeyed."""
    answer = Answer(Response(502, (), b""), error="a\x1b[2J", report=REPORT, log=b"b\x1b]0;c\tc\n")
    Terminal(Settings()).served(Served("GET", "/\x9b2J", 502, 0.001, answer))
    path, *words = capsys.readouterr().err.splitlines()
    assert (path.split()[:2], path[-6:], words) == (["GET", "/"], " a [2J", ["       | b ]0;c\tc"])


# --- how it ends -----------------------------------------------------------------------------------------------------


@pytest.fixture
def emulator(folder: Path) -> Iterator[Emulator]:
    with Emulator(folder, "towns.scorelet") as started:
        assert started.ask("POST", "/predict", json=ROWS).status_code == 200
        yield started


def test_an_emulator_that_is_killed_leaves_nothing(emulator: Emulator) -> None:
    started = emulator.processes()
    assert len(started) >= 2
    assert emulator.end(signal.SIGKILL) == -signal.SIGKILL
    assert emulator.leaves_nothing(started)


def test_two_at_once(emulator: Emulator, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Ctrl-C goes to all that is in a terminal's foreground, the other emulator is not."""
    other = tmp_path_factory.mktemp("other")
    (other / "towns.scorelet").write_bytes(packed().data)
    with Emulator(other, "towns.scorelet", "--stage", "prod") as second:
        started = emulator.processes()
        os.killpg(emulator.process.pid, signal.SIGINT)
        assert emulator.process.wait(10) == 0
        assert emulator.leaves_nothing(started)
        assert second.url.endswith("/prod")
        assert second.ask("POST", "/predict", json=ROWS).status_code == 200


QUOTA = '[api]\nkeys = true\nquota = "2/day"\n'


def test_a_damaged_state(folder: Path) -> None:
    """It is told of, and what can be is made anew."""
    state = folder / "state"
    state.mkdir()
    (state / "key.json").write_text('{"demo": 5')
    (state / "usage.json").write_text("[")
    path = folder / "scorelet.toml"
    path.write_text(f'name = "towns"\n[[models]]\nfile = "towns.scorelet"\n{QUOTA}')
    with Emulator(folder, path, "--state", state) as emulator:
        made = re.search(r'x-api-key: (\S+)"', emulator.said)
        assert made is not None
        asked = [emulator.ask("POST", "/predict", json=ROWS, headers={"x-api-key": made[1]}) for _ in range(3)]
        assert emulator.end() == 0
    assert [one.status_code for one in asked] == [200, 200, 429]
    damaged = f"'{state}/usage.json' is damaged: it is no JSON; quotas begin anew, and it will be replaced"
    assert damaged in emulator.said.splitlines()
    with Emulator(folder, path, "--state", state) as emulator:
        assert f'x-api-key: {made[1]}"' in emulator.said
        answer = emulator.ask("POST", "/predict", json=ROWS, headers={"x-api-key": made[1]})
        assert (answer.status_code, answer.text) == (429, '{"message":"Limit Exceeded"}')
    assert "is damaged" not in emulator.said


def test_nobody_reads_what_it_says(folder: Path) -> None:
    """Requests are answered all the same, and it ends as it should."""
    port = _free()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "scorelet",
            "emulate",
            "towns.scorelet",
            "--port",
            str(port),
            "--logs",
            "--concurrency",
            "1",
        ],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if b"curl" in line:
                process.stderr.readline()
                break
        process.stderr.close()
        url = f"http://127.0.0.1:{port}/dev/predict"
        assert [requests.post(url, json=ROWS, timeout=10).status_code for _ in range(3)] == [200] * 3
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
