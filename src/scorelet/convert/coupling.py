"""Probabilities of classes from probabilities of pairs of classes.

The second method of T.-F. Wu, C.-J. Lin and R. C. Weng, "Probability estimates for multi-class classification by
pairwise coupling", Journal of Machine Learning Research 5 (2004), algorithm 2, with the tolerance and the number of
rounds that libsvm gives it. It stops as soon as it is near enough, so its rounds must be followed exactly: also for
two classes its answer is not the pair's own probability.

    Q[t][t] = sum of r[j][t] ** 2 over j != t,   Q[t][j] = -r[j][t] * r[t][j]
    repeat: stop when all |Q p - p' Q p| are small; else move each p[t], and divide all by what they add up to
"""

from __future__ import annotations

from scorelet.convert.arithmetic import minus, over, plus, squared, times, zipped
from scorelet.convert.builder import DOUBLES, Builder, inline, item
from scorelet.convert.converted import Json

ROUNDS = 100
MATRIX: Json = {"type": "array", "items": DOUBLES}


def coupled(doc: Builder, pairs: list[str], count: int) -> str:
    """The probabilities of `count` classes; `pairs` are those of the first class in (0, 1), (0, 2), ... (1, 2), ..."""
    first: dict[tuple[int, int], Json] = {}
    numbered = [(i, j) for i in range(count) for j in range(i + 1, count)]
    for (i, j), p in zip(numbered, pairs, strict=True):
        first[i, j] = p
        first[j, i] = doc.let("q", minus(1.0, p))
    rows = [doc.array("row", [_entry(first, t, j, count) for j in range(count)]) for t in range(count)]
    matrix = doc.let("q", {"type": MATRIX, "new": rows})
    function = doc.function("coupled", {"q": MATRIX}, DOUBLES, _rounds(count))
    return doc.let("probabilities", {function: [matrix]})


def _entry(first: dict[tuple[int, int], Json], t: int, j: int, count: int) -> Json:
    if t != j:
        return {"u-": [times(first[j, t], first[t, j])]}
    total: Json = None
    for other in range(count):
        if other != t:
            term = squared(first[other, t])
            total = term if total is None else plus(total, term)
    return total


def _rounds(count: int) -> Json:
    product = {"a.map": ["q", inline({"row": DOUBLES}, "double", _dot("row", "p"))]}
    error = {"m.abs": [minus("x", "pqp")]}
    largest = {"a.max": [{"a.map": ["qp", inline({"x": "double"}, "double", error)]}]}
    start = {"type": DOUBLES, "new": [1.0 / count] * count}
    moves: list[Json] = [move for t in range(count) for move in _move(t)]
    again: list[Json] = [
        {"set": {"qp": product}},
        {"set": {"pqp": _dot("p", "qp")}},
        {"if": {"<": [largest, 0.005 / count]}, "then": {"set": {"going": False}}, "else": {"do": moves}},
        {"set": {"round": plus("round", 1)}},
    ]
    names = {"p": start, "qp": start, "pqp": 0.0, "diff": 0.0, "going": True, "round": 0}
    more = {"&&": ["going", {"<": ["round", max(ROUNDS, count)]}]}
    return [{"let": names}, {"while": more, "do": again}, "p"]


def _move(t: int) -> list[Json]:
    """One probability moves, and with it what depends on it."""
    own = {"attr": "q", "path": [t, t]}
    scaled = plus(1.0, "diff")
    change = plus("pqp", times("diff", plus(times("diff", own), times(2.0, item("qp", t)))))
    moved = zipped({"a": "qp", "b": item("q", t)}, over(plus("a", times("diff", "b")), scaled))
    with_move = {"attr": "p", "path": [t], "to": plus(item("p", t), "diff")}
    return [
        {"set": {"diff": over(plus({"u-": [item("qp", t)]}, "pqp"), own)}},
        {"set": {"pqp": over(over(change, scaled), scaled)}},
        {"set": {"qp": moved}},
        {"set": {"p": {"a.map": [with_move, inline({"x": "double"}, "double", over("x", scaled))]}}},
    ]


def _dot(x: Json, y: Json) -> Json:
    return {"a.sum": [zipped({"a": x, "b": y}, times("a", "b"))]}
