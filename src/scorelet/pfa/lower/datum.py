"""How an action's datum gets to where the action reads it.

A record's fields that are read become local variables; the record itself is there only where it is used as a
whole. The datum is not copied: its values are looked at by class, and only when they are not canonical as they
are (tagged unions, whole numbers for doubles, mistakes) does the decoder run:

    if type(datum) is dict and len(datum) == 60 and CLASSES.issuperset(map(type, datum.values())):
        row = datum
    else:
        row = decode_input(datum)
    V1 = row['V1']
"""

from __future__ import annotations

import ast

from scorelet.pfa import values
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.types import INT, LONG, Array, Field, Map, Record, Type

MAX_FIELDS = 100
"""A record of mixed types and more fields is always decoded: looking at each by its name takes as long."""
_RANGES = {INT: (INT_MIN, INT_MAX), LONG: (LONG_MIN, LONG_MAX)}


class DatumReader:
    def __init__(self, emitter: Emitter, kind: Type) -> None:
        self.emitter = emitter
        self.kind = kind
        self.whole = emitter.program.name("row" if isinstance(kind, Record) else "input")
        self.fields: dict[str, str] = {}
        emitter.variables["input"] = b.load(self.whole)
        emitter.context.aliases.add("input")
        if isinstance(kind, Record):
            emitter.input_field = self.field

    def field(self, name: str) -> ast.expr:
        """A field of the input as a local variable."""
        if name not in self.fields:
            self.fields[name] = self.emitter.program.name(name)
        return b.load(self.fields[name])

    def emit(self, statements: list[ast.stmt]) -> None:
        """What must stand before `statements`, which read the datum."""
        emitter = self.emitter
        decode = emitter.program.bind("decode_input", "decode", self.kind.schema)
        decoded = b.assign(self.whole, b.call(decode, b.load("datum")))
        test = None if self._kept() else self._ready(_reads(statements, self.whole))
        if test is None:
            emitter.add(decoded, "$.input")
        else:
            test = b.placed(test, emitter.program.line("$.input", str(self.kind)))
            emitter.add(ast.If(test, [b.assign(self.whole, b.load("datum"))], [decoded]), "$.input")
        for name, variable in self.fields.items():
            value = b.subscript(b.load(self.whole), b.constant(name))
            emitter.path_line(value, "$.input", str(self.kind))
            emitter.add(b.assign(variable, value), "$.input")

    def _kept(self) -> bool:
        """Whether (a part of) the datum may outlive the action: then it must be a copy."""
        context = self.emitter.context
        return bool(context.states) or context.document.document.method == "fold"

    def _ready(self, as_a_whole: bool) -> ast.expr | None:
        """The test that the datum is canonical as it is; None where there is no quick one."""
        datum = b.load("datum")
        match self.kind:
            case Record():
                return self._ready_record(self.kind, as_a_whole)
            case Map(values=inner):
                ready = values.ready_class(inner)
                tests = [b.is_class(datum, "dict"), self._all(frozenset([str]), datum), self._all_values(ready)]
                return b.all_of(tests) if ready else None
            case Array(items=inner):
                ready = values.ready_class(inner)
                return b.all_of([b.is_class(datum, "list"), self._all(ready, datum)]) if ready else None
        ready = values.ready_class(self.kind)
        return b.any_of([_has_class(datum, c) for c in sorted(ready, key=str)]) if ready else None

    def _ready_record(self, kind: Record, as_a_whole: bool) -> ast.expr | None:
        datum = b.load("datum")
        tests: list[ast.expr] = [b.is_class(datum, "dict")]
        tests.append(b.compare(b.call("len", datum), ast.Eq(), b.constant(len(kind.fields))))
        if as_a_whole:
            names = self.emitter.program.constant(frozenset(f.name for f in kind.fields), "FIELDS")
            tests.append(b.compare(b.call(b.attribute(datum, "keys")), ast.Eq(), b.load(names)))
        classes = {values.ready_class(f.type) for f in kind.fields}
        if len(classes) == 1 and (ready := classes.pop()):
            return b.all_of([*tests, self._all_values(ready)])
        if len(kind.fields) > MAX_FIELDS:
            return None
        each = [self._ready_field(f) for f in kind.fields]
        return b.all_of([*tests, *(test for test in each if test is not None)]) if None not in each else None

    def _ready_field(self, field: Field) -> ast.expr | None:
        value = b.subscript(b.load("datum"), b.constant(field.name))
        if field.type in _RANGES:
            low, high = _RANGES[field.type]
            within = ast.Compare(b.constant(low), [ast.LtE(), ast.LtE()], [value, b.constant(high)])
            return b.all_of([b.is_class(value, "int"), within])
        ready = values.ready_class(field.type)
        if len(ready) == 1:
            return _has_class(value, next(iter(ready)))
        return b.compare(b.call("type", value), ast.In(), b.load(self._classes(ready))) if ready else None

    def _all_values(self, ready: frozenset[type]) -> ast.expr:
        return self._all(ready, b.call(b.attribute(b.load("datum"), "values")))

    def _all(self, ready: frozenset[type], found: ast.expr) -> ast.expr:
        return b.call(b.attribute(b.load(self._classes(ready)), "issuperset"), b.call("map", b.load("type"), found))

    def _classes(self, ready: frozenset[type]) -> str:
        return self.emitter.program.bind("CLASSES", "classes", tuple(sorted(c.__name__ for c in ready)))


def _reads(statements: list[ast.stmt], name: str) -> bool:
    parts = (part for statement in statements for part in ast.walk(statement))
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _has_class(value: ast.expr, found: type) -> ast.expr:
    return b.is_none(value) if found is type(None) else b.is_class(value, found.__name__)
