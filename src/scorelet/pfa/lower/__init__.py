"""TypedDocument -> Program: Python's own `ast` nodes, constants folded, cells that nothing writes specialised.

FORMS and STATEMENTS say which function lowers which kind of node, to an expression or towards a target; VECTORS, which
library functions give arrays that can be spelled out.
"""

from __future__ import annotations

from collections.abc import Mapping

from scorelet.pfa import typed as t
from scorelet.pfa.data import Data
from scorelet.pfa.lower import build, calls, casts, forms, paths, reductions, symbols, tables, tallies
from scorelet.pfa.lower.emitter import Context, Lower, LowerInto
from scorelet.pfa.lower.itemwise import ITEMWISE
from scorelet.pfa.lower.program import Program
from scorelet.pfa.lower.routines import make_function
from scorelet.pfa.lower.spelled import Vector
from scorelet.pfa.lower.unused import without_unused

FORMS: Mapping[type[t.Typed], Lower] = {
    t.Constant: forms.constant,
    t.Get: forms.get,
    t.Convert: forms.convert,
    t.Bind: forms.statement_form,
    t.Block: forms.block,
    t.If: forms.if_,
    t.While: forms.statement_form,
    t.DoUntil: forms.statement_form,
    t.For: forms.statement_form,
    t.ForEach: forms.statement_form,
    t.ForKeyVal: forms.statement_form,
    t.CastCases: casts.cast_cases,
    t.IfNotNull: forms.if_not_null,
    t.Unpack: forms.statement_form,
    t.Pack: forms.pack,
    t.Raise: forms.raise_,
    t.Try: forms.statement_form,
    t.Log: forms.log,
    t.MakeArray: forms.make_array,
    t.MakeObject: forms.make_object,
    t.Path: paths.path,
    t.PathTo: paths.path_to,
    t.CellGet: paths.cell_get,
    t.CellTo: paths.cell_to,
    t.PoolGet: paths.pool_get,
    t.PoolTo: paths.pool_to,
    t.PoolDel: paths.pool_del,
    t.LibraryCall: calls.library_call,
    t.UserCall: calls.user_call,
    t.SymbolCall: calls.symbol_call,
    t.Emit: calls.emit,
    t.UserFunction: calls.function_value,
    t.LibraryFunctionValue: calls.function_value,
    t.Lambda: calls.function_value,
}
STATEMENTS: Mapping[type[t.Typed], LowerInto] = {
    t.Bind: symbols.bind_into,
    t.Block: forms.block_into,
    t.If: forms.if_into,
    t.While: forms.while_into,
    t.DoUntil: forms.do_until_into,
    t.For: forms.for_into,
    t.ForEach: forms.for_each_into,
    t.ForKeyVal: forms.for_key_val_into,
    t.CastCases: casts.cast_cases_into,
    t.IfNotNull: forms.if_not_null_into,
    t.Unpack: forms.unpack_into,
    t.Try: forms.try_into,
}
VECTORS: Mapping[str, Vector] = {
    **ITEMWISE,
    "a.reduce": Vector(tallies.vector_width, tallies.vector_sums),
    "m.link.softmax": Vector(reductions.softmax_length, reductions.softmax),
    "model.reg.linear": Vector(tables.linear_length, tables.linears),
}


def lower(typed: t.TypedDocument, data: Data, *, timed: bool) -> Program:
    """The program of a document. `timed`: its loops and functions look at the clock."""
    program = Program()
    context = Context(typed, program, data, FORMS, STATEMENTS, VECTORS, timed=timed)
    for kind, name in data:
        if (kind, name) not in data.constants:
            context.states[(kind, name)] = program.name(f"{kind}_{name}")
    program.body.append(build.placed(without_unused(make_function(context)), 1))
    return program
