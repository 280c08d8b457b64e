"""Plain Python or JSON becomes canonical values, by type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scorelet.errors import PfaSemanticError
from scorelet.pfa.numbers import INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, float32
from scorelet.pfa.schemas import short
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    MISSING,
    NULL,
    STRING,
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Record,
    Type,
    Union,
)
from scorelet.pfa.values.canonical import CLASSES, NAMED_FLOATS, Mismatch, Step, boxed, class_of, ready_class
from scorelet.pfa.values.convert import converter
from scorelet.pfa.values.quick import quickly


def decode_literal(json: Any, t: Type, at: str) -> Any:
    """Embedded data of a document as a canonical value. Raises PfaSemanticError with the exact place."""
    try:
        return decoder(t, embedded=True)(json)
    except Mismatch as mismatch:
        place = at if t in CLASSES else f"{at}.value"
        raise mismatch.translated(PfaSemanticError, place) from None
    except RecursionError:
        raise PfaSemanticError("embedded data nests too deeply", at) from None


def decoder(t: Type, *, embedded: bool = False) -> Step:
    """The function that makes canonical values of `t`; it raises Mismatch, and never changes its argument.

    `embedded` data, in a document, may also have locator marks, and the strings NaN, Infinity, -Infinity.
    """
    return _Decoders(embedded).of(t)


class _Decoders:
    """`outer`: whose default these decoders are wanted for."""

    def __init__(self, embedded: bool, outer: _Decoders | None = None) -> None:
        self.embedded = embedded
        self.is_inner = outer is not None
        self.records: dict[str, Step] = {}
        self.defaults: dict[tuple[str, str], Any] = {} if outer is None else outer.defaults
        """By record and field; MISSING for one that is being made."""

    def of(self, t: Type) -> Step:
        match t:
            case Array():
                return self.array(t)
            case Map():
                return self.map(t)
            case Union():
                return self.union(t)
            case Record():
                return self.record(t)
            case Enum():
                return _enum(t)
            case Fixed():
                return _fixed(t)
        if self.embedded and t in (FLOAT, DOUBLE):
            return _with_named_floats(_PRIMITIVES[t])
        return _PRIMITIVES[t]

    def array(self, t: Array) -> Step:
        item = self.of(t.items)
        ready = ready_class(t.items)

        def decode(value: Any) -> list[Any]:
            if not isinstance(value, list | tuple):
                raise Mismatch(f"{t}", value)
            if ready and set(map(type, value)) <= ready:
                return list(value)
            done: list[Any] = []
            try:
                for inner in value:
                    done.append(item(inner))
            except Mismatch as mismatch:
                mismatch.path.append(f"[{len(done)}]")
                raise
            return done

        return decode

    def map(self, t: Map) -> Step:
        item = self.of(t.values)
        ready = ready_class(t.values)
        embedded = self.embedded

        def decode(value: Any) -> dict[str, Any]:
            if not isinstance(value, dict):
                raise Mismatch(f"{t}", value)
            if embedded and "@" in value:
                value = {k: v for k, v in value.items() if k != "@"}
            if not all(type(key) is str for key in value):
                raise Mismatch(f"{t} with strings as keys", next(k for k in value if type(k) is not str))
            if ready and set(map(type, value.values())) <= ready:
                return dict(value)
            done = {}
            key = ""
            try:
                for key, inner in value.items():
                    done[key] = item(inner)
            except Mismatch as mismatch:
                mismatch.path.append(f".{key}")
                raise
            return done

        return decode

    def record(self, t: Record) -> Step:
        if t.name in self.records:
            # A record inside itself: its decoder is not ready yet, so it is looked up when it is needed.
            records = self.records
            return lambda value: records[t.name](value)
        self.records[t.name] = _unfinished
        # A default may hold records of its own type, which have that default, too: there it waits until it is needed.
        default_of = _Later if self.is_inner else _Decoders.default
        fields = [
            (f.name, self.of(f.type), MISSING if f.default is MISSING else default_of(self, t, f)) for f in t.fields
        ]
        quick = None if self.embedded else quickly(t)
        names = [f.name for f in t.fields]

        def decode(value: Any) -> dict[str, Any]:
            if type(value) is tuple and len(value) == len(names):
                value = dict(zip(names, value, strict=True))
            if not isinstance(value, dict):
                raise Mismatch(f"{t}", value)
            done = None if quick is None else quick(value)
            if done is not None:
                return done
            done = {}
            name = ""
            try:
                for name, item, default in fields:
                    if name in value:
                        done[name] = item(value[name])
                    elif default is not MISSING:
                        done[name] = default.made() if type(default) is _Later else default
                    else:
                        raise Mismatch(f"{t} with field {name!r}", value)
            except Mismatch as mismatch:
                if mismatch.got is not value:
                    mismatch.path.append(f".{name}")
                raise
            return done

        self.records[t.name] = decode
        return decode

    def default(self, record: Record, field: Field) -> Any:
        """A field's default as a value: by Avro's rule, of a union's first member."""
        key, t = (record.name, field.name), field.type
        if key not in self.defaults:
            self.defaults[key] = MISSING
            try:
                first = t.types[0] if isinstance(t, Union) else t
                self.defaults[key] = converter(first, t)(_Decoders(True, self).of(first)(field.default))
            except Mismatch as mismatch:
                raise mismatch.translated(PfaSemanticError, f"the default of a field of {record}") from None
        if self.defaults[key] is MISSING:
            raise PfaSemanticError(f"the default of field {field.name!r} of {record} needs itself")
        return self.defaults[key]

    def union(self, t: Union) -> Step:
        boxes = boxed(t)
        steps = {m.tag: self.of(m) for m in t.types}
        short_names = {m.tag.rpartition(".")[2]: m.tag for m in t.types}
        ready = ready_class(t)
        ready_in = {m.tag: class_of(m) for m in t.types if m.tag not in boxes and ready_class(m)}
        embedded = self.embedded
        guesses = _guesses(t)

        def decode(value: Any) -> Any:
            kind = type(value)
            if kind in ready:
                return value
            if kind is dict:
                if len(value) == 1:
                    for tag, inner in value.items():
                        if type(inner) is ready_in.get(tag):
                            return inner
                tagged = {k: v for k, v in value.items() if k != "@"} if embedded and "@" in value else value
                if len(tagged) == 1:
                    ((tag, inner),) = tagged.items()
                    tag = tag if tag in steps else short_names.get(tag, tag)
                    if tag in steps:
                        return member(tag, inner)
            return untagged(value)

        def member(tag: str, inner: Any) -> Any:
            try:
                done = steps[tag](inner)
            except Mismatch as mismatch:
                mismatch.path.append(f".{tag}")
                raise
            return (tag, done) if tag in boxes else done

        def untagged(value: Any) -> Any:
            fits = []
            for tags in guesses:
                for tag in tags:
                    try:
                        fits.append((tag, steps[tag](value)))
                    except Mismatch:
                        continue
                if fits:
                    break
            if len(fits) != 1:
                how = f"{t}" if not fits else f"{t} with a tag such as {{{fits[0][0]!r}: ...}}: more than one type fits"
                raise Mismatch(how, value)
            tag, done = fits[0]
            return (tag, done) if tag in boxes else done

        return decode


