"""Constant coefficients and tables: regressions become sums, Gaussians get their logarithms now."""

from __future__ import annotations

import ast
from math import inf, log
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.forest import is_vector
from scorelet.pfa.lower.known import canonical, known
from scorelet.pfa.lower.paths import CELL, follow
from scorelet.pfa.lower.spelled import Items, again, items_of, length_of, spelled_out
from scorelet.pfa.lower.templates import expand
from scorelet.pfa.types import DOUBLE

MAX_TERMS = 500
"""A regression of more terms stays a loop over two arrays."""
TERMS_AT_ONCE = 20
"""So many terms make one expression: CPython's compiler recurses over long sums."""


# ------------------------------------------------------------------------------------------- regressions


def linear(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """model.reg.linear(array of double, constant model): ``0.0 + c0 * x0 + c1 * x1 + ... + const``"""
    if node.call.ret is not DOUBLE:
        return spelled_out(emitter, node)
    model = _model(emitter, node)
    if model is None or length_of(emitter, node.args[0]) != len(model["coeff"]):
        return None
    return _sum(emitter, model["coeff"], items_of(emitter, node.args[0]), model["const"], node.at)


def linear_length(emitter: Emitter, node: t.LibraryCall) -> int | None:
    """model.reg.linear of several outputs: as many as there are rows of coefficients"""
    model = _model(emitter, node) if is_vector(node.type) else None
    if model is None:
        return None
    rows, width = model["coeff"], length_of(emitter, node.args[0])
    fits = len(rows) == len(model["const"]) and all(len(row) == width for row in rows)
    return len(rows) if fits and len(rows) * (width or 0) <= MAX_TERMS else None


def linears(emitter: Emitter, node: t.LibraryCall) -> Items:
    model = _model(emitter, node)
    assert model is not None
    items = items_of(emitter, node.args[0])
    sums = []
    for row, offset in zip(model["coeff"], model["const"], strict=True):
        found = _sum(emitter, row, [again(item) for item in items], offset, node.at)
        sums.append(emitter.kept(b.placed(found, emitter.program.line(node.at)), "y"))
    return sums


def _model(emitter: Emitter, node: t.LibraryCall) -> dict[str, Any] | None:
    """The constant model of an array, unless it is too big to be written out."""
    datum, model = node.args
    constant = known(emitter, model)
    if constant is None or not is_vector(datum.type):
        return None
    found: dict[str, Any] = canonical(emitter, constant)
    return found if len(found["coeff"]) <= MAX_TERMS else None


def _sum(emitter: Emitter, coefficients: list[float], items: list[ast.expr], offset: float, at: str) -> ast.expr:
    # In the order of the library's own loop, so that the last bit is the same. That starts from 0.0, which shows
    # only where all products are -0.0 and nothing is added to them.
    total: ast.expr | None = None if offset and coefficients else b.constant(0.0)
    for i, (coefficient, item) in enumerate(zip(coefficients, items, strict=True), 1):
        product = ast.BinOp(b.constant(coefficient), ast.Mult(), item)
        total = product if total is None else ast.BinOp(total, ast.Add(), product)
        if i % TERMS_AT_ONCE == 0:
            b.placed(total, emitter.program.line(at))
            total = emitter.saved(total, "total")
    return ast.BinOp(total or b.constant(0.0), ast.Add(), b.constant(offset))


# --------------------------------------------------------------------------------------------- Gaussians

_LOG_LIKELIHOOD = (
    "-0.5 * (d * d / p[1] + p[2] + LN_2PI) if -inf < (d := x - (p := params)[0]) < inf"
    " else ll_at_the_edge(x, p[0], p[1])"
)


def gaussian_ll(emitter: Emitter, node: t.LibraryCall) -> ast.expr | None:
    """prob.dist.gaussianLL(x, item of a constant table): the variances' logarithms are taken now.

    The table of records becomes one of (mean, variance, logarithm of the variance).
    """
    x, params = node.args[:2]
    if (
        len(node.args) > 2
        or not isinstance(params, t.CellGet)
        or ("cell", params.name) not in emitter.context.data.constants
    ):
        return None
    fixed = 0
    while fixed < len(params.steps) and _constant_index(params.steps[fixed]) is not None:
        fixed += 1
    table = _table(emitter, params.name, params.steps[:fixed], len(params.steps) - fixed)
    if table is None:
        return None
    left = params.steps[fixed:]
    given, *indexes = emitter.all((x, *(step.index for step in left if step.index is not None)))
    place = follow(emitter, b.load(table), left, indexes, params.at, CELL)
    return expand(emitter, node.function, _LOG_LIKELIHOOD, {"x": given, "params": place}, {})


def _constant_index(step: t.Step) -> str | int | None:
    if step.field is not None:
        return step.field
    index = step.index
    return index.value if isinstance(index, t.Constant) and isinstance(index.value, str | int) else None


def _table(emitter: Emitter, cell: str, fixed: t.Steps, depth: int) -> str | None:
    """The name of the constant table below the fixed steps; None where it is not such a table."""
    path = tuple(_constant_index(step) for step in fixed)
    tables = emitter.context.tables
    if (cell, path, depth) not in tables:
        value = emitter.context.data.value(("cell", cell))
        try:
            for index in path:
                value = value[index]
            tables[(cell, path, depth)] = emitter.program.constant(_gaussians(value, depth), cell)
        except (KeyError, IndexError, _NotProper):
            tables[(cell, path, depth)] = None
    return tables[(cell, path, depth)]


class _NotProper(Exception):
    """Some Gaussian of the table is one that the library refuses, or treats specially."""


def _gaussians(value: Any, depth: int) -> Any:
    if depth and isinstance(value, dict):
        return {key: _gaussians(inner, depth - 1) for key, inner in value.items()}
    if depth:
        return [_gaussians(inner, depth - 1) for inner in value]
    mean, variance = value["mean"], value["variance"]
    if not (type(mean) is type(variance) is float and 0.0 < variance < inf and -inf < mean < inf):
        raise _NotProper
    return mean, variance, log(variance)
