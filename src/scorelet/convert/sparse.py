"""Rows of a text's terms: what vectorizers make, and what is made of them without looking at terms that are not there.

    Sparse    a map of doubles by term, times a weight for each term, over one number (the row's length)

Weights and length are not multiplied out: a weighted sum takes the weights into its coefficients, once and for all,
and divides each sum by the length.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scorelet.convert.arithmetic import mapped, over, plus, times, zipped
from scorelet.convert.builder import Builder, inline, item, text
from scorelet.convert.converted import Json
from scorelet.convert.rows import Column, Row
from scorelet.convert.terms import Matrix, Terms, Vocabulary, Weights
from scorelet.errors import NotConvertibleError

DENSE = 2_000
"""A sparse row of more features than these is not spelled out."""


class Sparse(Row):
    """`names` are the terms in the order of the features; `terms` may have more."""

    sparse = True

    def __init__(
        self, terms: Terms, names: Sequence[str], weights: Weights | None = None, length: str | None = None
    ) -> None:
        self.terms = terms
        self.names = names
        self.width = len(names)
        self._weights = weights
        self._length = length

    # ---------------------------------------------------------------------------------------- sums

    def weighted_sum(self, wish: str, coefficients: Sequence[float], constant: float) -> Json:
        """The double coefficients . row + constant."""
        rows = self._weighted([coefficients])
        symbol, place = self.terms.sums.add(wish, self.names, rows, [0.0 if self._length else constant])
        total = item(symbol, place)
        return plus(over(total, self._length), constant) if self._length else total

    def weighted_sums(self, doc: Builder, wish: str, rows: Matrix, constants: Sequence[float]) -> Json:
        """The array of doubles coefficients . row + constant, one for each of `rows`."""
        if self._length is None:
            return self.terms.sums.only(wish, self.names, self._weighted(rows), constants)
        sums = self.terms.sums.only(wish, self.names, self._weighted(rows), [0.0] * len(rows))
        if not any(constants):
            return {"a.map": [sums, inline({"x": "double"}, "double", over("x", self._length))]}
        arrays = {"x": sums, "constant": doc.vector(f"{wish}_const", constants)}
        return zipped(arrays, plus(over("x", self._length), "constant"))

    def _weighted(self, rows: Matrix) -> Matrix:
        if self._weights is None:
            return rows
        weights = self._weights.values
        return [[a * b for a, b in zip(own, weights, strict=True)] for own in rows]

    # ---------------------------------------------------------------------------------------- other rows

    def take(self, indexes: Sequence[int]) -> Row:
        """Fewer terms; where nothing depends on the others yet, they are not even counted."""
        names = [self.names[i] for i in indexes]
        weights = None if self._weights is None else self._weights.kept(indexes)
        free = self._length is None and self.terms.restricted is not None
        terms = self.terms.restricted(names) if free and self.terms.restricted is not None else self.terms
        return Sparse(terms, names, weights, self._length)

    def scaled(self, doc: Builder, wish: str, factors: Sequence[float]) -> Sparse:
        """Each term times a factor."""
        known = self._weights
        weights = Weights(doc, wish, factors) if known is None else known.times(wish, factors)
        return Sparse(self.terms, self.names, weights, self._length)

    def changed(self, doc: Builder, wish: str, do: Json) -> Sparse:
        """`do`, which must leave zero as it is, for each number, which it calls `x`."""
        return Sparse(self._multiplied(doc).changed(wish, do), self.names)

    def normalized(self, doc: Builder, norm: str) -> Sparse:
        """Over the length of the row, where that is not zero: the norm "l1", "l2" or "max"."""
        if self._length is not None or len(self.names) < len(self.terms.names):
            return Sparse(self._multiplied(doc), self.names).normalized(doc, norm)
        length = doc.let("length", length_of(norm, mapped(self._numbers(), SIZES[norm])))
        symbol = doc.let("divisor", {"if": {"==": [length, 0.0]}, "then": 1.0, "else": length})
        return Sparse(self.terms, self.names, self._weights, symbol)

    def _multiplied(self, doc: Builder) -> Terms:
        """The numbers themselves, of these terms alone."""
        if self._weights is None and self._length is None and len(self.names) == len(self.terms.names):
            return self.terms
        chosen = self.terms if len(self.names) == len(self.terms.names) else self._filtered(doc)
        number = Sparse(chosen, self.names, self._weights, self._length)._factored("count")
        each = inline({"term": "string", "count": "double"}, "double", number)
        value = {"map.mapWithKey": [chosen.whole(), each]}
        return Terms(doc, "weighted", lambda: value, chosen.vocabulary)

    def _filtered(self, doc: Builder) -> Terms:
        vocabulary = Vocabulary(doc, self.names)
        there = {"map.containsKey": [vocabulary.places(), "term"]}
        known = inline({"term": "string", "x": "double"}, "boolean", there)
        value = {"map.filterWithKey": [self.terms.whole(), known]}
        return Terms(doc, "kept", lambda: value, vocabulary)

    def _numbers(self) -> Json:
        """The array of all numbers that are not zero, in any order."""
        symbol = self.terms.whole()
        value = self._factored(item(symbol, "term"))
        if value == item(symbol, "term"):
            return {"map.values": [symbol]}
        return {"a.map": [{"map.keys": [symbol]}, inline({"term": "string"}, "double", value)]}

    def _factored(self, count: Json) -> Json:
        """The number of the term that is called `term`, which occurs `count` times."""
        value = count if self._weights is None else times(count, self._weights.of_term(self.terms.vocabulary))
        return value if self._length is None else over(value, self._length)

    # ---------------------------------------------------------------------------------------- one by one

    def columns(self) -> list[Column]:
        symbol = self.terms.whole()
        weights = self._weights.values if self._weights else [1.0] * self.width
        return [Column(self._one(symbol, name, weight), name) for name, weight in zip(self.names, weights, strict=True)]

    def _one(self, symbol: str, name: str, weight: float) -> Json:
        value = item(symbol, text(name))
        if self._weights is not None:
            value = times(value, weight)
        if self._length is not None:
            value = over(value, self._length)
        return {"if": {"map.containsKey": [symbol, text(name)]}, "then": value, "else": 0.0}

    def vector(self, doc: Builder) -> str:
        if self.width > DENSE:
            raise NotConvertibleError(
                f"this step needs all {self.width:,} features of a text at once; up to {DENSE:,} are converted"
            )
        symbol = self.terms.whole()
        names = doc.cell("terms", {"type": "array", "items": "string"}, list(self.names))
        value = {"if": {"map.containsKey": [symbol, "term"]}, "then": item(symbol, "term"), "else": 0.0}
        found = doc.let("x", {"a.map": [names, inline({"term": "string"}, "double", value)]})
        if self._weights is not None:
            arrays = {"x": found, "weight": doc.vector("weights", self._weights.values)}
            found = doc.let("x", zipped(arrays, times("x", "weight")))
        if self._length is not None:
            found = doc.let("x", {"a.map": [found, inline({"x": "double"}, "double", over("x", self._length))]})
        return found


SIZES: Mapping[str, Json] = {"l1": {"m.abs": ["x"]}, "l2": times("x", "x"), "max": {"m.abs": ["x"]}}
"""What of each number makes up the length of a row, by norm."""


def length_of(norm: str, sizes: Json) -> Json:
    """The length of a row, from the array of all `sizes`."""
    if norm == "max":
        longest = inline({"longest": "double", "x": "double"}, "double", {"max": ["longest", "x"]})
        return {"a.fold": [sizes, 0.0, longest]}
    total = {"a.sum": [sizes]}
    return {"m.sqrt": [total]} if norm == "l2" else total
