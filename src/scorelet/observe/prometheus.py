"""Metrics of a server, in Prometheus' text format.

Several worker processes answer as one: each writes its numbers into files of a folder that all share, and whoever is
asked for `/metrics` adds them up. prometheus_client decides for that when it is imported. So the process that starts
the workers does it within `shared_folder`; a new worker counts out those that have ended (`bury_dead`).

Labels come from the service, never from callers: what reached no model is counted with model="" and version="".
docs/metrics.md lists what there is.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scorelet.errors import UsageError
from scorelet.observe.observation import SHORT, Observation

if TYPE_CHECKING:
    from prometheus_client import Metric

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's name in the environment for the folder that workers share."""

BUCKETS = (1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: a compiled model answers in a tenth of a millisecond, a feature function that asks others in seconds."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_ERROR = "400"
"""The first HTTP status that is one."""


class Row(NamedTuple):
    """A metric: its name, what it counts, its labels."""

    name: str
    help: str
    labels: tuple[str, ...] = ()


_MODEL = ("model", "version")

REQUESTS = Row("scorelet_requests_total", "Requests answered", (*_MODEL, "code"))
DURATION = Row("scorelet_request_duration_seconds", "Seconds from a request's arrival to its answer", _MODEL)
IN_PROGRESS = Row("scorelet_requests_in_progress", "Requests being answered")
ROWS = Row("scorelet_rows_total", "Rows scored", _MODEL)
LOAD = Row("scorelet_model_load_seconds", "Seconds it took to load a version", _MODEL)
LOST = Row("scorelet_prediction_log_dropped_total", "Records that the prediction log lost")
BUILD = Row("scorelet_build_info", "What answers; always 1", ("version", "python"))
SUCCESS = Row("model_infer_request_success_total", "Requests answered, under MLServer's name", _MODEL)
FAILURE = Row("model_infer_request_failure_total", "Requests refused or failed, under MLServer's name", _MODEL)

METRICS = (REQUESTS, DURATION, IN_PROGRESS, ROWS, LOAD, LOST, BUILD, SUCCESS, FAILURE)


class _Series(NamedTuple):
    """What one request changes; with their labels."""

    request: Callable[[], None]
    duration: Callable[[float], None]
    rows: Callable[[float], None]


class Metrics:
    """An Observer. A door calls `begin` and `end` around each request, and `render` for `/metrics`.

    `version` is Scorelet's own, for `scorelet_build_info`.
    """

    def __init__(self, version: str) -> None:
        from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

        self._version = version
        self._registry = CollectorRegistry()
        self._requests = Counter(*REQUESTS, registry=self._registry)
        self._duration = Histogram(*DURATION, buckets=BUCKETS, registry=self._registry)
        self._rows = Counter(*ROWS, registry=self._registry)
        self._load = Gauge(*LOAD, registry=self._registry, multiprocess_mode="mostrecent")
        in_progress = Gauge(*IN_PROGRESS, registry=self._registry, multiprocess_mode="livesum")
        self.begin: Callable[[], None] = in_progress.inc
        self.end: Callable[[], None] = in_progress.dec
        self.lost: Callable[[float], None] = Counter(*LOST, registry=self._registry).inc
        self._series: dict[tuple[str, str, int], _Series] = {}

    def __call__(self, observation: Observation) -> None:
        key = (observation.model, observation.version, observation.status)
        try:
            series = self._series.get(key) or self._labelled(key)
            series.request()
            series.duration(observation.seconds)
            if observation.rows:
                series.rows(observation.rows)
        except Exception:  # the gate: an answer is under way, which no metric may stop (a full disk under the folder)
            return

    def _labelled(self, key: tuple[str, str, int]) -> _Series:
        model, version, status = key
        labels = (model, version[:SHORT])
        request = self._requests.labels(*labels, str(status)).inc
        series = _Series(request, self._duration.labels(*labels).observe, self._rows.labels(*labels).inc)
        self._series[key] = series
        return series

    def loaded(self, model: str, version: str, seconds: float) -> None:
        """A version was loaded, which took so many seconds."""
        self._load.labels(model, version[:SHORT]).set(seconds)

    def render(self) -> tuple[str, bytes]:
        """The content type and the text of all metrics; of all workers, if there are several."""
        from prometheus_client import generate_latest

        return CONTENT_TYPE, generate_latest(self)

    def collect(self) -> Iterator[Metric]:
        """Families by name. As prometheus_client asks for them."""
        return iter(sorted(self._families(), key=lambda family: family.name))

    def _families(self) -> Iterator[Metric]:
        from prometheus_client.core import GaugeMetricFamily

        for family in self._counted():
            family.samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            yield family
            if f"{family.name}_total" == REQUESTS.name:
                yield from _as_mlserver(family)
        build = GaugeMetricFamily(BUILD.name, BUILD.help, labels=BUILD.labels)
        build.add_metric([self._version, platform.python_version()], 1.0)
        yield build

    def _counted(self) -> Iterable[Metric]:
        folder = os.environ.get(FOLDER)
        if folder is None:
            return self._registry.collect()
        families: Iterable[Metric] = _multiprocess().MultiProcessCollector(None, folder).collect()
        return families


def _as_mlserver(requests: Metric) -> Iterator[Metric]:
    """Requests to models, once more under the names that dashboards for MLServer ask for."""
    from prometheus_client.core import CounterMetricFamily

    sums: dict[tuple[bool, str, str], float] = {}
    for sample in requests.samples:
        labels = sample.labels
        if labels["model"]:
            key = (labels["code"] < _ERROR, labels["model"], labels["version"])
            sums[key] = sums.get(key, 0.0) + sample.value
    for succeeded, row in ((True, SUCCESS), (False, FAILURE)):
        family = CounterMetricFamily(row.name, row.help, labels=row.labels)
        for (did, model, version), value in sums.items():
            if did == succeeded:
                family.add_metric([model, version], value)
        yield family


@contextmanager
def shared_folder(environment: MutableMapping[str, str] = os.environ) -> Iterator[Path]:
    """A new folder that workers started within share; it goes when they have gone.

    Raises UsageError where prometheus_client is here already: it has decided by then to count for one process only.
    """
    if "prometheus_client" in sys.modules and FOLDER not in environment:
        raise UsageError(f"prometheus_client was imported before {FOLDER} was set\nimport it in the workers only")
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="scorelet-metrics-", dir=environment.get(FOLDER)) as folder:
        before = environment.get(FOLDER)
        environment[FOLDER] = folder
        try:
            yield Path(folder)
        finally:
            if before is None:
                del environment[FOLDER]
            else:
                environment[FOLDER] = before


def bury_dead(environment: Mapping[str, str] = os.environ) -> None:
    """What workers were doing that have ended is not in progress any more."""
    folder = environment.get(FOLDER)
    for file in () if folder is None else Path(folder).glob("gauge_live*_*.db"):
        pid = int(file.stem.rpartition("_")[2])
        if not _is_alive(pid):
            _multiprocess().mark_process_dead(pid, str(file.parent))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's, which has its number by now
        return False
    return True


def _multiprocess() -> Any:
    """prometheus_client's part for several processes, which has no types."""
    from prometheus_client import multiprocess

    return multiprocess
