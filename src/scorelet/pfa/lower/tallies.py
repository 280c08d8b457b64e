"""Ensembles whose scores are not kept: only their sum, their number or their votes are asked for.

    let scores = a.map(trees, walk) ... a.count(scores, "yes"), a.len(scores)     random forests of votes
    a.sum(a.map(trees, walk))                                                     boosted trees
    a.reduce(a.map(trees, walk), la.add)                                          forests of class probabilities

Each tree of a small ensemble becomes nested ifs whose leaves count, or add to one variable for each number:

    if x0 < 0.5:
        s0 += 0.25
        s2 += 0.75
    else: ...

The additions are the library's, in its order. What adding cannot change is left out: a sum that starts with 0.0 and
meets no -0.0 never becomes -0.0, so adding 0.0 leaves it alone. Where a leaf has a -0.0, sums start with -0.0, the
one number to which adding x gives x for every x, and only adding -0.0 is left out.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import copysign
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Tally
from scorelet.pfa.lower.ensembles import Ensemble, ensemble_of, small
from scorelet.pfa.lower.fields import DatumFields
from scorelet.pfa.lower.forest import Forest, is_vector
from scorelet.pfa.lower.reductions import total
from scorelet.pfa.lower.scaled import ScaledRows, scaled_rows, sum_scaled
from scorelet.pfa.lower.spelled import again, length_of
from scorelet.pfa.lower.tree_sums import sum_trees, summable, within_floats
from scorelet.pfa.lower.trees import Coder
from scorelet.pfa.lower.votes import count_votes, sums_of_votes, vector_votes, voting
from scorelet.pfa.types import DOUBLE, FLOAT

MAX_COUNTERS = 20
"""Votes for more scores than these are not counted one by one, and vectors of more numbers not added so."""
MAX_ADDITIONS = 60_000
"""An ensemble whose leaves make more additions adds its vectors in columns: code takes time to compile."""


# ------------------------------------------------------------------------------------------ specialisers


def count(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.count of votes that were counted"""
    found, score = _tally_of(emitter, node.args[0]), node.args[1]
    if found is None or not isinstance(score, t.Constant):
        return None
    counter = found.counters.get(score.value)
    return b.constant(0) if counter is None else b.load(counter)


