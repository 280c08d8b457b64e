"""The fields of the record that trees look at, as local variables: of the input, of a record that is spelled out, or of
any other."""

from __future__ import annotations

import ast
from typing import Any

from scorelet.pfa import typed as t
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.lower.forest import Forest
from scorelet.pfa.lower.paths import is_input
from scorelet.pfa.lower.spelled import fields_of
from scorelet.pfa.types import NULL, Record, members

EXACT = 2.0**53
"""Below, every whole number is a double."""


def is_exact(value: Any) -> bool:
    """Whether a whole number stands to this threshold as its double does, whatever its size."""
    return type(value) in (float, int) and abs(value) < EXACT


class DatumFields:
    """The fields of the datum as local variables."""

    def __init__(self, emitter: Emitter, datum: t.Typed, at: str, forest: Forest) -> None:
        self.emitter = emitter
        self.at = at
        self.exact = all(map(is_exact, forest.values))
        assert isinstance(datum.type, Record)
        self.record = datum.type
        self.of_input = emitter.input_field if is_input(emitter, datum) else None
        self.variables: dict[str, ast.expr] = {} if self.of_input else fields_of(emitter, datum) or {}
        spelled = self.of_input or self.variables
        self.whole = None if spelled else emitter.saved(emitter.expr(datum), "row")

    def field(self, name: str) -> ast.expr:
        """A variable that holds the field; it is emitted before whatever is being captured just now."""
        if name not in self.variables:
            if self.of_input is not None:
                self.variables[name] = self.of_input(name, as_number=self.exact)
            else:
                assert self.whole is not None
                self.variables[name] = b.subscript(self.whole, b.constant(name))
        found = self.variables[name]
        return b.load(found.id) if isinstance(found, ast.Name) else found

    def nullable(self, name: str) -> bool:
        return NULL in members(self.record.by_name[name].type)
