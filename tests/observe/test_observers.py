from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from scorelet.observe.observers import prediction_log
from scorelet.service.values import Log
from tests.observe.observations import SEEN

SOURCE = Path(__file__).parents[2] / "src"


def test_no_log() -> None:
    assert prediction_log(Log()) is None


def test_a_log_in_a_folder(tmp_path: Path) -> None:
    log = prediction_log(Log(to=str(tmp_path / "log"), inputs=False))
    assert log is not None
    log(SEEN)
    log.close()
    (file,) = (tmp_path / "log").iterdir()
    record = json.loads(file.read_text())
    assert (record["id"], "input" in record) == ("r1", False)


def test_a_log_in_s3() -> None:
    objects: dict[str, bytes] = {}
    log = prediction_log(Log(to="s3://logs/iris/live/"), put=objects.__setitem__)
    assert log is not None
    log(SEEN)
    log.close()
    ((key, body),) = objects.items()
    assert key.startswith("iris/live/dt=2026-11-20/hour=15/1558-")
    assert json.loads(gzip.decompress(body))["id"] == "r1"


def test_a_log_on_standard_output_without_a_thread(capsys: pytest.CaptureFixture[str]) -> None:
    log = prediction_log(Log(to="stdout"), thread=False)
    assert log is not None
    for number in range(3):
        log(SEEN._replace(request_id=f"r{number}"))
        log.flush()
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["r0", "r1", "r2"]


def test_losses_are_told_to_whoever_counts_them() -> None:
    heard: list[int] = []
    log = prediction_log(Log(to="stdout"), thread=False, lost=heard.append)
    assert log is not None
    log.close()
    log(SEEN)
    assert heard == [1]


def test_who_has_no_log_pays_for_none() -> None:
    program = (
        "import sys, scorelet.observe.observers as o, scorelet.observe.emf, scorelet.service.values as v\n"
        "o.prediction_log(v.Log())\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-S", "-c", program]
    done = subprocess.run(command, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True)
    heavy = {"pickle", "threading", "hashlib", "pathlib", "logging", "dataclasses", "inspect", "datetime"}
    assert heavy.isdisjoint(done.stdout.split())
    assert not [name for name in done.stdout.split() if name.startswith("scorelet.observe.sinks")]
