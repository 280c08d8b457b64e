"""Lines to a stream: standard output, from where AWS Lambda brings them to CloudWatch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from scorelet.observe.records import Record


class Stream:
    """A sink. Line by line, because several workers may share a pipe, which keeps short writes whole.

    A line that is out cannot be taken back: of a batch that is brought again, what went through is left out.
    """

    where = "stdout"

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._batch: Sequence[Record] = ()
        self._written = 0

    def write(self, records: Sequence[Record]) -> None:
        if records is not self._batch:
            self._batch, self._written = records, 0
        for record in records[self._written :]:
            self._stream.write(record.line.decode("ascii"))
            self._stream.flush()
            self._written += 1

    def close(self) -> None:
        """The stream is its owner's."""
        self._batch = ()
