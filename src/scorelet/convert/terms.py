"""Counted terms of a text, and the tables by term that a document needs for them: as few as can be.

A text model of scikit-learn has a vocabulary, perhaps a weight (idf) for each term of it, and coefficients for each
term. In a document each of these is a map by term, and whichever of them has all terms is the vocabulary too:

    counts  = scorelet.text.counts(tokens, <a table by term>)
    sums    = scorelet.text.weighted(counts, <coefficients by term>, <start>)

Which tables there will be is known when the whole model has been converted: so the vocabulary is `Late`, and so are
the coefficients. All weighted sums over the same counts (those of one classifier for each class, of the members of an
ensemble) are columns of one table, in which each term stands once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scorelet.convert.builder import Builder, Late, inline
from scorelet.convert.converted import Json

ENTRY = 3
"""A term of a table takes about the room of so many numbers."""

Matrix = Sequence[Sequence[float]]


class Terms:
    """A map of doubles by term, bound to a symbol when it is first read. What is not in the map is zero.

    `restricted` makes the same of fewer terms, where that can be done.
    """

    def __init__(
        self,
        doc: Builder,
        wish: str,
        value: Callable[[], Json],
        names: Sequence[str],
        vocabulary: Vocabulary | None = None,
        restricted: Callable[[Sequence[str]], Terms] | None = None,
    ) -> None:
        self.doc = doc
        self.names = names
        self.vocabulary = vocabulary
        self.restricted = restricted
        self.sums = Sums(self)
        self._wish = wish
        self._value = value
        self._symbol: str | None = None

    def symbol(self) -> str:
        """The map, for weighted sums: terms without a weight need not be in it."""
        if self._symbol is None:
            self._symbol = self.doc.let(self._wish, self._value())
        return self._symbol

    def whole(self) -> str:
        """The map with all its terms."""
        if self.vocabulary is not None:
            self.vocabulary.whole = True
        return self.symbol()

    def changed(self, wish: str, do: Json) -> Terms:
        """`do` for each number, which it calls `x`."""
        restricted = self.restricted

        def value() -> Json:
            return {"map.map": [self.symbol(), inline({"x": "double"}, "double", do)]}

        def fewer(names: Sequence[str]) -> Terms:
            assert restricted is not None
            return restricted(names).changed(wish, do)

        again = None if restricted is None else fewer
        return Terms(self.doc, wish, value, self.names, self.vocabulary, again)


def counted(doc: Builder, tokens: str, names: Sequence[str]) -> Terms:
    """How often each of the terms occurs among the tokens (a symbol)."""
    vocabulary = Vocabulary(doc, names)
    value: Json = {"scorelet.text.counts": [tokens, Late("vocabulary", vocabulary.table)]}
    return Terms(doc, "counts", lambda: value, names, vocabulary, lambda kept: counted(doc, tokens, kept))


class Vocabulary:
    """The terms that are counted: the keys of a table that the document has anyway, else of one of its own."""

    def __init__(self, doc: Builder, names: Sequence[str]) -> None:
        self.tables: list[Json] = []
        """Tables by term with all terms."""
        self.sums: list[Sums] = []
        self.whole = False
        """Whether anything but weighted sums reads the counts."""
        self._doc = doc
        self._names = names

    def table(self) -> Json:
        if self.tables:
            return self.tables[0]
        if len(self.sums) == 1 and not (self.whole and self.sums[0].partial()):
            return self.sums[0].table()
        return by_term(self._doc, "vocabulary", "boolean", self._names, [True] * len(self._names), 1)


class Sums:
    """Weighted sums over one map of terms: columns of one table, added up in one go."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._added: list[tuple[Sequence[str], Matrix]] = []
        self._start: list[float] = []
        self._symbol = ""
        self._wish = ""
        self._table: Json = None

    def add(self, wish: str, names: Sequence[str], rows: Matrix, start: Sequence[float]) -> tuple[Json, int]:
        """(the array that begins with them, the place there) of sums with `rows` of coefficients of the terms `names`.

        `start` is what is added to each.
        """
        place = len(self._start)
        if not self._added:
            self._begin(wish)
        self._added.append((names, rows))
        self._start += start
        return self._symbol, place

    def slice(self, wish: str, names: Sequence[str], rows: Matrix, start: Sequence[float]) -> Json:
        """As `add`: the array of these sums alone."""
        symbol, place = self.add(wish, names, rows, start)
        end = place + len(rows)
        return Late(str(symbol), lambda: symbol if len(self._added) == 1 else {"a.subseq": [symbol, place, end]})

    def _begin(self, wish: str) -> None:
        """The line of the action; what it adds up is known at the end."""
        doc, symbol = self._terms.doc, self._terms.symbol()
        if self._terms.vocabulary is not None:
            self._terms.vocabulary.sums.append(self)
        self._wish = wish
        self._symbol = doc.name("sums")
        doc.action.append({"let": {self._symbol: Late("sums", lambda: self._value(symbol))}})

    def _value(self, symbol: str) -> Json:
        start = self._terms.doc.vector(f"{self._wish}_start", self._start)
        return {"scorelet.text.weighted": [symbol, self.table(), start]}

    def partial(self) -> bool:
        """Whether some terms have no coefficients."""
        return all(len(names) < len(self._terms.names) for names, _ in self._added)

    def table(self) -> Json:
        if self._table is None:
            columns = [column for names, rows in self._added for column in self._aligned(names, rows)]
            found = list(zip(self._terms.names, zip(*columns, strict=True), strict=True))
            if not self._is_vocabulary():
                found = [(term, weights) for term, weights in found if any(weights)]
            names, values = [term for term, _ in found], [list(weights) for _, weights in found]
            kind = {"type": "array", "items": "double"}
            self._table = by_term(self._terms.doc, self._wish, kind, names, values, len(columns))
        return self._table

    def _is_vocabulary(self) -> bool:
        vocabulary = self._terms.vocabulary
        return vocabulary is not None and vocabulary.whole and not vocabulary.tables

    def _aligned(self, names: Sequence[str], rows: Matrix) -> Iterable[Sequence[float]]:
        """Rows of coefficients of all terms, zero for those without."""
        if len(names) == len(self._terms.names):
            return rows
        return [
            [own.get(term, 0.0) for term in self._terms.names]
            for own in (dict(zip(names, row, strict=True)) for row in rows)
        ]


