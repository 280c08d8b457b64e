from __future__ import annotations

import io

import pytest

from scorelet.observe.records import Record
from scorelet.observe.sinks.stream import Stream

BATCH = tuple(Record(0.0, f'"{text}"\n'.encode()) for text in "abc")
NEXT = (Record(0.0, b'"d"\n'),)


class Clogged(io.StringIO):
    """Takes so many lines and then none."""

    def __init__(self, lines: float) -> None:
        super().__init__()
        self.lines = lines

    def write(self, text: str) -> int:
        if not self.lines:
            raise BlockingIOError("the pipe is full")
        self.lines -= 1
        return super().write(text)


def test_a_line_each() -> None:
    stream = io.StringIO()
    sink = Stream(stream)
    sink.write(BATCH)
    sink.write(NEXT)
    sink.close()
    assert stream.getvalue() == '"a"\n"b"\n"c"\n"d"\n'
    assert sink.where == "stdout"


def test_what_went_through_is_not_repeated() -> None:
    stream = Clogged(2)
    sink = Stream(stream)
    for _ in range(2):
        with pytest.raises(BlockingIOError):
            sink.write(BATCH)
    stream.lines = float("inf")
    sink.write(BATCH)
    assert stream.getvalue() == '"a"\n"b"\n"c"\n'


def test_a_batch_that_was_given_up_takes_nothing_from_the_next() -> None:
    stream = Clogged(1)
    sink = Stream(stream)
    with pytest.raises(BlockingIOError):
        sink.write(BATCH)
    stream.lines = float("inf")
    sink.write(NEXT)
    assert stream.getvalue() == '"a"\n"d"\n'
