"""Sums of scaled rows: what a linear model of a text comes to.

    a.map(terms, t -> la.scale(weights[t], counts[t])), reduced by la.add, for a constant table of rows of one width:

    s0 = s1 = -0.0
    for t in terms:
        x0, x1 = weights[t]
        factor = counts[t]
        s0 += x0 * factor
        s1 += x1 * factor

Adding x to -0.0 gives x, so the sums begin with the first row, as a.reduce does.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import MAX_NESTED_BLOCKS, Emitter
from scorelet.pfa.lower.forest import is_vector
from scorelet.pfa.lower.spelled import again

MAX_WIDTH = 20
"""Wider rows are scaled and added by the library, column by column."""


@dataclass(frozen=True)
class ScaledRows:
    """`row` times `factor`, for each `param` of an array; rows have `width` numbers."""

    array: t.Typed
    param: str
    row: t.CellGet
    factor: t.Typed
    width: int


def scaled_rows(emitter: Emitter, node: t.Typed) -> ScaledRows | None:
    """What this a.map is, if it scales rows of a constant table."""
    match node:
        case t.LibraryCall(args=(array, t.Lambda(params=(param,), body=t.LibraryCall() as body))):
            scales = node.function.name == "a.map" and body.function.name == "la.scale" and not emitter.context.timed
        case _:
            return None
    if not scales or not emitter.once(param) or emitter.blocks == MAX_NESTED_BLOCKS:
        return None
    row, factor = body.args
    width = _width(emitter, row) if isinstance(row, t.CellGet) else None
    if width is None or not isinstance(row, t.CellGet):
        return None
    return ScaledRows(array, param, row, factor, width)


def _width(emitter: Emitter, row: t.CellGet) -> int | None:
    """How many numbers each row of the constant table has."""
    key = ("cell", row.name)
    if not is_vector(row.type) or key not in emitter.context.data.constants or len(row.steps) != 1:
        return None
    table = emitter.context.data.value(key)
    widths = set(map(len, table.values() if isinstance(table, dict) else table)) if row.steps[0].index else set()
    return widths.pop() if len(widths) == 1 and max(widths) in range(1, MAX_WIDTH + 1) else None


def sum_scaled(emitter: Emitter, found: ScaledRows, at: str) -> tuple[list[str], ast.expr]:
    """The names of the sums, and the array that was run through: where it is empty, they mean nothing."""
    array = emitter.saved(emitter.expr(found.array), "rows")
    sums = [emitter.program.name(f"sum_{i}") for i in range(found.width)]
    for name in sums:
        emitter.add(b.assign(name, b.constant(-0.0)), at)
    item = emitter.program.name(found.param.partition("~")[0])
    with emitter.nested(at):
        inner = emitter.branch_off(emitter.variables)
        inner.alias(found.param, b.load(item))
        _add_one(inner, found, sums, at)
    emitter.add(ast.For(b.store(item), array, inner.out, []), at)
    return sums, array


def _add_one(emitter: Emitter, found: ScaledRows, sums: list[str], at: str) -> None:
    row, given = emitter.all((found.row, found.factor))
    numbers = [emitter.program.name("x") for _ in sums]
    emitter.add(ast.Assign([ast.List([b.store(name) for name in numbers], ast.Store())], row), at)
    factor = emitter.saved(given, "factor")
    for name, number in zip(sums, numbers, strict=True):
        product = ast.BinOp(b.load(number), ast.Mult(), again(factor))
        emitter.add(ast.AugAssign(b.store(name), ast.Add(), product), at)
