"""Counted terms of a text, and the tables that a document needs for them: as few as can be.

A text model of scikit-learn has a vocabulary, which gives each term a place, perhaps a weight (idf) for each place,
and coefficients for each place. A document has the same:

    counts  = scorelet.text.counts(tokens, <vocabulary>)
    sums    = scorelet.text.weighted(counts, <vocabulary>, <a row of coefficients for each place>, <start>)

All weighted sums over the same counts (those of one classifier for each class, of the members of an ensemble) share
one table. Terms for which all numbers are the same share a place: in naive Bayes, or where most coefficients are zero,
these are most terms. Where nothing but sums reads the counts, terms without a coefficient are left out altogether.

So what the tables hold is known when the whole model has been converted: what refers to them is `Late`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeVar

from scorelet.convert.arithmetic import plus, times, zipped
from scorelet.convert.builder import DOUBLES, Builder, Late, finished, inline
from scorelet.convert.converted import Json

Matrix = Sequence[Sequence[float]]
T = TypeVar("T")


class Terms:
    """A map of doubles by term, bound to a symbol when it is first read. What is not in the map is zero.

    `restricted` makes the same of fewer terms, where that can be done.
    """

    def __init__(
        self,
        doc: Builder,
        wish: str,
        value: Callable[[], Json],
        vocabulary: Vocabulary,
        restricted: Callable[[Sequence[str]], Terms] | None = None,
    ) -> None:
        self.doc = doc
        self.vocabulary = vocabulary
        self.restricted = restricted
        self.sums = Sums(self)
        self._wish = wish
        self._value = value
        self._symbol: str | None = None

    @property
    def names(self) -> Sequence[str]:
        return self.vocabulary.names

    def symbol(self) -> str:
        """The map, for weighted sums: terms without a coefficient need not be in it."""
        if self._symbol is None:
            self._symbol = self.doc.let(self._wish, self._value())
        return self._symbol

    def whole(self) -> str:
        """The map with all its terms."""
        self.vocabulary.whole |= not self.vocabulary.hashed
        return self.symbol()

    def changed(self, wish: str, do: Json) -> Terms:
        """`do` for each number, which it calls `x`."""
        restricted = self.restricted

        def value() -> Json:
            return {"map.map": [self.symbol(), inline({"x": "double"}, "double", do)]}

        def fewer(names: Sequence[str]) -> Terms:
            assert restricted is not None
            return restricted(names).changed(wish, do)

        return Terms(self.doc, wish, value, self.vocabulary, None if restricted is None else fewer)


def counted(doc: Builder, tokens: str, names: Sequence[str]) -> Terms:
    """How often each of the terms occurs among the tokens (a symbol)."""
    vocabulary = Vocabulary(doc, names)
    value: Json = {"scorelet.text.counts": [tokens, vocabulary.places()]}
    return Terms(doc, "counts", lambda: value, vocabulary, lambda kept: counted(doc, tokens, kept))


class Vocabulary:
    """The terms that are known, in the order of the features, and what the document has for each of them."""

    def __init__(self, doc: Builder, names: Sequence[str], *, hashed: bool = False) -> None:
        self.names = names
        self.hashed = hashed
        """Whether terms are places, most of which no term was ever hashed to. No table decides what is counted then."""
        self.sums: list[Sums] = []
        self.weights: list[Weights] = []
        self.whole = False
        """Whether all terms have to be known, since something but weighted sums reads the map."""
        self._doc = doc

    def places(self) -> Json:
        """The table that gives each term its place in `by_place`."""
        return Late("vocabulary", lambda: self._table)

    def by_place(self, values: Sequence[T]) -> list[T]:
        """Of values for each term those at the places."""
        return [values[i] for i in self._firsts]

    @cached_property
    def _table(self) -> Json:
        known = {self.names[i]: place for place, terms in enumerate(self._alike) for i in terms}
        return self._doc.table("vocabulary", {"type": "map", "values": "int"}, dict(sorted(known.items())), len(known))

    @cached_property
    def _firsts(self) -> list[int]:
        return [terms[0] for terms in self._alike]

    @cached_property
    def _alike(self) -> list[list[int]]:
        """The terms at each place: those for which all numbers are the same, the most frequent numbers first."""
        found: dict[tuple[float, ...], list[int]] = {}
        rows = [row for sums in self.sums for row in sums.rows]
        for i, numbers in enumerate(zip(*rows, *(one.values for one in self.weights), strict=True)):
            if self.whole or any(numbers):
                found.setdefault(numbers, []).append(i)
        if not rows and not self.weights:
            return [[i] for i in range(len(self.names))]
        return sorted(found.values(), key=len, reverse=True)


class Weights:
    """A number for each term that its count is to be multiplied by; in a table once it has to be looked up."""

    def __init__(self, doc: Builder, wish: str, values: Sequence[float]) -> None:
        self.values = values
        self._doc = doc
        self._wish = wish
        self._table: Json = None

    def of_term(self, vocabulary: Vocabulary) -> Json:
        """The weight of the term that is called `term`, one of the vocabulary."""
        vocabulary.whole = True
        if self not in vocabulary.weights:
            vocabulary.weights.append(self)
        return Late(self._wish, lambda: self._found(vocabulary))

    def _found(self, vocabulary: Vocabulary) -> Json:
        if self._table is None:
            values = vocabulary.by_place(self.values)
            self._table = self._doc.table(self._wish, DOUBLES, values, len(values))
        place = {**finished(vocabulary.places()), "path": ["term"]}
        return {**self._table, "path": [place]}

    def times(self, wish: str, factors: Sequence[float]) -> Weights:
        return Weights(self._doc, wish, [a * b for a, b in zip(self.values, factors, strict=True)])

    def kept(self, indexes: Sequence[int]) -> Weights:
        return Weights(self._doc, self._wish, [self.values[i] for i in indexes])


class Sums:
    """Weighted sums over one map of terms: all coefficients of a term are a row of one table."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._added: list[tuple[Sequence[str], Matrix]] = []
        self._start: list[float] = []
        self._symbol = ""
        self._wish = ""

    def add(self, wish: str, names: Sequence[str], rows: Matrix, start: Sequence[float]) -> tuple[str, int]:
        """Sums with `rows` of coefficients of the terms `names`, each beginning with its `start`.

        Returns the array they are in, and the place of the first.
        """
        place = len(self._start)
        if not self._added:
            self._begin(wish)
        self._added.append((names, rows))
        self._start += start
        vocabulary = self._terms.vocabulary
        if self not in vocabulary.sums and (len(names) == len(vocabulary.names) or vocabulary.hashed):
            vocabulary.sums.append(self)
        return self._symbol, place

    def only(self, wish: str, names: Sequence[str], rows: Matrix, start: Sequence[float]) -> Json:
        """As `add`: the array of these sums alone."""
        symbol, place = self.add(wish, names, rows, start)
        end = place + len(rows)
        return Late(symbol, lambda: symbol if len(self._added) == 1 else {"a.subseq": [symbol, place, end]})

    def _begin(self, wish: str) -> None:
        """The line of the action; what it adds up is known at the end."""
        doc, symbol = self._terms.doc, self._terms.symbol()
        self._wish = wish
        self._symbol = doc.name("sums")
        doc.action.append({"let": {self._symbol: Late("sums", lambda: self._value(symbol))}})

    def _value(self, symbol: str) -> Json:
        doc, vocabulary = self._terms.doc, self._vocabulary()
        by_place = [list(row) for row in vocabulary.by_place(list(zip(*self.rows, strict=True)))]
        table = doc.table(self._wish, {"type": "array", "items": DOUBLES}, by_place, sum(map(len, by_place)))
        start = doc.vector(f"{self._wish}_start", self._start)
        found: Json = {"scorelet.text.weighted": [symbol, vocabulary.places(), table, start]}
        return self._with_usual(symbol, found) if any(self._usual) else found

    def _vocabulary(self) -> Vocabulary:
        """That of the map; where these sums have coefficients for some of its terms only, one of those terms."""
        if self in self._terms.vocabulary.sums:
            return self._terms.vocabulary
        own = Vocabulary(self._terms.doc, self._terms.names)
        own.sums.append(self)
        return own

    @cached_property
    def rows(self) -> Matrix:
        """Coefficients of all terms, less the usual ones."""
        return [
            [x - usual for x in row] if usual else row for row, usual in zip(self._all_rows, self._usual, strict=True)
        ]

    @cached_property
    def _usual(self) -> list[float]:
        """What most terms have for a coefficient, where most of them were never seen (naive Bayes)."""
        if not self._terms.vocabulary.hashed:
            return [0.0] * len(self._start)
        return [_usual_of(row) for row in self._all_rows]

    @cached_property
    def _all_rows(self) -> Matrix:
        return [row for names, rows in self._added for row in self._spread(names, rows)]

    def _spread(self, names: Sequence[str], rows: Matrix) -> Matrix:
        """Rows of coefficients of all terms, zero for those without."""
        if len(names) == len(self._terms.names):
            return rows
        by_name = [dict(zip(names, own, strict=True)) for own in rows]
        return [[own.get(name, 0.0) for name in self._terms.names] for own in by_name]

    def _with_usual(self, symbol: str, found: Json) -> Json:
        arrays = {"x": found, "usual": self._terms.doc.vector(f"{self._wish}_usual", self._usual)}
        count = {"let": {"count": {"a.sum": [{"map.values": [symbol]}]}}}
        return {"do": [count, zipped(arrays, plus("x", times("usual", "count")))]}


def _usual_of(row: Sequence[float]) -> float:
    """The number that more than half of the row are, else zero."""
    ((value, times_found),) = Counter(row).most_common(1)
    return value if 2 * times_found > len(row) else 0.0
