"""`scorelet emulate` as people start and end it: words, lines, exit codes, and that nothing is left."""

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

from tests.bundle.models import MANIFEST, ROWS, packed
from tests.cli.conftest import Scorelet
from tests.emulator.emulators import Emulator
from scorelet.bundle.packed import PackedModel

KEY = "s" * 24
SENT = {"x-api-key": KEY}
NAME = "scorelet-dev"
SHORT = packed().short_version


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where people are, with a packed model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "towns.scorelet").write_bytes(packed().data)
    return tmp_path


def service(folder: Path, more: str) -> Path:
    path = folder / "scorelet.toml"
    path.write_text(f'name = "towns"\n[[models]]\nfile = "towns.scorelet"\n{more}')
    return path


# --- before it starts ------------------------------------------------------------------------------------------------

OPTIONS = [
    ("--port 99999", "--port is a number from 0 to 65535, got 99999\n  0 takes any free one"),
    ("--concurrency 0", "--concurrency is a number from 1 to 1000, got 0"),
    ("--memory 64", "--memory is a number from 128 to 10240, got 64"),
    ("--memory 10241", "--memory is a number from 128 to 10240, got 10241"),
    ("--timeout 901", "--timeout is a number from 1 to 900, got 901"),
    ("--stage a/b", "--stage is a name of letters, digits, '-' and '_', got 'a/b'\n  such as dev or prod"),
    ("--events sqs", "--events takes SOURCE=FILE or a URL, got 'sqs'\n  such as sqs=rows.jsonl, or http://127.0.0.1:5000"),
    (
        "--events sqs=none.jsonl",
        "--events sqs: there is no file none.jsonl\n  such as sqs=rows.jsonl, or http://127.0.0.1:5000",
    ),
    ("--events http://a --events http://b", "--events takes one URL, got http://a, http://b"),
    (
        "--events sqs=towns.scorelet --events sqs=towns.scorelet",
        "--events names two files for 'sqs'\n  put all rows into one",
    ),
    ("--state towns.scorelet", "nothing can be kept in towns.scorelet: file exists\n  name another folder: --state FOLDER"),
    (
        "--state /dev/null/x",
        "nothing can be kept in /dev/null/x: not a directory\n  name another folder: --state FOLDER",
    ),
    ("--nothing", "No such option: --nothing\n  scorelet emulate --help shows what it takes"),
    (
        "--timeout soon",
        "Invalid value for '--timeout': Input should be a valid integer, unable to parse string as an integer\n"
        "  scorelet emulate --help shows what it takes",
    ),
    (
        "--events https://sqs.us-east-1.amazonaws.com",
        "the endpoint sqs.us-east-1.amazonaws.com is AWS itself, which the emulator never asks: it would take messages "
        "from those who wait for them\n  name a local endpoint, such as http://127.0.0.1:5000 of moto_server",
    ),
    (
        "--events sqs=towns.scorelet",
        "no event source of the service that reads files is called 'sqs'; there are: none\n"
        "  name one by its kind or its ARN",
    ),
]


@pytest.mark.parametrize(("options", "said"), OPTIONS)
def test_what_it_cannot_work_with(scorelet: Scorelet, folder: Path, options: str, said: str) -> None:
    done = scorelet("emulate", "towns.scorelet", "--port", 0, *options.split())
    assert (done.code, done.out, done.err) == (2, "", f"error: {said}\n")


