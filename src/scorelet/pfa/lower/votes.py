"""Forests that vote: each tree says one score, and only how many trees say each is asked for.

    counts of votes that are strings                               a.count(scores, "yes")
    sums of vectors that have a single 1.0 and else 0.0            a.reduce(a.map(trees, walk), la.add)

No tree is walked. One `&` for each field finds the leaves that are reached (see `masks`), and bits are counted:

    bits = M_x[bisect_left(T_x, x) if x == x else -1]
    bits &= M_y[bisect_left(T_y, y) if y == y else -1]
    yes = bits.bit_count()
    no = 100 - yes

Adding 1.0 for each tree gives whole numbers, whatever the order, so counting them is the same to the bit.
"""

from __future__ import annotations

import ast
from math import copysign, log2

from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.ensembles import Ensemble, small
from scorelet.pfa.lower.fields import DatumFields
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.masks import Cuts, Masks, Stretches, cuts_of, masks_of, steps_to_leaves
from scorelet.pfa.lower.spelled import MAX_ITEMS, again
from scorelet.pfa.types import NULL, Record, members

MAX_BYTES = 32 * 2**20
"""The masks of one document may be so big."""
MAX_STEPS = 2_000_000
"""Tests on the ways to all leaves of a forest; with more of them, making the masks would take seconds."""
LOOKUP, COUNT, LEAVES = 4, 8, 1000
"""What masks cost, measured in tests of nested ifs (some 15 ns): for each field LOOKUP, the binary logarithm of its
thresholds, and one for every LEAVES leaves; for each score COUNT."""
LOOP = 4
"""So much longer takes a test where trees are walked in a loop."""


# ----------------------------------------------------------------------------------------- where it pays


def voting(emitter: Emitter, found: Ensemble) -> Masks | None:
    """The masks of the forest, where counting their bits is possible and quicker than walking its trees."""
    masks: dict[int, Masks | None] = emitter.context.masks
    if _may_be_null(found):
        return None
    forest = found.forest
    if id(forest) not in masks:
        cuts = cuts_of(forest)
        bytes_left = MAX_BYTES - sum(other.size for other in masks.values() if other is not None)
        pays = cuts is not None and cuts.size <= bytes_left and worth_it(emitter, forest, cuts)
        masks[id(forest)] = masks_of(forest, cuts) if cuts is not None and pays else None
    return masks[id(forest)]


def _may_be_null(found: Ensemble) -> bool:
    datum = found.walk.args[0].type
    return isinstance(datum, Record) and any(NULL in members(datum.fields[field].type) for field in found.forest.fields)


def worth_it(emitter: Emitter, forest: Forest, cuts: Cuts) -> bool:
    """Whether counting bits is quicker than walking."""
    steps = steps_to_leaves(forest)
    walk = len(forest.roots) * steps / cuts.leaves
    lookups = sum(LOOKUP + log2(len(bounds)) + cuts.leaves / LEAVES for bounds in cuts.thresholds.values())
    count = lookups + COUNT * len(forest.scores)
    return steps <= MAX_STEPS and (count < walk or (not small(emitter, forest) and count < walk * LOOP))


# ------------------------------------------------------------------------------------------------ votes


def vector_votes(emitter: Emitter, found: Ensemble) -> list[int] | None:
    """For each vector of the forest the place of its single 1.0; None where they are not all votes to be counted."""
    vectors, widths = found.forest.scores, set(map(len, found.forest.scores))
    if len(widths) != 1 or max(widths) > MAX_ITEMS or not all(map(_is_vote, vectors)):
        return None
    return None if voting(emitter, found) is None else [vector.index(1.0) for vector in vectors]


def _is_vote(vector: list[float]) -> bool:
    """Whether a vector is a single 1.0 among zeros, none of which is -0.0."""
    return sum(map(bool, vector)) == 1 and 1.0 in vector and all(copysign(1.0, number) > 0 for number in vector)


def sums_of_votes(emitter: Emitter, found: Ensemble, at: str) -> list[ast.expr]:
    """The sums of vectors that are votes."""
    places = vector_votes(emitter, found) or []
    totals: list[ast.expr] = [b.constant(0.0) for _ in found.forest.scores[0]]
    for score, counter in count_votes(emitter, found, at).items():
        name = emitter.program.name(f"sum_{places[score]}")
        emitter.add(b.assign(name, ast.BinOp(b.load(counter), ast.Add(), b.constant(0.0))), at)
        totals[places[score]] = b.load(name)
    return totals


def count_votes(emitter: Emitter, found: Ensemble, at: str) -> dict[int, str]:
    """The variables that hold how many trees say each score, by the score's number; for a forest that is `voting`."""
    masks = voting(emitter, found)
    assert masks is not None
    counters = {score: emitter.program.name("votes") for score, _ in masks.stretches}
    if counters:
        _count(emitter, _reached(emitter, found, masks, at), masks.stretches, counters, at)
    rest: ast.expr = b.constant(len(found.forest.roots))
    for name in counters.values():
        rest = ast.BinOp(rest, ast.Sub(), b.load(name))
    counters[masks.rest] = emitter.program.name("votes")
    emitter.add(b.assign(counters[masks.rest], rest), at)
    return counters


# ------------------------------------------------------------------------------------------------- bits


def _reached(emitter: Emitter, found: Ensemble, masks: Masks, at: str) -> str:
    """The variable that holds the bits of the leaves that are reached."""
    program, datum = emitter.program, DatumFields(emitter, found.walk.args[0], at, found.forest)
    bisect, bits = program.bind("bisect_left", "module", "bisect", "bisect_left"), program.name("bits")
    for i, (field, (thresholds, reachable)) in enumerate(masks.fields.items()):
        name = found.forest.names[field]
        value = emitter.saved(datum.field(name), name)
        place = b.call(bisect, b.load(program.constant(thresholds, f"T_{name}")), again(value))
        place_or_nan = ast.IfExp(b.compare(again(value), ast.Eq(), again(value)), place, b.constant(-1))
        mask = b.subscript(b.load(program.constant(reachable, f"M_{name}")), place_or_nan)
        emitter.add(ast.AugAssign(b.store(bits), ast.BitAnd(), mask) if i else b.assign(bits, mask), at)
    return bits


def _count(emitter: Emitter, bits: str, stretches: Stretches, counters: dict[int, str], at: str) -> None:
    """Count each stretch. Bits are cut in halves first: short ints are counted sooner."""
    if len(stretches) == 1:
        emitter.add(b.assign(counters[stretches[0][0]], b.call(b.attribute(b.load(bits), "bit_count"))), at)
        return
    half = len(stretches) // 2
    width = sum(leaves for _, leaves in stretches[:half])
    below = emitter.program.constant((1 << width) - 1, "LOW")
    low, high = emitter.program.name("bits"), emitter.program.name("bits")
    emitter.add(b.assign(low, ast.BinOp(b.load(bits), ast.BitAnd(), b.load(below))), at)
    _count(emitter, low, stretches[:half], counters, at)
    emitter.add(b.assign(high, ast.BinOp(b.load(bits), ast.RShift(), b.constant(width))), at)
    _count(emitter, high, stretches[half:], counters, at)