def added_up(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.sum of scores that were added up, or can be"""
    array = node.args[0]
    found = _tally_of(emitter, array)
    if found is not None:
        return None if found.total is None else b.load(found.total)
    ensemble = small_ensemble(emitter, array)
    if ensemble is None or ensemble.walk.call.ret not in (DOUBLE, FLOAT):
        return total(emitter, node)
    return b.load(_sum(emitter, ensemble, array.at))


def length(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.len of an array that is spelled out, or of scores that were tallied"""
    found, array = _tally_of(emitter, node.args[0]), node.args[0]
    if found is not None:
        return again(found.count)
    known = length_of(emitter, array) if isinstance(array, t.Get | t.CellGet) else None
    return None if known is None else b.constant(known)


def reduced(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.reduce by la.add of vectors"""
    if vector_width(emitter, node) is not None:
        return ast.List(vector_sums(emitter, node), ast.Load())
    if not _adds_vectors(node.args[1]):
        return None
    return b.call(_add_all(emitter), emitter.expr(node.args[0]))


def _add_all(emitter: Emitter) -> str:
    return emitter.program.bind("add_all", "module", "scorelet.pfa.library.linear", "add_all")


def _adds_vectors(function: t.Typed) -> bool:
    """Whether it is la.add of two arrays of doubles."""
    match function:
        case t.LibraryFunctionValue():
            return function.function.name == "la.add" and is_vector(function.call.args[0])
        case t.Lambda(params=params, body=t.LibraryCall(args=args) as body):
            names = tuple(arg.name for arg in args if isinstance(arg, t.Get))
            return body.function.name == "la.add" and is_vector(body.call.args[0]) and names == params
    return False


def _tally_of(emitter: Emitter, node: t.Typed) -> Tally | None:
    return emitter.tallies.get(node.name) if isinstance(node, t.Get) else None


# --------------------------------------------------------------------------------- scores with a name


def tally(emitter: Emitter, node: t.LibraryCall, variable: str) -> bool:
    """Whether the variable bound to this a.map needs no array of scores, and its trees were emitted without one."""
    rows, found = scaled_rows(emitter, node), walked_ensemble(emitter, node)
    if rows is not None and _asked_of(emitter, variable) <= {"a.len", "a.reduce"}:
        return _sum_rows(emitter, node, variable, rows)
    if found is None:
        return False
    asked = _asked_of(emitter, variable)
    if asked <= {"a.len", "a.count"}:
        counters = _votes(emitter, node, found)
        if counters is None:
            return False
        emitter.tallies[variable] = Tally(_count(found), counters, None, [])
        return True
    if not small(emitter, found.forest):
        return False
    if asked <= {"a.len", "a.sum"} and found.walk.call.ret in (DOUBLE, FLOAT):
        emitter.tallies[variable] = Tally(_count(found), {}, _sum(emitter, found, node.at), [])
        return True
    return False


def _count(found: Ensemble) -> ast.expr:
    return b.constant(len(found.forest.roots))


def _sum_rows(emitter: Emitter, node: t.LibraryCall, variable: str, rows: ScaledRows) -> bool:
    sums, array = sum_scaled(emitter, rows, node.at)
    count = emitter.saved(b.placed(b.call("len", array), emitter.program.line(node.at)), "count")
    emitter.tallies[variable] = Tally(count, {}, None, sums)
    return True


def small_ensemble(emitter: Emitter, node: t.Typed) -> Ensemble | None:
    """The ensemble that `node` maps, if that is small and the function of a tree is a walk and no more."""
    found = walked_ensemble(emitter, node)
    return found if found is not None and small(emitter, found.forest) else None


def walked_ensemble(emitter: Emitter, node: t.Typed) -> Ensemble | None:
    """The ensemble that `node` maps, if the function of a tree is a walk and no more."""
    if not isinstance(node, t.LibraryCall) or node.function.name != "a.map":
        return None
    found = ensemble_of(emitter, node)
    return found if found is not None and found.body is found.walk else None


def _asked_of(emitter: Emitter, variable: str) -> set[str]:
    """The library functions of which the variable is the first argument; "" stands for any other use."""
    body = emitter.context.body_of(emitter.root)
    uses = sum(isinstance(part, t.Get) and part.name == variable for part in t.walk(body))
    asking = [part for part in t.walk(body) if isinstance(part, t.LibraryCall) and _asks(part, variable)]
    plain = uses == len(asking) and emitter.once(variable)
    return {part.function.name for part in asking} if plain else {""}


def _asks(node: t.LibraryCall, variable: str) -> bool:
    array = node.args[0] if node.args else None
    if not isinstance(array, t.Get) or array.name != variable:
        return False
    if node.function.name == "a.reduce":
        return _adds_vectors(node.args[1])
    score = node.args[1] if node.function.name == "a.count" else None
    return score is None or (isinstance(score, t.Constant) and isinstance(score.value, str))


# ---------------------------------------------------------------------------------------------- votes


def _votes(emitter: Emitter, node: t.LibraryCall, found: Ensemble) -> dict[str, str] | None:
    """The variables that count the votes for each score; None where they are not counted one by one."""
    scores = found.forest.scores
    if not len(scores) or not all(type(score) is str for score in scores):
        return None
    if voting(emitter, found) is not None:
        return {scores[i]: name for i, name in count_votes(emitter, found, node.at).items()}
    few = len(scores) <= MAX_COUNTERS and small(emitter, found.forest)
    return _count_votes(emitter, node, found) if few else None


def _count_votes(emitter: Emitter, node: t.LibraryCall, found: Ensemble) -> dict[str, str]:
    forest = found.forest
    # The score of most leaves is what is left when all others are counted.
    leaves = Counter(~child for column in _children(forest) for child in column if child < 0)
    most = forest.scores[leaves.most_common(1)[0][0]]
    counters = {score: emitter.program.name(f"n_{score}") for score in forest.scores if score != most}
    for name in counters.values():
        emitter.add(b.assign(name, b.constant(0)), node.at)
    _each_tree(emitter, found, node.at, lambda score: _plus_one(counters.get(score)))
    rest: ast.expr = b.constant(len(forest.roots))
    for name in counters.values():
        rest = ast.BinOp(rest, ast.Sub(), b.load(name))
    counters[most] = emitter.program.name(f"n_{most}")
    emitter.add(b.assign(counters[most], rest), node.at)
    return counters


def _plus_one(counter: str | None) -> list[ast.stmt]:
    return [] if counter is None else [ast.AugAssign(b.store(counter), ast.Add(), b.constant(1))]


def _each_tree(emitter: Emitter, found: Ensemble, at: str, score: Callable[[Any], list[ast.stmt]]) -> None:
    fields = DatumFields(emitter, found.walk.args[0], at, found.forest)
    for root in found.forest.roots:
        Coder(emitter, found.forest, fields, at, missing=found.missing).emit(root, score)


# ----------------------------------------------------------------------------------------------- sums


def _sum(emitter: Emitter, found: Ensemble, at: str) -> str:
    """The variable that holds the sum of all scores: from left to right from 0.0, as a.sum adds."""
    total, floats = emitter.program.name("total"), found.walk.call.ret is FLOAT
    if summable(found.forest, missing=found.missing) and (not floats or within_floats(found.forest)):
        fields = DatumFields(emitter, found.walk.args[0], at, found.forest)
        emitter.add(b.assign(total, b.constant(0.0)), at)
        sum_trees(emitter, found.forest, fields, total, at, rounded=floats)
        return total
    if floats:
        return _sum_of_floats(emitter, found, at, total)
    emitter.add(b.assign(total, b.constant(0.0)), at)
    # The sum starts with 0.0 and never becomes -0.0, so that no zero of either sign changes it.
    _each_tree(emitter, found, at, lambda score: _additions([total], [score]) if score else [])
    return total


def _sum_of_floats(emitter: Emitter, found: Ensemble, at: str, total: str) -> str:
    """An array of one 32-bit number rounds what is stored in it: the quickest way that Python has."""
    array = b.call(emitter.program.bind("array", "module", "array", "array"), b.constant("f"), b.constant(_ZERO))
    emitter.add(b.assign(total, array), at)

    def add(score: float) -> list[ast.stmt]:
        place = ast.Subscript(b.load(total), b.constant(0), ast.Store())
        return [ast.AugAssign(place, ast.Add(), b.constant(score))] if score else []

    _each_tree(emitter, found, at, add)
    name = emitter.program.name("total")
    emitter.add(b.assign(name, b.subscript(b.load(total), b.constant(0))), at)
    return name


_ZERO = b"\0\0\0\0"
"""0.0 as a 32-bit number, in any order of bytes."""


def _additions(totals: Sequence[str], numbers: Sequence[float], neutral: float | None = None) -> list[ast.stmt]:
    """The additions to the totals; of a number that is `neutral`, to the bit, none."""
    return [
        ast.AugAssign(b.store(total), ast.Add(), b.constant(number))
        for total, number in zip(totals, numbers, strict=True)
        if number or neutral is None or copysign(1.0, number) != copysign(1.0, neutral)
    ]


# -------------------------------------------------------------------------------------------- vectors


def vector_width(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """How many numbers a.reduce by la.add has; None where they are not added one by one."""
    if not _adds_vectors(node.args[1]):
        return None
    known = _tally_of(emitter, node.args[0])
    if known is not None:
        return len(known.sums)
    rows, ensemble = scaled_rows(emitter, node.args[0]), _vectors(emitter, node)
    if rows is not None:
        return rows.width
    return None if ensemble is None else len(ensemble.forest.scores[0])


def _vectors(emitter: Emitter, node: t.LibraryCall) -> Ensemble | None:
    """The ensemble whose vectors are added one by one."""
    found = walked_ensemble(emitter, node.args[0])
    if found is None or not len(found.forest.roots) or not is_vector(found.walk.call.ret):
        return None
    if vector_votes(emitter, found) is not None:
        return found
    widths = set(map(len, found.forest.scores))
    narrow = len(widths) == 1 and max(widths) <= MAX_COUNTERS
    few = narrow and small(emitter, found.forest) and _all_additions(found.forest) <= MAX_ADDITIONS
    return found if few else None


def _all_additions(forest: Forest) -> int:
    """About how many additions the leaves of all trees make."""
    numbers = [sum(map(bool, vector)) for vector in forest.scores]
    return sum(numbers[~child] for column in _children(forest) for child in column if child < 0)


def _children(forest: Forest) -> tuple[Iterable[int], ...]:
    return forest.passes, forest.fails, forest.missing


def vector_sums(emitter: Emitter, node: t.LibraryCall) -> list[ast.expr]:
    """The sums as variables, for what has a `vector_width`."""
    known, rows = _tally_of(emitter, node.args[0]), scaled_rows(emitter, node.args[0])
    if known is not None:
        return _of_some(emitter, known.sums, again(known.count), node.at)
    if rows is not None:
        return _of_some(emitter, *sum_scaled(emitter, rows, node.at), node.at)
    found = _vectors(emitter, node)
    assert found is not None
    if vector_votes(emitter, found) is not None:
        return sums_of_votes(emitter, found, node.at)
    return _add_leaves(emitter, node, found)


def _of_some(emitter: Emitter, sums: list[str], some: ast.expr, at: str) -> list[ast.expr]:
    """The sums, if there was anything to add; the library refuses an empty array."""
    refuse = b.effect(b.call(_add_all(emitter), ast.List([], ast.Load())))
    emitter.add(ast.If(ast.UnaryOp(ast.Not(), some), [refuse], []), at)
    return [b.load(name) for name in sums]


def _add_leaves(emitter: Emitter, node: t.LibraryCall, found: Ensemble) -> list[ast.expr]:
    vectors = found.forest.scores
    negative = any(number == 0.0 and copysign(1.0, number) < 0 for vector in vectors for number in vector)
    start = -0.0 if negative else 0.0
    totals = [emitter.program.name(f"sum_{i}") for i in range(len(vectors[0]))]
    for name in totals:
        emitter.add(b.assign(name, b.constant(start)), node.at)
    _each_tree(emitter, found, node.at, lambda vector: _additions(totals, vector, start))
    return [b.load(name) for name in totals]
