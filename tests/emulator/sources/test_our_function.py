"""Files of rows through our own function: what it says of poison and of outputs that fail, and what comes of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scorelet.aws.event_mappings import event_mapping
from scorelet.emulator.sources.files import Setting, file_run
from scorelet.emulator.sources.values import Ended, Json
from scorelet.service.values import EventSource
from tests.emulator.sources.functions import Function
from tests.emulator.sources.virtual_time import VirtualClock, run
from tests.runtime.events.recorded import OUTPUT, SOURCES, Kept, reply, setting

ROW = '{"age": 20.0, "income": 1.5, "home_town": "Bonn"}'
LINES = (ROW, "{not json", '{"age": "old", "income": null, "home_town": "K"}', ROW)
QUEUE, FIFO = (source for source in SOURCES if source.source == "sqs")
STREAM = next(source for source in SOURCES if source.source == "kinesis")
TOPIC = next(source for source in SOURCES if source.source == "kafka")._replace(topics=("rows",))


def brought(source: EventSource, tmp_path: Path, output: Any = None, to: str = "") -> Function:
    """The function, after it was brought LINES."""
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(LINES))
    answering = setting(to=to, output=output)

    def answer(event: Json) -> Any:
        return reply(event, answering)

    function = Function(answer, VirtualClock())

    async def main() -> None:
        await file_run(event_mapping(source), str(path), Setting(function.world, "arn", 10)).run()

    run(main())
    return function


def dead(tmp_path: Path) -> list[Json]:
    return [json.loads(line) for line in (tmp_path / "rows.jsonl.dead.jsonl").read_text().splitlines()]


def test_poison_of_a_queue_is_dead_and_the_rest_is_scored(tmp_path: Path) -> None:
    function = brought(QUEUE, tmp_path)
    assert function.batches == [["id-1", "id-2", "id-3", "id-4"]] + [["id-2", "id-3"]] * 3
    assert function.told[-1] == Ended("sqs rows", 4, 2, str(tmp_path / "rows.jsonl.dead.jsonl"))
    assert [letter["body"] for letter in dead(tmp_path)] == [LINES[1], LINES[2]]


def test_poison_of_a_fifo_queue_goes_to_the_output(tmp_path: Path) -> None:
    output = Kept()
    function = brought(FIFO, tmp_path, output, OUTPUT)
    assert function.told[-1] == Ended("sqs rows.fifo", 4, 0, "")
    assert [(said["record"], "error" in said) for said in output.said] == [
        ("id-1", False),
        ("id-2", True),
        ("id-3", True),
        ("id-4", False),
    ]


def test_poison_of_a_fifo_queue_without_output_is_dead_and_those_behind_it_wait(tmp_path: Path) -> None:
    function = brought(FIFO, tmp_path)
    assert function.told[-1] == Ended("sqs rows.fifo", 4, 3, str(tmp_path / "rows.jsonl.dead.jsonl"))
    assert [letter["body"] for letter in dead(tmp_path)] == list(LINES[1:])


@pytest.mark.parametrize("source", [STREAM, TOPIC], ids=lambda source: source.source)
def test_poison_of_a_stream_is_done(source: EventSource, tmp_path: Path) -> None:
    function = brought(source, tmp_path)
    assert function.outcomes == [("done", 4, (), ""), ("ended", 4, 0)]


class Broken(Kept):
    """An output that takes nothing."""

    def send(self, results: Any) -> set[str]:
        return {one.id for one in results}


@pytest.mark.parametrize("source", [STREAM, TOPIC], ids=lambda source: source.source)
def test_a_stream_whose_output_fails_is_given_up(source: EventSource, tmp_path: Path) -> None:
    function = brought(source, tmp_path, Broken(), OUTPUT)
    assert [outcome for outcome, *_ in function.outcomes] == ["failed"] * 4 + ["given up", "ended"]
    assert [letter["requestContext"]["condition"] for letter in dead(tmp_path)] == ["RetryAttemptsExhausted"]
