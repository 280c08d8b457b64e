"""The door that ships: what it answers, what it raises, what it writes, and what it costs to start."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from scorelet.errors import BundleError, EventError, RequestError, ServiceError
from scorelet.runtime.lambda_handler import Door, start
from scorelet.service.values import EventSource, Log
from tests.bundle.models import ROWS, packed
from tests.runtime.events.recorded import INVOCATION, Context, event
from tests.runtime.lambda_packages import followed, newer, write

SOURCE = Path(__file__).parents[2] / "src"
VERSION = packed().short_version
ONE = {"model": "towns", "version": VERSION, "prediction": "young", "score": 1.5}


def started(folder: Path, stdout: StringIO | None = None, **service: Any) -> Door:
    package = write(folder, **service)
    return start({"SCORELET_PACKAGE": str(package)}, own=str(folder / "own"), stdout=stdout or StringIO())


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return started(tmp_path)


def test_the_task_root_is_the_package_where_nothing_else_is_said(tmp_path: Path) -> None:
    door = start({"LAMBDA_TASK_ROOT": str(write(tmp_path))}, own=str(tmp_path / "own"), stdout=StringIO())
    assert door(ROWS[0], Context()) == ONE


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


def test_where_an_alias_cannot_be_looked_at_the_packages_version_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    door = start({"SCORELET_PACKAGE": str(followed(tmp_path / "p"))}, own=str(tmp_path / "own"), stdout=StringIO())
    assert door.following is not None
    while not door.following.failures:
        pass
    assert door(ROWS[0], Context()) == ONE
    assert capsys.readouterr().err == (
        f"scorelet: towns@prod cannot be followed (failure 1), {VERSION} goes on answering: "
        "cannot call AWS: no region is set\n"
    )


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
        start({"SCORELET_PACKAGE": str(folder)}, own=str(tmp_path / "own"))


def test_no_package_no_start(tmp_path: Path) -> None:
    with pytest.raises(ServiceError) as caught:
        start({"SCORELET_PACKAGE": str(tmp_path)}, own=str(tmp_path / "own"))
    assert str(caught.value).startswith("there is no package of a service: ")


def python(code: str, package: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """In an interpreter that sees the standard library and what ships."""
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{code}"
    known = {"SCORELET_PACKAGE": str(package), **environment}
    return subprocess.run([sys.executable, "-I", "-S", "-c", code], env=known, capture_output=True, text=True)


def test_a_start_that_fails_says_why_in_a_line(tmp_path: Path) -> None:
    done = python("import scorelet.runtime.lambda_handler", tmp_path)
    why = f"there is no package of a service: cannot read '{tmp_path}/service.json': no such file or directory"
    assert done.returncode == 1
    first, *_, last = done.stderr.splitlines()
    assert first == f"scorelet: the service cannot start: {why}"
    assert last == f"scorelet.errors.ServiceError: {why}"
    frames = {Path(line.split('"')[1]).name for line in done.stderr.splitlines() if line.startswith("  File")}
    assert frames == {"<string>", "lambda_handler.py"}


def test_without_a_package_the_module_can_be_imported(tmp_path: Path) -> None:
    done = python("import scorelet.runtime.lambda_handler as m; print(hasattr(m, 'handler'))", tmp_path)
    assert done.returncode == 1
    done = subprocess.run(
        [sys.executable, "-c", "import scorelet.runtime.lambda_handler as m; print(hasattr(m, 'handler'))"],
        env={"PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "False\n"


# ------------------------------------------------------------------------------------------- what a start costs

COSTLY = frozenset(
    {"dataclasses", "inspect", "ast", "logging", "email", "http", "urllib.request", "asyncio", "pathlib", "datetime"}
    | {"uuid", "tempfile", "random", "ssl", "socket", "base64", "boto3", "numpy"}
    | {
        f"scorelet.{name}"
        for name in ("store", "signed", "convert", "packing", "batch", "pfa.compiler", "pfa.document")
    }
    | {f"scorelet.runtime.{name}" for name in ("features", "pages", "following", "extension", "snapshots")}
)

FIRST = """
import json
from scorelet.runtime.lambda_handler import handler
event = json.loads({event!r})
json.dumps(handler(event, None))
"""


def imported(package: Path, name: str) -> set[str]:
    code = FIRST.format(event=json.dumps(event(name))) + "print(*sys.modules, file=sys.stderr)"
    done = python(code, package)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("name", ["rest", "http_api_payload_1", "alb", "schedule"])
def test_a_cold_start_imports_the_standard_library_and_little_of_it(tmp_path: Path, name: str) -> None:
    found = imported(write(tmp_path), name)
    assert "scorelet.runtime.lambda_handler" in found
    assert {module.partition(".")[0] for module in found} <= {"scorelet", *sys.stdlib_module_names, "__main__"}
    assert found & COSTLY == set()


BARE = """
import json
event = json.loads({event!r})
row = json.loads(event["body"])
json.dumps({{"statusCode": 200, "headers": {{}}, "body": json.dumps({{"prediction": len(row)}})}})
"""
BUDGET = 0.040
"""Seconds of processor time more than a bare interpreter takes for the same JSON."""


@pytest.mark.slow
def test_import_and_first_answer_keep_their_budget(tmp_path: Path) -> None:
    """In processor time, which others on this machine do not change much; in turn with the bare interpreter."""
    package, said = write(tmp_path), json.dumps(event("rest"))
    ours = FIRST.format(event=said)
    more = []
    for _ in range(12):
        more.append(processor_time(ours, package) - processor_time(BARE.format(event=said), package))
    assert median(more[2:]) < BUDGET


def processor_time(code: str, package: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert python(code, package).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
