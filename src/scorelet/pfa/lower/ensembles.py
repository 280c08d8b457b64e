"""a.map over a constant array of trees: an ensemble.

Small ones are unrolled: each tree becomes its own nested ifs, and the result a list of variables. Big ones are
a comprehension over the roots of one flat forest.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter, Tally
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.known import known
from scorelet.pfa.lower.trees import (
    MAX_DEPTH,
    MAX_NODES,
    Coder,
    DatumFields,
    Tree,
    depth,
    forest_at,
    plain,
    walks_plainly,
)
from scorelet.pfa.types import DOUBLE, Array, Record

WALKS = ("model.tree.simpleTree", "model.tree.simpleWalk", "model.tree.missingWalk")
MAX_TREES = 2_000
"""An ensemble of more trees is not unrolled, however small they are."""
MAX_COUNTERS = 20
"""Votes for more scores than these are not counted one by one."""


def map_ensemble(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.map(a, fcn)"""
    found = _ensemble(emitter, node)
    if found is None:
        return None
    lower = _unrolled if _small(emitter, found.forest) else _looped
    return lower(emitter, found.forest, found.param, found.body)


@dataclass(frozen=True)
class Ensemble:
    """What is mapped over a constant forest: a function of one tree, whose body has one walk of it."""

    forest: Forest
    param: str
    body: t.Typed
    walk: t.LibraryCall
    missing: bool


def _ensemble(emitter: Emitter, node: t.LibraryCall) -> Ensemble | None:
    array, function = node.args
    constant = known(emitter, array)
    body = _body(emitter, function)
    if constant is None or body is None or not isinstance(constant.type, Array) or not isinstance(constant.raw, list):
        return None
    param, root = body
    walk = _walk_of(root, param)
    if walk is None or not walks_plainly(emitter, walk):
        return None
    forest = forest_at(emitter, constant, walk.call.ret)
    datum = walk.args[0].type
    missing = walk.function.name == "model.tree.missingWalk"
    if forest is None or not isinstance(datum, Record) or not plain(forest, datum, missing=missing):
        return None
    return Ensemble(forest, param, root, walk, missing)


def tally(emitter: Emitter, node: t.LibraryCall, variable: str) -> bool:
    """Whether the variable bound to this a.map needs no array of scores, and its trees were emitted without one.

    Random forests ask only for the length and for how often some score is there: each tree adds to a counter.
    Boosted trees ask only for the sum: each tree adds its score.
    """
    found = _ensemble(emitter, node) if node.function.name == "a.map" else None
    if found is None or found.body is not found.walk or not _small(emitter, found.forest):
        return False
    asked = _asked_of(emitter, variable)
    if asked <= {"a.len", "a.count"}:
        return _count_votes(emitter, node, variable, found)
    if asked <= {"a.len", "a.sum"} and found.walk.call.ret is DOUBLE:
        return _add_up(emitter, node, variable, found)
    return False


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
    score = node.args[1] if node.function.name == "a.count" else None
    return score is None or (isinstance(score, t.Constant) and isinstance(score.value, str))


def _count_votes(emitter: Emitter, node: t.LibraryCall, variable: str, found: Ensemble) -> bool:
    forest = found.forest
    scores = dict.fromkeys(forest.scores)
    if not scores or len(scores) > MAX_COUNTERS or not all(type(score) is str for score in scores):
        return False
    # The score of most leaves is what is left when all others are counted.
    leaves = Counter(
        ~child for column in (forest.passes, forest.fails, forest.missing) for child in column if child < 0
    )
    most = forest.scores[leaves.most_common(1)[0][0]]
    counters = {score: emitter.program.name(f"n_{score}") for score in scores if score != most}
    for name in counters.values():
        emitter.add(b.assign(name, b.constant(0)), node.at)
    _each_tree(emitter, node, found, lambda score: _plus_one(counters.get(score)))
    rest: ast.expr = b.constant(len(forest.roots))
    for name in counters.values():
        rest = ast.BinOp(rest, ast.Sub(), b.load(name))
    counters[most] = emitter.program.name(f"n_{most}")
    emitter.add(b.assign(counters[most], rest), node.at)
    emitter.tallies[variable] = Tally(counters, None, len(forest.roots))
    return True


def _plus_one(counter: str | None) -> ast.stmt:
    return ast.Pass() if counter is None else ast.AugAssign(b.store(counter), ast.Add(), b.constant(1))