def test_nothing_to_emulate(scorelet: Scorelet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = scorelet("emulate")
    assert (done.code, done.out, done.err.splitlines()) == (
        2,
        "",
        [
            "error: there is no scorelet.toml here, and no model is named",
            "  scorelet emulate MODEL.scorelet takes a packed model; scorelet pack makes one",
        ],
    )


def test_a_port_that_is_taken(scorelet: Scorelet, folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = scorelet("emulate", "towns.scorelet", "--port", port)
    assert (done.code, done.err.splitlines()[0]) == (2, f"error: port {port} of 127.0.0.1 is taken by another program")


@pytest.mark.parametrize("missing", ["uvloop", "jsonschema", "httptools"])
def test_without_the_extra(
    scorelet: Scorelet, folder: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in [name for name in sys.modules if name.startswith("scorelet.emulator")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    done = scorelet("emulate", "towns.scorelet")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        f"error: scorelet emulate needs {missing}, which is not installed\n  pip install 'scorelet[emulate]'\n",
    )


@pytest.mark.parametrize("kind", ["onnx", "python"])
def test_kinds_that_need_their_libraries(scorelet: Scorelet, folder: Path, kind: str) -> None:
    """Refused before anything of them is run, trusted or not."""
    PackedModel.of(MANIFEST._replace(kind=kind), b"cos\nsystem\n").write(folder / "towns.scorelet")
    done = scorelet("emulate", "towns.scorelet", "--port", 0, "--trust")
    assert (done.code, done.out, done.err) == (
        2,
        "",
        f"error: models[0]: 'towns' is of kind {kind}, and a function's package does not bring the libraries that this "
        "kind needs; pack a model that can be converted to a document, or serve this one: scorelet serve\n",
    )


def test_keys_where_nobody_asks_for_them(scorelet: Scorelet, folder: Path) -> None:
    done = scorelet("emulate", service(folder, '[api]\nendpoint = "http"\n'), "--keys", "--port", 0)
    assert (done.code, done.out, done.err.splitlines()) == (
        2,
        "",
        [
            "error: --keys asks callers for keys, which only a REST API does, and the service has endpoint = 'http'",
            "  leave out one of them",
        ],
    )


def test_the_help_page(scorelet: Scorelet) -> None:
    done = scorelet("emulate", "--help")
    page = " ".join(done.out.split())
    assert (done.code, done.err) == (0, "")
    assert "Usage: scorelet emulate [OPTIONS] [SERVICE.toml|MODEL]..." in page
    options = set(re.findall(r"│ (--[a-z]+)", done.out))
    names = "host port stage concurrency memory timeout cold keys logs events state store trust help"
    assert options == {f"--{name}" for name in names.split()}
    assert "Exit code: 0 ended when told to, 2 it could not start." in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--keys", "--state", "state"], ["nothing can be kept in state: file too large", "name another folder: --state FOLDER"]),
        (
            [],
            [
                "the package cannot be unpacked in a temporary folder: no usable temporary directory found in ...",
                "make room there, or set TMPDIR to another folder",
            ],
        ),
    ],
)
def test_a_disk_where_nothing_can_be_written(folder: Path, options: list[str], said: list[str]) -> None:
    command = [sys.executable, "-m", "scorelet", "emulate", "towns.scorelet", "--port", "0", *options]
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 0; exec "$@"', "bash", *command],
        cwd=folder,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=20,
    )
    err = re.sub(r"\[.*\]", "...", done.stderr)
    assert (done.returncode, err.splitlines()) == (2, [f"error: {said[0]}", f"  {said[1]}"])
    assert not list(folder.glob("state/*"))


# --- while it runs ---------------------------------------------------------------------------------------------------

TIMES = [
    (r"\d+(\.\d+)? (ms|s)\b", "<t>"),
    (r"\d+(\.\d+)? [kM]?B\b", "<b>"),
    (r"memory \d+ of", "memory <m> of"),
    (r"in \d+ files", "in <n> files"),
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
    "function  scorelet-dev: <b>, <t>, 10 environments at most; its own /tmp, all else read-only",
    "endpoint  http://127.0.0.1:<port>/dev (a REST API)",
    "Lambda  boto3.client('lambda', endpoint_url='http://127.0.0.1:<port>')",
    "keys  shop",
    "note  api.keys is the gateway's: whoever may invoke the function itself needs no key",
    "try it:",
    f'  curl http://127.0.0.1:<port>/dev/api/models/towns/predict -H "x-api-key: {KEY}" '
    """-H 'content-type: application/json' -d '{"age":20.0,"income":1.5,"home_town":"Bonn"}'""",
    "",
]
COLD = "POST  /dev/predict  200  <t>  cold  init <t>, duration <t>, billed <t>, memory <m> of <b>  key shop"
LINES = [
    COLD,
    "POST  /dev/predict  422  <t>  warm  duration <t>, billed <t>, memory <m> of <b>  key shop",
    "POST  /dev/predict  403  <t>  expected an API key in the header x-api-key",
    f"GET  /dev/{'n' * 42}\u2026 403  <t>  there is no path '/{'n' * 60}'",
]
FAILED = "expected an event or rows, got a number"
KNOWN = (
    "events of API Gateway, function URLs, load balancers, SQS, SNS, Kinesis, Kafka, S3 and schedules are answered, and "
    "rows of a model"
)
FAULT = (
    "POST  /2015-03-31/functions/scorelet-dev%3Alive/invoc\u2026 200  <t>  warm  duration <t>, billed <t>, memory <m> of <b>, "
    f"error EventError  EventError: {FAILED}; {KNOWN}"
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
    asked = [
        COLD.removesuffix("  key shop"),
        "  | START RequestId:",
        '  | {"_aws":{"Timestamp',
        "  | END RequestId: <id>",
        "  | REPORT RequestId:",
    ]
    _, _, said = emulator.said.partition("\n\n")[2].partition("\n\n")
    lines = [line if line.startswith("POST") else line[:22] for line in plain(said)]
    assert lines[:10] == [line[:22] if line.startswith(" ") else line for line in [*asked, *asked]]
    assert plain(said)[11:13] == ["requests  2, 0 refused, 0 failed", "environments  2 started, in <t>"]


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


def test_a_damaged_state(folder: Path) -> None:
    """It is told of, and what can be is made anew."""
    state = folder / "state"
    state.mkdir()
    (state / "key.json").write_text('{"demo": 5')
    (state / "usage.json").write_text("[")
    path = service(folder, '[api]\nkeys = true\nquota = "2/day"\n')
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
        [sys.executable, "-m", "scorelet", "emulate", "towns.scorelet", "--port", str(port), "--logs", "--concurrency", "1"],
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
