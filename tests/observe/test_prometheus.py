from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from scorelet.errors import UsageError
from scorelet.observe.prometheus import BUCKETS, CONTENT_TYPE, FOLDER, METRICS, Metrics, bury_dead, shared_folder
from tests.observe.observations import SEEN, VERSION

Sample = tuple[str, tuple[tuple[str, str], ...]]

IRIS = (("model", "iris"), ("version", VERSION[:12]))
NOBODY = (("model", ""), ("version", ""))


def samples(text: str) -> dict[Sample, float]:
    """All numbers of a page, by name and labels; histograms without their buckets, and without what Python it is."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if "le" not in sample.labels and sample.name != "scorelet_build_info":
                found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


def page(metrics: Metrics) -> str:
    content_type, body = metrics.render()
    assert content_type == CONTENT_TYPE == "text/plain; version=0.0.4; charset=utf-8"
    return body.decode()


def code(status: int, labels: tuple[tuple[str, str], ...] = IRIS) -> tuple[tuple[str, str], ...]:
    return (("code", str(status)), *labels)


def test_requests_rows_and_seconds() -> None:
    metrics = Metrics("1.2.3")
    metrics(SEEN)
    metrics(SEEN._replace(rows=4, seconds=0.5))
    metrics(SEEN._replace(status=422, rows=0, seconds=0.25))
    metrics(SEEN._replace(model="", version="", status=404, rows=0, seconds=0.25))
    metrics.loaded("iris", VERSION, 0.75)
    metrics.lost(3)
    metrics.begin()
    metrics.begin()
    metrics.end()
    assert samples(page(metrics)) == {
        ("scorelet_requests_total", code(200)): 2.0,
        ("scorelet_requests_total", code(422)): 1.0,
        ("scorelet_requests_total", code(404, NOBODY)): 1.0,
        ("scorelet_request_duration_seconds_count", IRIS): 3.0,
        ("scorelet_request_duration_seconds_sum", IRIS): 0.75025,
        ("scorelet_request_duration_seconds_count", NOBODY): 1.0,
        ("scorelet_request_duration_seconds_sum", NOBODY): 0.25,
        ("scorelet_requests_in_progress", ()): 1.0,
        ("scorelet_rows_total", IRIS): 5.0,
        ("scorelet_rows_total", NOBODY): 0.0,
        ("scorelet_model_load_seconds", IRIS): 0.75,
        ("scorelet_prediction_log_dropped_total", ()): 3.0,
        ("model_infer_request_success_total", IRIS): 2.0,
        ("model_infer_request_failure_total", IRIS): 1.0,
    }


def test_the_page_has_the_metrics_of_the_table() -> None:
    text = page(Metrics("1.2.3"))
    told = {line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")}
    assert told == {row.name for row in METRICS}
    python = ".".join(map(str, sys.version_info[:3]))
    assert f'scorelet_build_info{{python="{python}",version="1.2.3"}} 1.0' in text.splitlines()


def test_the_histogram_has_its_buckets() -> None:
    metrics = Metrics("1.2.3")
    metrics(SEEN._replace(seconds=0.0003))
    (family,) = (found for found in text_string_to_metric_families(page(metrics)) if found.type == "histogram")
    buckets = {float(sample.labels["le"]): sample.value for sample in family.samples if "le" in sample.labels}
    assert buckets == {bucket: float(bucket >= 0.0003) for bucket in (*BUCKETS, float("inf"))}


def test_versions_that_share_their_beginning_share_their_numbers() -> None:
    metrics = Metrics("1.2.3")
    metrics(SEEN)
    metrics(SEEN._replace(version=VERSION[:12] + "f" * 52))
    assert samples(page(metrics))["scorelet_requests_total", code(200)] == 2.0


def test_what_cannot_be_counted_is_no_error() -> None:
    Metrics("1.2.3")(SEEN._replace(rows=-1))


WORKERS = """
import os, sys
from scorelet.observe.prometheus import Metrics, bury_dead, shared_folder
from tests.observe.observations import SEEN

def work(requests: int, in_progress: int) -> int:
    child = os.fork()
    if child:
        return child
    metrics = Metrics("1.2.3")
    for _ in range(requests):
        metrics(SEEN)
    for _ in range(in_progress):
        metrics.begin()
    metrics.lost(requests)
    os._exit(0)

with shared_folder() as folder:
    assert "prometheus_client" not in sys.modules
    workers = [work(3, 1), work(4, 2)]
    for worker in workers:
        os.waitpid(worker, 0)
    metrics = Metrics("1.2.3")
    metrics.begin()
    if sys.argv[1] == "buried":
        bury_dead()
    sys.stdout.buffer.write(metrics.render()[1])
assert not folder.exists()
"""


def _workers(which: str) -> dict[Sample, float]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    command = [sys.executable, "-c", WORKERS, which]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return samples(done.stdout)


@pytest.mark.parametrize(("which", "in_progress"), [("left", 4.0), ("buried", 1.0)])
def test_several_workers_answer_as_one(which: str, in_progress: float) -> None:
    found = _workers(which)
    assert found == {
        ("scorelet_requests_total", code(200)): 7.0,
        ("scorelet_request_duration_seconds_count", IRIS): 7.0,
        ("scorelet_request_duration_seconds_sum", IRIS): 7 * 0.00025,
        ("scorelet_requests_in_progress", ()): in_progress,
        ("scorelet_rows_total", IRIS): 7.0,
        ("scorelet_prediction_log_dropped_total", ()): 7.0,
        ("model_infer_request_success_total", IRIS): 7.0,
    }


def test_the_folder_comes_too_late() -> None:
    with pytest.raises(UsageError) as caught, shared_folder({}):
        pass
    assert str(caught.value) == (
        f"prometheus_client was imported before {FOLDER} was set\nimport it in the workers only"
    )


def test_a_folder_within_the_folder_that_someone_named(tmp_path: Path) -> None:
    environment = {FOLDER: str(tmp_path)}
    with shared_folder(environment) as folder:
        assert folder.parent == tmp_path
        assert environment == {FOLDER: str(folder)}
    assert environment == {FOLDER: str(tmp_path)}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("failure", "buried"), [(ProcessLookupError, True), (PermissionError, True), (None, False)])
def test_a_number_that_another_users_process_has_by_now_is_no_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: type[OSError] | None, buried: bool
) -> None:
    def kill(pid: int, number: int) -> None:
        assert (pid, number) == (4711, 0)
        if failure is not None:
            raise failure

    monkeypatch.setattr("os.kill", kill)
    (tmp_path / "gauge_livesum_4711.db").write_bytes(b"")
    bury_dead({FOLDER: str(tmp_path)})
    assert (list(tmp_path.iterdir()) == []) is buried
