"""Metrics of AWS Lambda: CloudWatch's embedded metric format, a line of JSON on standard output.

CloudWatch makes metrics of what Lambda writes there: nothing is called, nothing has to arrive before the answer. What
came since the last flush becomes one line for each model (more where there are more than 100 values):

    {"_aws":{"Timestamp":1795190400123,"CloudWatchMetrics":[{"Namespace":"Scorelet","Dimensions":[["Model","Version"]],
     "Metrics":[{"Name":"Latency","Unit":"Milliseconds"},{"Name":"Rows","Unit":"Count"}, ...]}]},
     "Model":"sonar","Version":"3f2a9c0d1e5b","Latency":[0.41,0.38],"Rows":[1,1],"Errors":[0,0],"ColdStart":[1,0]}

Each set of dimensions is a metric that is paid for: so there are two only, and neither comes from callers.
Source: AWS, "Specification: Embedded metric format". docs/metrics.md lists what there is.
"""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TextIO

from scorelet.observe.observation import SHORT, Observation

NAMESPACE = "Scorelet"
DIMENSIONS = ("Model", "Version")
MOST_VALUES = 100
"""Of one metric in a line."""
WAITING = 10_000
"""So many observations wait at most: where nobody flushes, the oldest are forgotten."""

_FAILURE = 500
"""From this HTTP status on, it is not the caller who is wrong."""
_NO_MODEL = "-"
"""CloudWatch takes no empty dimension: this stands for what reached no model."""


class Row(NamedTuple):
    """A metric: its name, and CloudWatch's name for its unit."""

    name: str
    unit: str


METRICS = (
    Row("Latency", "Milliseconds"),
    Row("Rows", "Count"),
    Row("Errors", "Count"),
    Row("ColdStart", "Count"),
)


class _Seen(NamedTuple):
    """What is kept of an observation; `values` in the order of METRICS."""

    model: str
    version: str
    time: float
    values: tuple[float, int, int, int]


class EmbeddedMetrics:
    """An Observer whose `flush` writes. `cold`: the first observation is of a machine that has just started."""

    def __init__(self, stream: TextIO | None = None, *, cold: bool = True) -> None:
        self._stream = stream or sys.stdout
        self._cold = cold
        self._seen: deque[_Seen] = deque(maxlen=WAITING)

    def __call__(self, observation: Observation) -> None:
        cold, self._cold = self._cold, False
        values = (observation.seconds * 1000, observation.rows, int(observation.status >= _FAILURE), int(cold))
        self._seen.append(_Seen(observation.model, observation.version, observation.time, values))

    def flush(self) -> None:
        """Write what came since the last time. A stream that fails takes its metrics along; nothing is raised."""
        groups: dict[tuple[str, str], list[_Seen]] = {}
        while self._seen:
            seen = self._seen.popleft()
            if _is_finite(seen.time) and _is_finite(seen.values[0]):
                groups.setdefault((seen.model, seen.version), []).append(seen)
        lines = [json.dumps(line, separators=(",", ":")) for group in groups.values() for line in _lines(group)]
        try:
            for line in lines:
                self._stream.write(f"{line}\n")
            self._stream.flush()
        except (OSError, ValueError):  # closed, or nobody reads it
            return


def _lines(group: Sequence[_Seen]) -> Iterator[dict[str, Any]]:
    """One model's observations, so many to a line as one may hold."""
    for start in range(0, len(group), MOST_VALUES):
        part = group[start : start + MOST_VALUES]
        columns = zip(*(seen.values for seen in part), strict=True)
        values = {row.name: _one_or_all(column) for row, column in zip(METRICS, columns, strict=True)}
        yield {
            "_aws": {"Timestamp": int(part[0].time * 1000), "CloudWatchMetrics": [_directive()]},
            "Model": _dimension(part[0].model),
            "Version": _dimension(part[0].version[:SHORT]),
            **values,
        }


def _directive() -> dict[str, Any]:
    metrics = [{"Name": row.name, "Unit": row.unit} for row in METRICS]
    return {"Namespace": NAMESPACE, "Dimensions": [list(DIMENSIONS)], "Metrics": metrics}


def _one_or_all(column: Sequence[float]) -> float | list[float]:
    """A lone value as it is, which queries over the log lines can calculate with."""
    rounded = [round(value, 3) for value in column]
    return rounded[0] if len(rounded) == 1 else rounded


def _dimension(text: str) -> str:
    """As CloudWatch takes it: ASCII, and not empty."""
    return text.encode("ascii", "replace").decode("ascii") or _NO_MODEL


def _is_finite(value: float) -> bool:
    return value - value == 0.0
