"""`scorelet emulate event`: what goes to standard output, what is told beside it, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scorelet.cli.emulate_event import send_event
from scorelet.emulator.values import Outcome
from tests.bundle.models import ROWS, packed
from tests.cli.conftest import Scorelet
from tests.emulator.outcomes import Answering, outcome

LOG = b"START RequestId: id Version: 1\nscorelet: \x1b[2J[bold]told\nEND RequestId: id\n"
REPLY = b'{"statusCode":200,"body":"{\\"prediction\\":[\\"young\\"]}"}'
COLD = outcome(REPLY, cold=True, log=LOG)
SHOWN = {"statusCode": 200, "body": {"prediction": ["young"]}}
BROKEN = outcome(b'{"errorMessage":"no\\u001b town\\nname another","errorType":"ValueError"}', error="Unhandled")


def send(folder: Path, outcomes: list[Outcome], capfd: pytest.CaptureFixture[str]) -> tuple[int, str, list[str]]:
    """The exit code, standard output, and the lines of standard error."""
    file = folder / "event.json"
    file.write_text("{}")
    function = Answering(outcomes)
    code = send_event(str(file), function.starting(), len(outcomes))
    out, err = capfd.readouterr()
    return code, out, err.splitlines()


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")


def test_reply_log_and_timing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = send(tmp_path, [COLD], capfd)
    assert (code, json.loads(out)) == (0, SHOWN)
    assert err == [
        "START RequestId: id Version: 1",
        "scorelet:  [2J[bold]told",
        "END RequestId: id",
        "cold: started in 30 ms, answered in 2 ms, 33 ms billed, 38 of 512 MB used",
    ]


def test_a_table_of_several(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = send(tmp_path, [COLD, *[outcome(REPLY)] * 3], capfd)
    assert (code, json.loads(out)) == (0, SHOWN)
    assert [line.rstrip() for line in err] == [
        "      times  p50    p99    slowest  billed",
        "cold  1      32 ms  32 ms  32 ms    33 ms",
        "warm  3      2 ms   2 ms   2 ms     9 ms",
        "38 of 512 MB used",
    ]


def test_a_function_that_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = send(tmp_path, [BROKEN], capfd)
    assert (code, json.loads(out)["errorType"]) == (1, "ValueError")
    assert err == [
        "error: the function failed: ValueError: no  town",
        "  name another",
        "warm, answered in 2 ms, 3 ms billed, 38 of 512 MB used",
    ]
    code, _, err = send(tmp_path, [COLD, BROKEN, outcome()], capfd)
    assert (code, err[0]) == (1, "error: the function failed 1 of 3 times: ValueError: no  town")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "towns.scorelet"
    packed().write(path)
    return path


def test_an_event_alone_is_on_standard_output(scorelet: Scorelet, model: Path) -> None:
    done = scorelet("emulate", "event", "--generate", "direct", "-n", 2, model)
    assert (done.code, json.loads(done.out), done.err) == (0, ROWS, "")


def test_an_event_goes_into_a_file(scorelet: Scorelet, model: Path, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    done = scorelet("emulate", "event", "--generate", "sqs", model, "-o", file)
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines() == [
        "the function refuses this event until scorelet.toml has such a source of 'sqs':",
        "[[events]]",
        'source = "sqs"',
        'arn = "arn:aws:sqs:us-east-1:123456789012:rows"',
    ]
    assert json.loads(json.loads(file.read_text())["Records"][0]["body"]) == ROWS[0]


def test_sources_are_those_of_the_service(scorelet: Scorelet, model: Path, tmp_path: Path) -> None:
    arn = "arn:aws:kinesis:eu-west-1:123456789012:stream/people"
    service = tmp_path / "scorelet.toml"
    service.write_text(
        f'name = "a"\n[[models]]\nfile = "{model.name}"\n[[events]]\nsource = "kinesis"\narn = "{arn}"\n'
    )
    done = scorelet("emulate", "event", "--generate", "kinesis", "--model", "towns", service)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["Records"][0]["eventSourceARN"] == arn


FOR_SENDING = "is for sending, and --generate sends nothing\n  leave one of them out"
FOR_MAKING = "is for an event that is made\n  add --generate KIND, or leave it out"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            "",
            (
                "no event is named: expected its file, or - for standard input\n"
                "  scorelet emulate event --generate sqs -o event.json makes one"
            ),
        ),
        (
            "a.toml",
            "a.toml is no event, whose file is named first\n  scorelet emulate event EVENT.json a.toml",
        ),
        ("--generate sqs --repeat 2", f"--repeat {FOR_SENDING}"),
        ("--generate sqs --memory 512", f"--memory {FOR_SENDING}"),
        ("--generate sqs --timeout 2", f"--timeout {FOR_SENDING}"),
        ("e.json -n 2", f"-n {FOR_MAKING}"),
        ("e.json --model iris", f"--model {FOR_MAKING}"),
        ("e.json -o x.json", f"--out {FOR_MAKING}"),
        ("e.json --repeat 0", "--repeat is a number from 1 to 100000, got 0"),
        ("e.json --memory 64", "--memory is a number from 128 to 10240, got 64"),
        ("e.json --timeout 0", "--timeout is a number from 1 to 900, got 0"),
        (
            "e.json",
            (
                "there is no scorelet.toml here, and no model is named\n"
                "  scorelet emulate event EVENT.json MODEL.scorelet takes a packed model; scorelet pack makes one"
            ),
        ),
    ],
)
def test_what_it_cannot_work_with(
    scorelet: Scorelet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = scorelet("emulate", "event", *arguments.split())
    assert (done.code, done.out, done.err) == (2, "", f"error: {said}\n")


def test_kinds_and_models_that_there_are_none_of(scorelet: Scorelet, model: Path) -> None:
    done = scorelet("emulate", "event", "--generate", "sqss", model)
    assert (done.code, done.out, done.err.splitlines()[1]) == (2, "", "  did you mean 'sqs'?")
    done = scorelet("emulate", "event", "--generate", "sqs", "--model", "iris", model)
    assert (done.code, done.out, done.err) == (2, "", "error: the service has no model 'iris'\n  it has 'towns'\n")


def test_an_event_that_cannot_be_written_or_read(scorelet: Scorelet, model: Path, tmp_path: Path) -> None:
    done = scorelet("emulate", "event", "--generate", "direct", model, "-o", tmp_path / "none" / "event.json")
    assert (done.code, done.err.splitlines()[0]) == (
        2,
        f"error: {tmp_path}/none/event.json: no such file or directory",
    )
    with pytest.raises(FileNotFoundError):
        send_event(str(tmp_path / "gone.json"), Answering([]).starting(), 1)
