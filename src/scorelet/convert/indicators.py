"""One column of zeros and ones for each category, of which at most one is one: a row that is known by one number.

A weighted sum over such a row is a look-up of one weight (`sums`), and a tree's test of one of its columns is a test of
that number: the zeros and ones are written out only for steps that need them all.
"""

from __future__ import annotations

from collections.abc import Sequence

from scorelet.convert.builder import Builder, inline
from scorelet.convert.rows import Column, Columns, Row

SPELLED_OUT = 40
"""A row of more columns than these is made by a loop."""


class Indicators(Row):
    """`code` is a symbol bound to the place of the one, an int. `partial`: it may be -1, which is no place."""

    def __init__(self, code: str, names: Sequence[str], *, partial: bool) -> None:
        self.code = code
        self.names = tuple(names)
        self.width = len(self.names)
        self.partial = partial

    def columns(self) -> list[Column]:
        return [self._column(i) for i in range(self.width)]

    def take(self, indexes: Sequence[int]) -> Row:
        return Columns([self._column(i) for i in indexes])

    def vector(self, doc: Builder) -> str:
        if self.width <= SPELLED_OUT:
            return super().vector(doc)
        places = doc.cell("places", {"type": "array", "items": "int"}, list(range(self.width)))
        one = {"if": {"==": ["place", self.code]}, "then": 1.0, "else": 0.0}
        return doc.let("x", {"a.map": [places, inline({"place": "int"}, "double", one)]})

    def _column(self, i: int) -> Column:
        return Column({"if": {"==": [self.code, i]}, "then": 1.0, "else": 0.0}, self.names[i])