def _add_up(emitter: Emitter, node: t.LibraryCall, variable: str, found: Ensemble) -> bool:
    """From left to right from 0.0, as a.sum adds."""
    total = emitter.program.name("total")
    emitter.add(b.assign(total, b.constant(0.0)), node.at)
    _each_tree(emitter, node, found, lambda score: ast.AugAssign(b.store(total), ast.Add(), b.constant(score)))
    emitter.tallies[variable] = Tally({}, total, len(found.forest.roots))
    return True


def _each_tree(emitter: Emitter, node: t.LibraryCall, found: Ensemble, score: Callable[[Any], ast.stmt]) -> None:
    fields = DatumFields(emitter, found.walk.args[0], node.at, found.forest)
    for root in found.forest.roots:
        Coder(emitter, found.forest, fields, node.at, missing=found.missing).emit(root, score)


def _tally_of(emitter: Emitter, node: t.Typed) -> Tally | None:
    return emitter.tallies.get(node.name) if isinstance(node, t.Get) else None


def count(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.count of votes that were counted"""
    found, score = _tally_of(emitter, node.args[0]), node.args[1]
    if found is None or not isinstance(score, t.Constant):
        return None
    counter = found.counters.get(score.value)
    return b.constant(0) if counter is None else b.load(counter)


def added_up(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.sum of scores that were added up"""
    found = _tally_of(emitter, node.args[0])
    return None if found is None or found.total is None else b.load(found.total)


def length(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """a.len of an array that is spelled out, or of scores that were tallied"""
    found, array = _tally_of(emitter, node.args[0]), node.args[0]
    if found is not None:
        return b.constant(found.count)
    if isinstance(array, t.Get) and array.name in emitter.items:
        return b.constant(len(emitter.items[array.name]))
    return None


def _body(emitter: Emitter, function: t.Typed) -> tuple[str, t.Typed] | None:
    """(parameter, body) of a function of one parameter."""
    match function:
        case t.Lambda(params=(param,)):
            return param, function.body
        case t.UserFunction():
            definition = emitter.context.document.functions[function.name]
            return definition.params[0][0], definition.body
    return None


def _walk_of(body: t.Typed, param: str) -> t.LibraryCall | None:
    """The one walk in the body whose tree is the parameter."""
    if any(isinstance(part, t.Bind) for part in t.walk(body)):
        return None
    uses = [part for part in t.walk(body) if isinstance(part, t.Get) and part.name == param]
    walks = [
        part
        for part in t.walk(body)
        if isinstance(part, t.LibraryCall) and part.function.name in WALKS and part.args[1] in uses
    ]
    return walks[0] if len(walks) == len(uses) == 1 else None


def _small(emitter: Emitter, forest: Forest) -> bool:
    few = len(forest.roots) <= MAX_TREES and emitter.context.nodes_as_code(forest) <= MAX_NODES
    return few and depth(forest) <= MAX_DEPTH


def _unrolled(emitter: Emitter, forest: Forest, param: str, body: t.Typed) -> ast.expr:
    scores = []
    for root in forest.roots:
        emitter.known[param] = Tree(forest, "tree", root)
        scores.append(emitter.saved(emitter.expr(body), "score"))
    emitter.known.pop(param, None)
    return ast.List(scores, ast.Load())


def _looped(emitter: Emitter, forest: Forest, param: str, body: t.Typed) -> ast.expr:
    root = emitter.program.name("root")
    emitter.known[param] = Tree(forest, "tree", b.load(root))
    before = len(emitter.out)
    value = emitter.expr(body)
    emitter.known.pop(param, None)
    roots = b.load(emitter.program.constant(forest.roots, "ROOTS"))
    if _reads(emitter.out[before:], root):
        # The body needs statements for each tree: an ordinary loop.
        statements = emitter.out[before:]
        del emitter.out[before:]
        scores = emitter.program.name("scores")
        append = b.effect(b.call(b.attribute(b.load(scores), "append"), value))
        emitter.out += [
            b.placed(b.assign(scores, ast.List([], ast.Load())), 1),
            b.placed(ast.For(b.store(root), roots, [*statements, append], []), 1),
        ]
        return b.load(scores)
    return ast.ListComp(value, [ast.comprehension(b.store(root), roots, [], 0)])


def _reads(statements: list[ast.stmt], name: str) -> bool:
    parts = (part for statement in statements for part in ast.walk(statement))
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)
