"""How an action's datum gets to where the action reads it.

A record whose fields are all the action reads never becomes a value of its own: its fields become local
variables, each looked at by class, and decoded only when it is not canonical as it is (a tagged union, a whole
number where a double is meant, a mistake):

    V1 = datum['V1']
    if type(V1) is not float:
        V1 = float(V1) if type(V1) is int else decode(V1)

A record may also come as the tuple of its values, in the order of its fields: then nothing is looked up by name. Wide
records of one type are looked at all at once; where no value is null, what stands in for nulls is not asked for. Where
all that is done with their numbers is to compare them with thresholds, whole numbers stay what they are: Python
compares them with doubles exactly. A datum that is used as a whole is used as it came where its values are canonical,
else decoded. Whatever fails here is the datum's fault: the lines say so, and the decoder is asked for the exact place
(support.translated).
"""

from __future__ import annotations

import ast

from scorelet.pfa import values
from scorelet.pfa.lower import build as b
from scorelet.pfa.lower.emitter import Emitter
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN
from scorelet.pfa.types import DOUBLE, INT, LONG, MISSING, NULL, Array, Enum, Map, Record, Type, members

WIDE = 25
"""From so many fields on, looking at all of them at once is quicker than one by one."""
_RANGES = {INT: (INT_MIN, INT_MAX), LONG: (LONG_MIN, LONG_MAX)}


