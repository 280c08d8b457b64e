"""Counted terms of a text, and the tables by term that a document needs for them: as few as can be.

A text model of scikit-learn has a vocabulary, perhaps a weight (idf) for each term of it, and coefficients for each
term. In a document each of these is a map by term, and whichever of them has all terms is the vocabulary too:

    counts  = scorelet.text.counts(tokens, <a table by term>)
    sums    = scorelet.text.weighted(counts, <a table by term>, <start>)

All weighted sums over the same counts (those of one classifier for each class, of the members of an ensemble) are
columns of one table, and the weights of the terms are its last columns, so that each term stands in it once:

    {"python": [0.25, -1.5, 3.125], ...}        two classes' coefficients, and the idf

Which tables there will be is known when the whole model has been converted: what refers to them is `Late`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

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
    """The terms that are counted, and who reads the counts.

    The terms are the keys of a table that the document has anyway, else of one of its own. Where there is one set of
    sums over all terms, the weights of the terms are columns of its table.
    """

    def __init__(self, doc: Builder, names: Sequence[str]) -> None:
        self.weights: list[Weights] = []
        self.sums: list[Sums] = []
        self.whole = False
        """Whether anything but weighted sums reads the counts."""
        self._doc = doc
        self._names = names

    def table(self) -> Json:
        """A table whose keys are the terms."""
        if self.shared() or (len(self.sums) == 1 and not self.whole):
            return self.sums[0].table()
        if self.weights:
            return self.weights[0].table()
        return by_term(self._doc, "vocabulary", "boolean", self._names, [True] * len(self._names), 1)

    def shared(self) -> bool:
        """Whether the table of the sums has all terms, and their weights."""
        return self.whole and len(self.sums) == 1 and not self.sums[0].partial()


class Weights:
    """A number for each term that its count is to be multiplied by; in a table once it has to be looked up."""

    def __init__(self, doc: Builder, wish: str, names: Sequence[str], values: Sequence[float]) -> None:
        self.names = names
        self.values = values
        self._doc = doc
        self._wish = wish
        self._table: Json = None

    def of_term(self, terms: Terms) -> Json:
        """The weight of the term that is called `term`."""
        vocabulary = terms.vocabulary
        if vocabulary is None:
            return {**self.table(), "path": ["term"]}
        if self not in vocabulary.weights:
            vocabulary.weights.append(self)
        return Late(self._wish, lambda: self._found(vocabulary))

    def _found(self, vocabulary: Vocabulary) -> Json:
        if vocabulary.shared():
            return vocabulary.sums[0].weight(self)
        return {**self.table(), "path": ["term"]}

    def table(self) -> Json:
        if self._table is None:
            self._table = by_term(self._doc, self._wish, "double", self.names, self.values, 1)
        return self._table

    def times(self, wish: str, factors: Sequence[float]) -> Weights:
        return Weights(self._doc, wish, self.names, [a * b for a, b in zip(self.values, factors, strict=True)])

    def kept(self, indexes: Sequence[int]) -> Weights:
        return Weights(self._doc, self._wish, [self.names[i] for i in indexes], [self.values[i] for i in indexes])


class Sums:
    """Weighted sums over one map of terms: columns of one table, added up in one go."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._added: list[tuple[Sequence[str], Matrix]] = []
        self._start: list[float] = []
        self._symbol = ""
        self._wish = ""
        self._table: Json = None

    def add(self, wish: str, names: Sequence[str], rows: Matrix, start: Sequence[float]) -> tuple[str, int]:
        """Sums with `rows` of coefficients of the terms `names`, each beginning with its `start`.

        Returns the array they are in, and the place of the first.
        """
        place = len(self._start)
        if not self._added:
            self._begin(wish)
        self._added.append((names, rows))
        self._start += start
        return self._symbol, place

    def only(self, wish: str, names: Sequence[str], rows: Matrix, start: Sequence[float]) -> Json:
        """As `add`: the array of these sums alone."""
        symbol, place = self.add(wish, names, rows, start)
        end = place + len(rows)
        return Late(symbol, lambda: symbol if end - place == self._width() else {"a.subseq": [symbol, place, end]})

    def _begin(self, wish: str) -> None:
        """The line of the action; what it adds up is known at the end."""
        doc, symbol = self._terms.doc, self._terms.symbol()
        if self._terms.vocabulary is not None:
            self._terms.vocabulary.sums.append(self)
        self._wish = wish
        self._symbol = doc.name("sums")
        doc.action.append({"let": {self._symbol: Late("sums", lambda: self._value(symbol))}})

    def _value(self, symbol: str) -> Json:
        start = [*self._start, *[0.0] * (self._width() - len(self._start))]
        return {"scorelet.text.weighted": [symbol, self.table(), self._terms.doc.vector(f"{self._wish}_start", start)]}

    def partial(self) -> bool:
        """Whether some terms have no coefficients."""
        return all(len(names) < len(self._terms.names) for names, _ in self._added)

    def weight(self, weights: Weights) -> Json:
        """The weight of the term that is called `term`: its column is behind those of the sums."""
        return {**self.table(), "path": ["term", len(self._start) + self._weights().index(weights)]}

    def _weights(self) -> list[Weights]:
        vocabulary = self._terms.vocabulary
        return vocabulary.weights if vocabulary is not None and vocabulary.shared() else []

    def _width(self) -> int:
        return len(self._start) + len(self._weights())

    def table(self) -> Json:
        """The coefficients by term; those that have none are left out, where nothing else needs to know them."""
        if self._table is None:
            columns = [column for names, rows in self._added for column in self._aligned(names, rows)]
            columns += [weights.values for weights in self._weights()]
            found = zip(self._terms.names, zip(*columns, strict=True), strict=True)
            vocabulary = self._terms.vocabulary
            every = vocabulary is not None and vocabulary.shared()
            kept = {term: list(weights) for term, weights in found if every or any(weights)}
            kind = {"type": "array", "items": "double"}
            self._table = by_term(self._terms.doc, self._wish, kind, list(kept), list(kept.values()), len(columns))
        return self._table

    def _aligned(self, names: Sequence[str], rows: Matrix) -> Matrix:
        """Rows of coefficients of all terms, zero for those without."""
        if len(names) == len(self._terms.names):
            return rows
        by_name = [dict(zip(names, own, strict=True)) for own in rows]
        return [[own.get(name, 0.0) for name in self._terms.names] for own in by_name]


def by_term(doc: Builder, wish: str, kind: Json, names: Sequence[str], values: Sequence[Json], width: int) -> Json:
    """A constant map, whose values take the room of `width` numbers."""
    table = dict(zip(names, values, strict=True))
    return doc.table(wish, {"type": "map", "values": kind}, table, len(table) * (width + ENTRY))
