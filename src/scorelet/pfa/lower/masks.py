"""Which leaves of a forest are still reachable, one bit for each leaf.

A leaf is reached when each field lies between two thresholds: its box. The thresholds of all trees that test a field
cut the numbers into intervals, and within one interval every test of the field has one outcome. So a Python int for
each interval has the bit of every leaf whose box holds it, and one more int is for NaN:

    thresholds of x   0.5   2.0          x < 0.5 ? a : (x <= 2.0 ? b : c)          bits cba
    intervals         x <= next below 0.5     .. <= 2.0     more     NaN
    masks                    001                 010         100      100

The `&` of one mask for each field leaves one bit for each tree. The leaves of one score stand side by side, so that
to count the trees that say it is to count the bits of one stretch. Leaves of the score that most leaves have need no
bits: it is said by all trees that say no other.

The masks of a field are made in one sweep over its intervals: at each, some leaves come in and some go out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import inf, nextafter
from typing import NamedTuple

from scorelet.pfa.library import model_tree
from scorelet.pfa.lower.fields import is_exact
from scorelet.pfa.lower.forest import Forest

_ORDERS = {"<": (False, False), "<=": (True, False), ">": (True, True), ">=": (False, True)}
"""Whether the threshold itself is on the lower side, and whether that is the side of what fails (as NaN does)."""


class Span(NamedTuple):
    """The intervals of one field, from the first to the last, in which a leaf is reached."""

    first: int
    last: int
    nan: bool


Box = dict[int, Span]
"""By the fields' numbers; a field that is not there may be anything."""
Stretches = list[tuple[int, int]]


@dataclass(frozen=True)
class Cuts:
    """The tests of a forest as ``x <= bound``: `ranks` has the place of each node's bound among its field's.

    `lower` says whether what fails is below the bound: then NaN goes there.
    """

    thresholds: dict[int, list[float]]
    ranks: list[int]
    lower: list[bool]
    leaves: int

    @property
    def size(self) -> int:
        """How many bytes the masks will be at most."""
        return _size(self.leaves, self.thresholds.values())


@dataclass(frozen=True)
class Masks:
    """By field: the thresholds, and the masks of the intervals between them, with that of NaN behind.

    `stretches` are (score's number, how many leaves have it), from the lowest bit on; `rest` is the score without bits.
    """

    fields: dict[int, tuple[tuple[float, ...], tuple[int, ...]]]
    stretches: Stretches
    rest: int

    @property
    def size(self) -> int:
        """How many bytes the masks are."""
        return _size(sum(leaves for _, leaves in self.stretches), [bounds for bounds, _ in self.fields.values()])


def _size(leaves: int, thresholds: Iterable[Sequence[float]]) -> int:
    return sum(len(bounds) + 2 for bounds in thresholds) * leaves // 8


def cuts_of(forest: Forest) -> Cuts | None:
    """The forest's comparisons; None where it has none, or other tests than comparisons with plain numbers."""
    bounds: list[float] = []
    lower: list[bool] = []
    found: dict[int, set[float]] = {}
    for field, operator, value in zip(forest.fields, forest.operators, forest.values, strict=True):
        if operator in model_tree.CONSTANT:
            operator, value = "<=", inf
        elif operator not in _ORDERS or not is_exact(value):
            return None
        else:
            # Every double that is below a threshold is at most the next one.
            with_bound, _ = _ORDERS[operator]
            value = float(value) if with_bound else nextafter(value, -inf)
            found.setdefault(field, set()).add(value)
        bounds.append(value)
        lower.append(_ORDERS[operator][1])
    if not found:
        return None
    thresholds = {field: sorted(found[field]) for field in sorted(found)}
    places = {field: {bound: i for i, bound in enumerate(ordered)} for field, ordered in thresholds.items()}
    ranks = [places.get(field, {}).get(bound, -1) for field, bound in zip(forest.fields, bounds, strict=True)]
    return Cuts(thresholds, ranks, lower, len(forest) + len(forest.roots))


def steps_to_leaves(forest: Forest) -> int:
    """How many tests there are on the ways to all leaves. A child comes after its parent, so one pass does."""
    steps, found = [1] * len(forest), 0
    for node in range(len(forest)):
        for child in (forest.passes[node], forest.fails[node]):
            if child >= 0:
                steps[child] = steps[node] + 1
            else:
                found += steps[node]
    return found


def masks_of(forest: Forest, cuts: Cuts) -> Masks:
    by_score: dict[int, list[Box]] = {}
    for score, box in _leaves(forest, cuts):
        by_score.setdefault(score, []).append(box)
    rest = max(by_score, key=lambda score: len(by_score[score]))
    del by_score[rest]
    boxes = list(chain.from_iterable(by_score.values()))
    held: dict[int, list[tuple[int, Span]]] = {field: [] for field in cuts.thresholds}
    for leaf, box in enumerate(boxes):
        for field, span in box.items():
            held[field].append((leaf, span))
    fields = {
        field: (tuple(bounds), _sweep(len(boxes), held[field], len(bounds)))
        for field, bounds in cuts.thresholds.items()
    }
    return Masks(fields, [(score, len(found)) for score, found in by_score.items()], rest)


def _leaves(forest: Forest, cuts: Cuts) -> Iterator[tuple[int, Box]]:
    """(score's number, box) of each leaf that any numbers reach."""
    pending: list[tuple[int, Box]] = [(root, {}) for root in forest.roots]
    while pending:
        node, box = pending.pop()
        if node < 0:
            yield ~node, box
            continue
        passes, fails = forest.passes[node], forest.fails[node]
        always = model_tree.CONSTANT.get(forest.operators[node])
        if always is not None:
            pending.append((passes if always else fails, box))
            continue
        field, rank, fails_below = forest.fields[node], cuts.ranks[node], cuts.lower[node]
        first, last, nan = box.get(field) or (0, len(cuts.thresholds[field]), True)
        below = Span(first, min(last, rank), nan and fails_below)
        above = Span(max(first, rank + 1), last, nan and not fails_below)
        for child, span in ((fails, below), (passes, above)) if fails_below else ((passes, below), (fails, above)):
            if span.first <= span.last or span.nan:
                pending.append((child, {**box, field: span}))


def _sweep(leaves: int, held: list[tuple[int, Span]], bounds: int) -> tuple[int, ...]:
    """The masks of one field: `held` are the leaves that it is tested on the way to."""
    changes: list[list[int]] = [[] for _ in range(bounds + 2)]
    for leaf, span in held:
        if span.first <= span.last:
            changes[span.first].append(leaf)
            changes[span.last + 1].append(leaf)
    free = (1 << leaves) - 1 ^ _bits(leaves, [leaf for leaf, _ in held])
    found, reachable = [], free
    for change in changes[:-1]:
        reachable ^= _bits(leaves, change)
        found.append(reachable)
    return (*found, free | _bits(leaves, [leaf for leaf, span in held if span.nan]))


def _bits(size: int, changed: list[int]) -> int:
    """An int of these bits; one that is named twice is none."""
    found = bytearray(size // 8 + 1)
    for bit in changed:
        found[bit >> 3] ^= 1 << (bit & 7)
    return int.from_bytes(found, "little")