class DatumReader:
    def __init__(self, emitter: Emitter, kind: Type) -> None:
        self.emitter = emitter
        self.kind = kind
        self.whole = emitter.program.name("row" if isinstance(kind, Record) else "input")
        self.decode = emitter.program.bind("decode_input", "decode", kind.schema)
        self.fields: dict[str, str] = {}
        self.as_doubles = False
        """Whether a field is read otherwise than to compare it: then a whole number must become a double."""
        emitter.alias("input", b.load(self.whole))
        if isinstance(kind, Record):
            emitter.input_field = self.field

    def field(self, name: str, *, as_number: bool = False) -> ast.expr:
        """A field of the input as a local variable."""
        self.as_doubles |= not as_number
        return self._variable(name)

    def _variable(self, name: str) -> ast.Name:
        if name not in self.fields:
            self.fields[name] = self.emitter.program.name(name)
        return b.load(self.fields[name])

    def emit(self, statements: list[ast.stmt]) -> None:
        """What must stand before `statements`, which read the datum."""
        if isinstance(self.kind, Record) and not _reads(statements, self.whole):
            wide = len(self.kind.fields) > WIDE
            found = self._wide(self.kind, statements) if wide else self._one_by_one(self.kind)
        else:
            found = self._as_a_whole()
        line = self.emitter.program.line("$.input", ("input", str(self.kind)))
        self.emitter.out += [b.placed(statement, line) for statement in found]

    # ------------------------------------------------------------------------------- records by their fields

    def _one_by_one(self, kind: Record) -> list[ast.stmt]:
        if not kind.fields or any(f.default is not MISSING for f in kind.fields):
            return self._unpacked(kind)
        names = [self._variable(f.name).id for f in kind.fields]
        by_name: list[ast.stmt] = [
            b.assign(name, b.subscript(b.load("datum"), b.constant(f.name)))
            for name, f in zip(names, kind.fields, strict=True)
        ]
        checks = [check for name, f in zip(names, kind.fields, strict=True) for check in self._checked(f.type, name)]
        return [ast.If(_is_positional(), [_unpack(names, b.load("datum"))], by_name), *checks]

    def _checked(self, kind: Type, name: str) -> list[ast.stmt]:
        """Decode the variable unless it is canonical."""
        decoded: ast.expr = b.call(self.emitter.program.bind("decode", "decode", kind.schema), b.load(name))
        if kind is DOUBLE:
            # Common in JSON: 6 where 6.0 is meant.
            decoded = ast.IfExp(b.is_class(b.load(name), "int"), b.call("float", b.load(name)), decoded)
        ready = self._ready_value(kind, name)
        fix = b.assign(name, decoded)
        return [fix] if ready is None else [ast.If(b.negation(ready), [fix], [])]

    def _ready_value(self, kind: Type, name: str) -> ast.expr | None:
        if kind in _RANGES:
            low, high = _RANGES[kind]
            within = ast.Compare(b.constant(low), [ast.LtE(), ast.LtE()], [b.load(name), b.constant(high)])
            return b.all_of([b.is_class(b.load(name), "int"), within])
        if isinstance(kind, Enum):
            symbols = self.emitter.program.constant(frozenset(kind.symbols), "SYMBOLS")
            return b.all_of([b.is_class(b.load(name), "str"), b.compare(b.load(name), ast.In(), b.load(symbols))])
        ready = sorted(values.ready_class(kind), key=_none_last)
        return b.any_of([_has_class(b.load(name), c) for c in ready]) if ready else None

    def _wide(self, kind: Record, statements: list[ast.stmt]) -> list[ast.stmt]:
        """All fields at once, where they have one type."""
        classes = {values.ready_class(f.type) for f in kind.fields}
        ready = classes.pop()
        if classes or not ready or any(f.default is not MISSING for f in kind.fields):
            return self._unpacked(kind)
        program = self.emitter.program
        names = [f.name for f in kind.fields]
        targets = [self._variable(name).id for name in names]
        row = program.name("row")
        getter = b.load(program.bind("fields", "getter", tuple(names)))
        given = ast.IfExp(_is_positional(), b.load("datum"), b.call(getter, b.load("datum")))
        found: ast.expr = b.walrus(row, given)
        untagged: list[ast.expr] = []
        if type(None) in ready:
            # A row of tagged unions is told by its first value.
            untagged = [_is_no_dict(b.subscript(found, b.constant(0)))]
            found = b.load(row)
        usual, among = self._classes_are(ready, len(names), found)
        otherwise = self._unpacked(kind)
        if self.as_doubles and float in ready and all(set(members(f.type)) <= {DOUBLE, NULL} for f in kind.fields):
            whole = self._all(ready | {int}, b.load(row))
            made = _unpack(targets, self._as_doubles(row, nullable=type(None) in ready))
            tests = [_is_no_dict(b.subscript(b.load(row), b.constant(0))), whole] if untagged else [whole]
            otherwise = [ast.If(b.all_of(tests), [made], otherwise)]
        unpack = _unpack(targets, b.load(row))
        stand_ins = {} if among is None else _stand_ins(statements, set(targets))
        if among is None or not stand_ins:
            test = usual if among is None else b.any_of([usual, among])
            return [ast.If(b.all_of([*untagged, test]), [unpack], otherwise)]
        filled, statements[:] = statements[: len(stand_ins)], statements[len(stand_ins) :]
        again = _is_no_dict(b.subscript(b.load(row), b.constant(0)))
        otherwise = [ast.If(b.all_of([again, among]), [unpack], otherwise), *filled]
        quick = _unpack([stand_ins.get(target, target) for target in targets], b.load(row))
        return [ast.If(b.all_of([*untagged, usual]), [quick], otherwise)]

    def _as_doubles(self, row: str, *, nullable: bool) -> ast.expr:
        """The row's whole numbers as doubles."""
        if not nullable:
            return b.call("map", b.load("float"), b.load(row))
        name = self.emitter.program.name("x")
        double = ast.IfExp(b.is_class(b.load(name), "int"), b.call("float", b.load(name)), b.load(name))
        return ast.ListComp(double, [ast.comprehension(b.store(name), b.load(row), [], 0)])

    def _classes_are(self, ready: frozenset[type], count: int, found: ast.expr) -> tuple[ast.expr, ast.expr | None]:
        """Whether all values have the usual class, which is the quicker test; and whether all have one of several."""
        program = self.emitter.program
        if float in ready and not self.as_doubles:
            ready |= {int}
        first = float if float in ready else min(ready, key=_none_last)
        kinds = ast.List([ast.Starred(b.call("map", b.load("type"), found), ast.Load())], ast.Load())
        wanted = b.load(program.bind("KINDS", "kinds", first.__name__, count))
        if len(ready) == 1:
            return b.compare(kinds, ast.Eq(), wanted), None
        name = program.name("kinds")
        classes = b.load(program.bind("CLASSES", "classes", tuple(sorted(c.__name__ for c in ready))))
        among = b.call(b.attribute(classes, "issuperset"), b.load(name))
        return b.compare(b.walrus(name, kinds), ast.Eq(), wanted), among

    def _unpacked(self, kind: Record) -> list[ast.stmt]:
        """The fields that are read, out of the decoded datum."""
        if not self.fields:
            return [b.effect(b.call(self.decode, b.load("datum")))]
        names = tuple(f.name for f in kind.fields if f.name in self.fields)
        reader = self.emitter.program.bind("read_input", "fields", kind.schema, names, not self.as_doubles)
        targets = ast.List([b.store(self.fields[name]) for name in names], ast.Store())
        return [ast.Assign([targets], b.call(reader, b.load("datum")))]

    # ------------------------------------------------------------------------------------- data as a whole

    def _as_a_whole(self) -> list[ast.stmt]:
        decoded: ast.stmt = b.assign(self.whole, b.call(self.decode, b.load("datum")))
        test = None if self._kept() else self._ready(self.kind)
        found = [decoded if test is None else ast.If(test, [b.assign(self.whole, b.load("datum"))], [decoded])]
        for name, variable in self.fields.items():
            found.append(b.assign(variable, b.subscript(b.load(self.whole), b.constant(name))))
        return found

    def _kept(self) -> bool:
        """Whether (a part of) the datum may outlive the action: then it must be a copy."""
        context = self.emitter.context
        return bool(context.states) or context.document.document.method == "fold"

    def _ready(self, kind: Type) -> ast.expr | None:
        """The test that the datum is canonical as it is; None where there is no quick one."""
        datum = b.load("datum")
        match kind:
            case Record(fields=fields):
                classes = {values.ready_class(f.type) for f in fields}
                if len(classes) != 1 or not (ready := classes.pop()):
                    return None
                names = self.emitter.program.constant(frozenset(f.name for f in fields), "FIELDS")
                keys = b.compare(b.call(b.attribute(datum, "keys")), ast.Eq(), b.load(names))
                return b.all_of([b.is_class(datum, "dict"), keys, self._all_values(ready)])
            case Map(values=inner):
                ready = values.ready_class(inner)
                tests = [b.is_class(datum, "dict"), self._all(frozenset([str]), datum), self._all_values(ready)]
                return b.all_of(tests) if ready else None
            case Array(items=inner):
                ready = values.ready_class(inner)
                return b.all_of([b.is_class(datum, "list"), self._all(ready, datum)]) if ready else None
        ready = values.ready_class(kind)
        return b.any_of([_has_class(datum, c) for c in sorted(ready, key=_none_last)]) if ready else None

    def _all_values(self, ready: frozenset[type]) -> ast.expr:
        return self._all(ready, b.call(b.attribute(b.load("datum"), "values")))

    def _all(self, ready: frozenset[type], found: ast.expr) -> ast.expr:
        classes = tuple(sorted(c.__name__ for c in ready))
        known = self.emitter.program.bind("CLASSES", "classes", classes)
        return b.call(b.attribute(b.load(known), "issuperset"), b.call("map", b.load("type"), found))


