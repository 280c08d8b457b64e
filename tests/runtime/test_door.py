"""A package becomes a door: what it answers, what it raises, what it writes."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scorelet.errors import BundleError, EventError, RequestError, ServiceError
from scorelet.runtime.door import Door, start
from scorelet.service.values import EventSource, Log
from tests.bundle.models import ROWS, packed
from tests.runtime.events.recorded import INVOCATION, Context, event
from tests.runtime.lambda_api import LambdaApi
from tests.runtime.lambda_packages import followed, newer, write

SOURCE = Path(__file__).parents[2] / "src"
VERSION = packed().short_version
ONE = {"model": "towns", "version": VERSION, "prediction": "young", "score": 1.5}


def started(folder: Path, stdout: StringIO | None = None, **service: Any) -> Door:
    package = write(folder, **service)
    return start({}, str(package), own=str(folder / "own"), stdout=stdout or StringIO())


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return started(tmp_path)


def test_events_and_rows_are_answered(door: Door) -> None:
    assert json.loads(door(event("rest"), Context())["body"]) == ONE
    assert door(event("schedule"), Context()) == {"warm": True, "models": {"towns": VERSION}}


def test_a_context_may_be_missing_as_in_ones_own_tests(door: Door) -> None:
    assert door(ROWS[0], None) == ONE


def test_what_is_raised_has_a_type_a_text_and_one_line_of_ours(door: Door) -> None:
    with pytest.raises(RequestError) as wrong:
        door({**ROWS[0], "age": "old"}, Context())
    with pytest.raises(EventError) as unknown:
        door(event("dynamodb"), Context())
    assert str(wrong.value) == "422: expected a number, got string 'old' - at /age"
    assert str(unknown.value).startswith("expected an event or rows, got an object with the keys 'Records'")
    for caught in (wrong, unknown):
        assert [entry.name for entry in caught.traceback][1:] == ["__call__"]
        assert (caught.value.__cause__, caught.value.__suppress_context__) == (None, True)


def test_an_unforeseen_failure_is_for_the_log(door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    class Broken:
        service = door.setting.app.service
        report = door.setting.app.report

        def __call__(self, request: Any) -> Any:
            raise KeyError("a secret")

    broken: Any = Broken()
    door.setting = door.setting._replace(app=broken)
    with pytest.raises(EventError) as caught:
        door(event("rest"), Context())
    assert str(caught.value) == "an unforeseen failure; the log has it under this invocation's id"
    said = capsys.readouterr().err
    assert said.startswith(f"request {INVOCATION} failed\nTraceback")
    assert "KeyError: 'a secret'" in said


def test_a_batch_is_answered_by_the_services_sources(tmp_path: Path) -> None:
    arn = event("sqs")["Records"][0]["eventSourceARN"]
    door = started(tmp_path, events=(EventSource("sqs", arn=arn),))
    ids = [one["messageId"] for one in event("sqs")["Records"]]
    failed = [{"itemIdentifier": ids[1]}, {"itemIdentifier": ids[3]}]
    assert door(event("sqs"), Context()) == {"batchItemFailures": failed}


def test_each_invocation_leaves_its_metrics_and_only_the_first_was_cold(tmp_path: Path) -> None:
    stdout = StringIO()
    door = started(tmp_path, stdout)
    for _ in range(2):
        door(ROWS, Context())
    lines = [json.loads(line) for line in stdout.getvalue().splitlines()]
    assert [(line["Model"], line["Version"], line["Rows"], line["Errors"], line["ColdStart"]) for line in lines] == [
        ("towns", VERSION, 2, 0, 1),
        ("towns", VERSION, 2, 0, 0),
    ]


def test_the_prediction_log_is_written_with_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    door = started(tmp_path, log=Log(to="stdout"))
    door(ROWS[0], Context())
    (line,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert line["output"] == {"label": "young", "score": 1.5}


@pytest.mark.parametrize("refuses", [False, True])
def test_a_log_in_s3_is_left_to_an_extension(tmp_path: Path, refuses: bool, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(write(tmp_path, log=Log(to="s3://logs/towns")))
    with LambdaApi() as api:
        api.refuses = refuses
        door = start({"AWS_LAMBDA_RUNTIME_API": api.address}, folder, own=str(tmp_path / "own"), stdout=StringIO())
        assert door.after.beside is not None
        assert door.after.beside.is_there is not refuses
        assert api.registered == [("scorelet", {"events": ["INVOKE"]})]
        said = "scorelet: the extension was refused at register: 403; answers wait for the log\n"
        assert capsys.readouterr().err == (said if refuses else "")  # before Lambda goes, which it would tell


def test_where_an_alias_cannot_be_looked_at_the_packages_version_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    door = start({}, str(followed(tmp_path / "p")), own=str(tmp_path / "own"), stdout=StringIO())
    said = ""
    while not said.endswith("\n"):
        said += capsys.readouterr().err
    assert door(ROWS[0], Context()) == ONE
    assert said == f"scorelet: towns: {VERSION} goes on answering: cannot call AWS: no region is set\n"


def test_twenty_threads_are_answered_at_once(door: Door) -> None:
    def ask(number: int) -> Any:
        if number % 3 == 0:
            return json.loads(door(event("rest"), Context())["body"])
        return door(ROWS[0], Context(aws_request_id=str(number)))

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(ask, range(400))) == [ONE] * 400


# ------------------------------------------------------------------------------------------- starts that fail


def test_a_model_that_answers_otherwise_than_certified_does_not_start(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (model,) = (folder / "models").iterdir()
    newer().write(model)
    with pytest.raises(BundleError):
        start({}, str(folder), own=str(tmp_path / "own"))


def test_no_package_no_start(tmp_path: Path) -> None:
    with pytest.raises(ServiceError) as caught:
        start({}, str(tmp_path), own=str(tmp_path / "own"))
    assert str(caught.value).startswith("there is no package of a service: ")
