from __future__ import annotations

import io
import json
import math
from typing import Any

import pytest

from scorelet.observe.emf import METRICS, WAITING, EmbeddedMetrics
from tests.observe.observations import SEEN

SIZES = [f"{scale}{unit}" for unit in ("bytes", "bits") for scale in ("", "kilo", "mega", "giga", "tera")]
PLAIN = ["Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None", *map(str.capitalize, SIZES)]
UNITS = frozenset([*PLAIN, "Count/Second", *(f"{size.capitalize()}/Second" for size in SIZES)])

DIRECTIVE = {
    "Namespace": "Scorelet",
    "Dimensions": [["Model", "Version"]],
    "Metrics": [
        {"Name": "Latency", "Unit": "Milliseconds"},
        {"Name": "Rows", "Unit": "Count"},
        {"Name": "Errors", "Unit": "Count"},
        {"Name": "ColdStart", "Unit": "Count"},
    ],
}


def _text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= longest and value.isascii() and not value.isspace()


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _values(value: object) -> bool:
    if isinstance(value, list):
        return 1 <= len(value) <= 100 and all(map(_number, value))
    return _number(value)


def _no_constant(name: str) -> object:
    raise AssertionError(f"{name} is no JSON")


def checked(line: str) -> dict[str, Any]:
    """A line that CloudWatch makes metrics of; by AWS's specification of the embedded metric format."""
    assert len(line.encode()) <= 256 * 1024
    document: dict[str, Any] = json.loads(line, parse_constant=_no_constant)
    metadata = document["_aws"]
    assert set(metadata) == {"Timestamp", "CloudWatchMetrics"}
    assert isinstance(metadata["Timestamp"], int)
    for directive in metadata["CloudWatchMetrics"]:
        assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
        assert _text(directive["Namespace"], 1024)
        for names in directive["Dimensions"]:
            assert len(names) <= 30
            assert all(_text(name, 250) and _text(document[name], 1024) for name in names)
        assert 1 <= len(directive["Metrics"]) <= 100
        for metric in directive["Metrics"]:
            assert set(metric) <= {"Name", "Unit", "StorageResolution"}
            assert _text(metric["Name"], 1024)
            assert metric["Unit"] in UNITS
            assert _values(document[metric["Name"]])
    return document


def written(stream: io.StringIO) -> list[dict[str, Any]]:
    assert stream.getvalue().endswith("\n") or not stream.getvalue()
    return [checked(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


def test_one_observation_is_one_line(stream: io.StringIO) -> None:
    metrics = EmbeddedMetrics(stream)
    metrics(SEEN)
    assert stream.getvalue() == ""
    metrics.flush()
    metrics.flush()
    assert written(stream) == [
        {
            "_aws": {"Timestamp": 1795190322123, "CloudWatchMetrics": [DIRECTIVE]},
            "Model": "iris",
            "Version": "3f2a9c0d1e5b",
            "Latency": 0.25,
            "Rows": 1,
            "Errors": 0,
            "ColdStart": 1,
        }
    ]


def test_a_line_for_each_model_with_all_its_values(stream: io.StringIO) -> None:
    metrics = EmbeddedMetrics(stream, cold=False)
    metrics(SEEN)
    metrics(SEEN._replace(model="sonar", version="ab", rows=7))
    metrics(SEEN._replace(status=500, rows=0, seconds=0.5))
    metrics(SEEN._replace(status=422, rows=0, seconds=0.001))
    metrics.flush()
    first, second = written(stream)
    assert {name: first[name] for name in ("Model", "Latency", "Rows", "Errors", "ColdStart")} == {
        "Model": "iris",
        "Latency": [0.25, 500.0, 1.0],
        "Rows": [1, 0, 0],
        "Errors": [0, 1, 0],
        "ColdStart": [0, 0, 0],
    }
    assert (second["Model"], second["Version"], second["Rows"]) == ("sonar", "ab", 7)


def test_no_more_than_a_hundred_values_in_a_line(stream: io.StringIO) -> None:
    metrics = EmbeddedMetrics(stream)
    for _ in range(250):
        metrics(SEEN)
    metrics.flush()
    assert [len(line["Latency"]) for line in written(stream)] == [100, 100, 50]
    assert sum(sum(line["ColdStart"]) for line in written(stream)) == 1


def test_only_the_first_answer_is_of_a_cold_start(stream: io.StringIO) -> None:
    metrics = EmbeddedMetrics(stream)
    for _ in range(2):
        metrics(SEEN)
        metrics.flush()
    assert [line["ColdStart"] for line in written(stream)] == [1, 0]


@pytest.mark.parametrize(
    ("model", "shown"), [("", "-"), ("größe", "gr??e"), ("m" * 64, "m" * 64)], ids=["none", "not ASCII", "long"]
)
def test_dimensions_are_such_as_cloudwatch_takes(stream: io.StringIO, model: str, shown: str) -> None:
    metrics = EmbeddedMetrics(stream)
    metrics(SEEN._replace(model=model, version=model))
    metrics.flush()
    (line,) = written(stream)
    assert (line["Model"], line["Version"]) == (shown, shown[:12])


@pytest.mark.parametrize("change", [{"seconds": math.nan}, {"seconds": math.inf}, {"time": math.nan}], ids=str)
def test_what_is_no_number_is_no_metric(stream: io.StringIO, change: dict[str, Any]) -> None:
    metrics = EmbeddedMetrics(stream)
    metrics(SEEN._replace(**change))
    metrics.flush()
    assert written(stream) == []


def test_memory_is_bounded_where_nobody_flushes(stream: io.StringIO) -> None:
    metrics = EmbeddedMetrics(stream)
    for _ in range(WAITING + 5):
        metrics(SEEN)
    metrics.flush()
    assert sum(len(line["Rows"]) for line in written(stream)) == WAITING


def test_a_closed_stream_is_no_error(stream: io.StringIO) -> None:
    metrics = EmbeddedMetrics(stream)
    metrics(SEEN)
    stream.close()
    metrics.flush()
    assert stream.closed


def test_the_table_is_what_is_written(stream: io.StringIO) -> None:
    assert [{"Name": row.name, "Unit": row.unit} for row in METRICS] == DIRECTIVE["Metrics"]
