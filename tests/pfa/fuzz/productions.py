"""All that random documents are made of."""

from __future__ import annotations

from tests.pfa.fuzz import calls, flow, making, statements
from tests.pfa.fuzz.expressions import Tables

_VALUES = (making.new, making.new, making.attr, making.attr, making.attr_to, making.attr_to)
_STATE = (making.cell, making.pool, making.state_to)
_CALLS = (calls.library_call,) * 5 + (calls.user_call, calls.user_call, calls.call_by_symbol)
_FLOW = (
    flow.upcast, flow.do, flow.if_, flow.if_, flow.ifnotnull, flow.cast, flow.unpack, flow.pack, flow.try_, flow.try_,
)  # fmt: skip

TABLES = Tables(
    productions=(*_CALLS, *_FLOW, *_VALUES, *_STATE),
    risky=frozenset([making.attr, making.attr_to, *_STATE, calls.library_call, flow.pack]),
    statements=(
        *[statements.let] * 3,
        *[statements.set_] * 4,
        *[statements.change_state] * 2,
        statements.plain,
        statements.branch,
        statements.partial_cast,
        statements.if_not_null,
        statements.attempt,
        statements.say,
        statements.while_,
        statements.until,
        statements.for_,
        statements.foreach,
        statements.forkey,
    ),
)