class Weights:
    """A number for each term that what is counted is to be multiplied by; a table when it is looked up."""

    def __init__(self, doc: Builder, wish: str, names: Sequence[str], values: Sequence[float]) -> None:
        self.names = names
        self.values = values
        self._doc = doc
        self._wish = wish
        self._table: Json = None

    def table(self, terms: Terms) -> Json:
        """The table by term; it may serve as the vocabulary of `terms`."""
        if self._table is None:
            self._table = by_term(self._doc, self._wish, "double", self.names, list(self.values), 1)
            if terms.vocabulary is not None and len(self.names) == len(terms.names):
                terms.vocabulary.tables.append(self._table)
        return self._table

    def times(self, wish: str, factors: Sequence[float]) -> Weights:
        return Weights(self._doc, wish, self.names, [a * b for a, b in zip(self.values, factors, strict=True)])

    def kept(self, indexes: Sequence[int]) -> Weights:
        return Weights(self._doc, self._wish, [self.names[i] for i in indexes], [self.values[i] for i in indexes])


def by_term(doc: Builder, wish: str, kind: Json, names: Sequence[str], values: Sequence[Json], width: int) -> Json:
    """A constant map, whose values take the room of `width` numbers."""
    table = dict(zip(names, values, strict=True))
    return doc.table(wish, {"type": "map", "values": kind}, table, len(table) * (width + ENTRY))
