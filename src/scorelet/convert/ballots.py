"""What ensembles make of the answers of their parts: sums, means and votes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scorelet.convert.arithmetic import mapped, over, times
from scorelet.convert.builder import DOUBLES, Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Classification
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import ordered_sum

MATRIX: Json = {"type": "array", "items": DOUBLES}


def sum_of(doc: Builder, numbers: Iterable[Json]) -> Json:
    """The sum of double expressions, in their order."""
    return {"a.sum": [doc.array("parts", list(numbers))]}


def sum_of_vectors(doc: Builder, vectors: Iterable[Json]) -> Json:
    """The sum of expressions of arrays of doubles, in their order, place by place."""
    return {"a.reduce": [doc.let("parts", {"type": MATRIX, "new": list(vectors)}), {"fcn": "la.add"}]}


def weighted_mean(doc: Builder, numbers: Sequence[Json], weights: Sequence[float] | None) -> Json:
    """numpy.average of double expressions."""
    if weights is None:
        return over(sum_of(doc, numbers), float(len(numbers)))
    weighted = [times(number, weight) for number, weight in zip(numbers, weights, strict=True)]
    return over(sum_of(doc, weighted), ordered_sum(weights))


def weighted_mean_of_vectors(doc: Builder, vectors: Sequence[Json], weights: Sequence[float] | None) -> Json:
    """numpy.average of expressions of arrays of doubles."""
    if weights is None:
        return mapped(sum_of_vectors(doc, vectors), over("x", float(len(vectors))))
    weighted = [{"la.scale": [vector, weight]} for vector, weight in zip(vectors, weights, strict=True)]
    return mapped(sum_of_vectors(doc, weighted), over("x", ordered_sum(weights)))


class Ballots:
    """The votes for one class each: an array with 1 at its place and `other` elsewhere."""

    def __init__(self, doc: Builder, classes: int, other: float = 0.0) -> None:
        self._doc = doc
        self._rows = [ballot(i, classes, other) for i in range(classes)]
        self._cell: Json = None

    def cast(self, index: Json) -> Json:
        """The vote for the class at this place."""
        if self._cell is None:
            self._cell = self._doc.cell("ballots", MATRIX, [list(row) for row in self._rows])
        return {**self._cell, "path": [index]}


def ballot(index: int, classes: int, other: float = 0.0) -> tuple[float, ...]:
    """A vote for one class: 1 at its place, `other` elsewhere."""
    return tuple(1.0 if i == index else other for i in range(classes))


def place_among(doc: Builder, found: Classification, classes: Sequence[Any]) -> Json:
    """The place among `classes` of the class that a part of an ensemble predicts."""
    places = places_among(found.classes, classes)
    if places == list(range(len(classes))):
        return found.index()
    cell = doc.cell("places", {"type": "array", "items": "int"}, places)
    return {**cell, "path": [found.index()]}


def places_among(own: Sequence[Any], classes: Sequence[Any]) -> list[int]:
    """The places of a part's own classes among those of the ensemble."""
    unknown = [label for label in own if label not in classes]
    if unknown:
        raise NotConvertibleError(f"a part of the ensemble predicts {unknown[0]!r}, which is none of its classes")
    return [list(classes).index(label) for label in own]


def spread(probabilities: Json, places: Sequence[int], classes: int) -> Json:
    """The probabilities of a part's own classes at their places among all classes."""
    if list(places) == list(range(classes)):
        return probabilities
    at = {place: i for i, place in enumerate(places)}
    return {"type": DOUBLES, "new": [item(probabilities, at[i]) if i in at else 0.0 for i in range(classes)]}
