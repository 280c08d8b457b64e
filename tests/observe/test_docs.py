"""What docs/ says about this room is what the code does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.observe import backlog, delivery, emf, losses, prediction_log, prometheus
from scorelet.observe.observers import prediction_log as log_of
from scorelet.observe.records import records
from scorelet.observe.sinks import folder
from scorelet.service.values import Log
from tests.observe.observations import SEEN, VERSION, Kept, Played

DOCS = Path(__file__).parents[2] / "docs"
METRICS = (DOCS / "metrics.md").read_text()
LOG = (DOCS / "prediction-log.md").read_text()


def table(text: str, heading: str) -> list[list[str]]:
    """The rows of the first table below a line that begins so."""
    lines = text[text.index(f"\n{heading}") :].splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("|---"))
    rows = []
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_metrics_of_a_server() -> None:
    told = {row[0].strip("`"): (row[3], row[2]) for row in table(METRICS, "## On a server")}
    assert told == {row.name: (row.help, ", ".join(f"`{label}`" for label in row.labels)) for row in prometheus.METRICS}


def test_each_metric_of_a_server_has_a_query() -> None:
    assert all(row[0].strip("`") in row[4] for row in table(METRICS, "## On a server"))


def test_types_of_a_server() -> None:
    text = prometheus.Metrics("1.2.3").render()[1].decode()
    types = dict(line.split()[2:] for line in text.splitlines() if line.startswith("# TYPE"))
    assert {row[0].strip("`"): row[1] for row in table(METRICS, "## On a server")} == types


def test_metrics_of_lambda() -> None:
    told = [(row[0].strip("`"), row[1]) for row in table(METRICS, "## In AWS Lambda")]
    assert told == [tuple(row) for row in emf.METRICS]
    assert f"namespace `{emf.NAMESPACE}`, dimensions `Model` and `Version`" in METRICS
    assert emf.DIMENSIONS == ("Model", "Version")


def test_the_fields_of_a_record() -> None:
    (record,) = records(SEEN)
    assert [row[0].strip("`") for row in table(LOG, "## A record")] == list(json.loads(record.line))


def test_the_record_that_is_shown() -> None:
    two = SEEN._replace(rows=2, inputs=[*SEEN.inputs] * 2, outputs=[*SEEN.outputs] * 2)
    first = json.loads(next(iter(records(two))).line)
    shown = LOG[LOG.index("```json") :].splitlines()[1]
    assert json.loads(shown) == {**first, "version": f"{VERSION[:12]}..."}


@pytest.mark.parametrize(
    "said",
    [
        f"the last {backlog.REMEMBERED:,} of its process",
        f"at most {backlog.BOUNDS.records:,} records or\n{backlog.BOUNDS.bytes >> 20} MiB",
        f"within {prediction_log.AT_THE_END:.0f} seconds",
        f"from {folder.LARGEST >> 20} MiB on",
        f"after {', '.join(map(str, delivery.PAUSES[:-1]))} and {delivery.PAUSES[-1]} seconds",
        "(up to seven times)",
    ],
)
def test_numbers(said: str) -> None:
    assert said in LOG
    assert len(delivery.PAUSES) + 1 == 7


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("logs", "each second, or 1,000 records, or 1 MiB"),
        ("s3://b/p", "each minute, or 10,000 records, or 4 MiB"),
        ("stdout", "each second, or 1,000 records, or 1 MiB"),
    ],
)
def test_when_a_batch_is_written(to: str, said: str) -> None:
    rows = dict(zip(("logs", "s3://b/p", "stdout"), table(LOG, "## Where it goes"), strict=True))
    assert rows[to][2] == said
    log = log_of(Log(to=to), put=lambda key, body: None)
    assert log is not None
    words = {1.0: "each second", 60.0: "each minute"}
    batching = log.batching
    assert f"{words[batching.age]}, or {batching.records:,} records, or {batching.bytes >> 20} MiB" == said


def test_the_line_about_losses() -> None:
    played = Played()
    lost = losses.Losses("s3://logs/sonar", played.world, None)
    lost.no_room(240)
    lost.unwritten(1000, "AwsCallError: 503 SlowDown")
    lost.report()
    assert f"    {played.told[0]}\n" in LOG


def test_the_example_that_reads_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    log = log_of(Log(to="logs/iris"))
    assert log is not None
    log(SEEN._replace(request_id="007", inputs=[{"petal": 1.5}, {"petal": float("nan")}], outputs=["a", "b"]))
    log.close()
    names: dict[str, Any] = {}
    exec(LOG.split("```python\n")[1].split("```")[0], names)
    assert list(names["log"]["id"]) == ["007/0", "007/1"]
    assert names["rows"]["petal"].isna().tolist() == [False, True]


def test_closing_takes_as_long_as_it_is_said() -> None:
    played = Played()
    log = prediction_log.PredictionLog(Kept(OSError("gone")), thread=False, world=played.world)
    log(SEEN)
    log.close()
    assert played.now - 1000.0 <= prediction_log.AT_THE_END