def _unfinished(value: Any) -> Any:
    raise TypeError("a record's decoder was used before it was built")


def _guesses(union: Union) -> list[list[str]]:
    """Tags to try on an untagged value, the likelier first; within one group just one may fit."""
    tags = [m.tag for m in union.types]
    numbers: list[str] = [tag for tag in ("int", "long", "double", "float") if tag in tags]
    return [*[[tag] for tag in numbers], [tag for tag in tags if tag not in numbers]]


def _null(value: Any) -> None:
    if value is not None:
        raise Mismatch("null", value)


def _boolean(value: Any) -> bool:
    if value is True or value is False:
        return bool(value)
    raise Mismatch("boolean", value)


def _whole(name: str, low: int, high: int) -> Step:
    def decode(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise Mismatch(name, value)
        if not low <= value <= high:
            raise Mismatch(f"{name} ({low} to {high})", value)
        return int(value)

    return decode


def _double(value: Any) -> float:
    if not isinstance(value, float | int) or isinstance(value, bool):
        raise Mismatch("double", value)
    try:
        return float(value)
    except OverflowError:
        raise Mismatch("double", value) from None


def _float(value: Any) -> float:
    try:
        return float32(_double(value))
    except Mismatch:
        raise Mismatch("float", value) from None


def _with_named_floats(decode: Step) -> Step:
    def named(value: Any) -> float:
        if isinstance(value, str) and value in NAMED_FLOATS:
            return NAMED_FLOATS[value]
        number = float(decode(value))
        if number - number != 0.0:
            raise Mismatch("a finite number, or the string NaN, Infinity or -Infinity", value)
        return number

    return named


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise Mismatch("string", value)
    return str(value)


def _bytes(value: Any) -> bytes:
    """Bytes, or as in JSON a string whose characters are the bytes."""
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if isinstance(value, str):
        try:
            return value.encode("latin-1")
        except UnicodeEncodeError:
            raise Mismatch("bytes (as a string of characters up to U+00FF)", value) from None
    raise Mismatch("bytes", value)


def _enum(t: Enum) -> Step:
    symbols = frozenset(t.symbols)

    def decode(value: Any) -> str:
        if not isinstance(value, str) or value not in symbols:
            shown = ", ".join(map(short, t.symbols[:8])) + (", ..." if len(t.symbols) > 8 else "")
            raise Mismatch(f"{t} (one of {shown})", value)
        return str(value)

    return decode


def _fixed(t: Fixed) -> Step:
    def decode(value: Any) -> bytes:
        done = _bytes(value)
        if len(done) != t.size:
            raise Mismatch(f"{t} of {t.size} bytes", value)
        return done

    return decode


_PRIMITIVES: Mapping[Type, Step] = {
    NULL: _null,
    BOOLEAN: _boolean,
    INT: _whole("int", INT_MIN, INT_MAX),
    LONG: _whole("long", LONG_MIN, LONG_MAX),
    FLOAT: _float,
    DOUBLE: _double,
    STRING: _string,
    BYTES: _bytes,
}


class _Later:
    """A default that is made when a record lacks the field."""

    def __init__(self, decoders: _Decoders, record: Record, field: Field) -> None:
        self._of = decoders, record, field

    def made(self) -> Any:
        decoders, record, field = self._of
        return decoders.default(record, field)