def _is_positional() -> ast.expr:
    """Whether the datum is a record given as the tuple of its values, in the order of the fields."""
    return b.is_class(b.load("datum"), "tuple")


def _is_no_dict(value: ast.expr) -> ast.expr:
    return b.negation(b.is_class(value, "dict"))


def _unpack(names: list[str], values: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Tuple([b.store(name) for name in names], ast.Store())], values)


def _stand_ins(statements: list[ast.stmt], fields: set[str]) -> dict[str, str]:
    """The variables by fields, where actions begin with what stands in for nulls: ``y = x if x is not None else nan``.

    None of the fields may be read later.
    """
    found: dict[str, str] = {}
    for statement in statements:
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=target)],
                value=ast.IfExp(
                    test=ast.Compare(
                        left=ast.Name(id=tested), ops=[ast.IsNot()], comparators=[ast.Constant(value=None)]
                    ),
                    body=ast.Name(id=source),
                ),
            ) if tested == source and source in fields and source not in found:
                found[source] = target
            case _:
                break
    later = (part for statement in statements[len(found) :] for part in ast.walk(statement)) if found else ()
    return {} if any(isinstance(part, ast.Name) and part.id in found for part in later) else found


def _reads(statements: list[ast.stmt], name: str) -> bool:
    parts = (part for statement in statements for part in ast.walk(statement))
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def _none_last(found: type) -> bool:
    return found is type(None)


def _has_class(value: ast.expr, found: type) -> ast.expr:
    return b.is_none(value) if found is type(None) else b.is_class(value, found.__name__)
