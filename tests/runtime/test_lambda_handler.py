"""Where AWS Lambda looks for the function: starts that fail, and what a start costs."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest

from tests.bundle.models import ROWS, packed
from tests.runtime.events.recorded import event
from tests.runtime.lambda_packages import write

SOURCE = Path(__file__).parents[2] / "src"


def python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In an interpreter that sees the standard library and what ships."""
    code = f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{code}"
    return subprocess.run([sys.executable, "-I", "-S", "-c", code], env=environment, capture_output=True, text=True)


def test_a_start_that_fails_says_why_in_a_line(tmp_path: Path) -> None:
    done = python("import scorelet.runtime.lambda_handler", SCORELET_PACKAGE=str(tmp_path))
    why = f"there is no package of a service: cannot read '{tmp_path}/service.json': no such file or directory"
    assert done.returncode == 1
    first, *_, last = done.stderr.splitlines()
    assert first == f"scorelet: the service cannot start: {why}"
    assert last == f"scorelet.errors.ServiceError: {why}"
    frames = {Path(line.split('"')[1]).name for line in done.stderr.splitlines() if line.startswith("  File")}
    assert frames == {"<string>", "lambda_handler.py"}


def test_the_task_root_is_the_package_where_nothing_else_is_said(tmp_path: Path) -> None:
    package, nowhere = write(tmp_path), tmp_path / "nowhere"
    code = (
        f"from scorelet.runtime.lambda_handler import handler\nimport json\nprint(json.dumps(handler({ROWS[0]}, None)))"
    )
    answer = {"model": "towns", "version": packed().short_version, "prediction": "young", "score": 1.5}
    for variables in ({"LAMBDA_TASK_ROOT": package}, {"LAMBDA_TASK_ROOT": nowhere, "SCORELET_PACKAGE": package}):
        done = python(code, **{name: str(path) for name, path in variables.items()})
        assert json.loads(done.stdout.splitlines()[-1]) == answer


def test_without_a_package_the_module_can_be_imported() -> None:
    done = python("import scorelet.runtime.lambda_handler as m; print(hasattr(m, 'handler'))")
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
    done = python(code, SCORELET_PACKAGE=str(package))
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
    assert python(code, SCORELET_PACKAGE=str(package)).returncode == 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
