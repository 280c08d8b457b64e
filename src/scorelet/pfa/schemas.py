"""Avro schemas (parsed JSON) become types.

A document may name a type before it spells it out, and in any place. So reading is in two steps: `declare`
notes every named type that a schema spells out; `build`, once all schemas have been declared, makes types.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from scorelet.errors import PfaSyntaxError
from scorelet.pfa.types import MISSING, PRIMITIVES, Array, Enum, Field, Fixed, Map, Record, Schema, Type, Union

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z")
_SYMBOL = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_NAMED = ("record", "error", "enum", "fixed")
_ORDERS = ("ascending", "descending", "ignore")


def read_schema(schema: Schema, place: str = "$") -> Type:
    """The type of one schema that stands alone."""
    schemas = Schemas()
    schemas.declare(schema, place)
    return schemas.build(schema, place)


class Schemas:
    """The schemas of one document."""

    def __init__(self) -> None:
        self._declared: dict[str, tuple[dict[str, Any], str]] = {}
        self._built: dict[str, Type] = {}

    def declare(self, schema: Schema, place: str, namespace: str = "") -> None:
        """Note the named types that `schema` spells out."""
        if isinstance(schema, list):
            for i, member in enumerate(schema):
                self.declare(member, f"{place}[{i}]", namespace)
        if not isinstance(schema, dict):
            return
        kind = schema.get("type")
        match kind:
            case "array":
                self.declare(schema.get("items"), f"{place}.items", namespace)
            case "map":
                self.declare(schema.get("values"), f"{place}.values", namespace)
            case str() if kind in _NAMED:
                self._declare_named(schema, place, namespace)
            case dict() | list():
                self.declare(kind, f"{place}.type", namespace)

    def _declare_named(self, schema: dict[str, Any], place: str, namespace: str) -> None:
        name = _full_name(schema, place, namespace)
        known = self._declared.setdefault(name, (schema, place))
        if known[0] is not schema and not _same_schema(known[0], schema):
            raise PfaSyntaxError(f"type {name!r} is defined here and, otherwise, at {known[1]}", place)
        inner = name.rpartition(".")[0]
        fields = schema.get("fields")
        if schema["type"] in ("record", "error") and isinstance(fields, list):
            for i, field in enumerate(fields):
                if isinstance(field, dict):
                    self.declare(field.get("type"), f"{place}.fields[{i}].type", inner)

    def build(self, schema: Schema, place: str, namespace: str = "") -> Type:
        """The type that `schema` describes. Raises PfaSyntaxError with the place of what is wrong."""
        if isinstance(schema, str):
            return self._by_name(schema, place, namespace)
        if isinstance(schema, list):
            return self._union(schema, place, namespace)
        if not isinstance(schema, dict):
            raise PfaSyntaxError(f"expected an Avro schema, got {describe(schema)}", place)
        kind = schema.get("type", MISSING)
        match kind:
            case "array":
                return Array(self._part(schema, "items", place, namespace))
            case "map":
                return Map(self._part(schema, "values", place, namespace))
            case str() if kind in _NAMED:
                return self._named(_full_name(schema, place, namespace))
            case str() | dict() | list():
                return self.build(kind, f"{place}.type", namespace)
        raise PfaSyntaxError(f"expected an Avro schema with a 'type', got {describe(schema)}", place)

    def _part(self, schema: dict[str, Any], key: str, place: str, namespace: str) -> Type:
        if key not in schema:
            raise PfaSyntaxError(f"a schema of type {schema['type']!r} needs {key!r}", place)
        return self.build(schema[key], f"{place}.{key}", namespace)

    def _by_name(self, name: str, place: str, namespace: str) -> Type:
        if name in PRIMITIVES:
            return PRIMITIVES[name]
        for full in (f"{namespace}.{name}", name) if namespace and "." not in name else (name,):
            if full in self._declared:
                return self._named(full)
        raise PfaSyntaxError(
            f"expected the name of a type, got {short(name)}: no schema in this document defines it", place
        )

    def _union(self, schema: list[Any], place: str, namespace: str) -> Type:
        types = [self.build(member, f"{place}[{i}]", namespace) for i, member in enumerate(schema)]
        tags = [t.tag for t in types]
        if not types:
            raise PfaSyntaxError("a union needs at least one type", place)
        if "union" in tags:
            raise PfaSyntaxError("a union cannot directly hold another union", place)
        if len(set(tags)) < len(tags):
            twice = next(tag for tag in tags if tags.count(tag) > 1)
            raise PfaSyntaxError(f"a union cannot hold {twice!r} twice", place)
        return Union(types)

    def _named(self, name: str) -> Type:
        if name not in self._built:
            schema, place = self._declared[name]
            _MAKERS[schema["type"]](self, name, schema, place)
        return self._built[name]

    def _record(self, name: str, schema: dict[str, Any], place: str) -> None:
        # The record is known before its fields are read: they may name it.
        record = self._built[name] = Record(name)
        fields = schema.get("fields")
        if not isinstance(fields, list):
            raise PfaSyntaxError(f"record {name!r} needs a list of 'fields', got {describe(fields)}", place)
        namespace = name.rpartition(".")[0]
        built = [self._field(f, f"{place}.fields[{i}]", namespace) for i, f in enumerate(fields)]
        record.complete(built)
        if len(record.by_name) < len(built):
            raise PfaSyntaxError(f"record {name!r} names a field twice", place)

    def _field(self, schema: Any, place: str, namespace: str) -> Field:
        name = schema.get("name") if isinstance(schema, dict) else None
        if not isinstance(name, str) or "type" not in schema:
            raise PfaSyntaxError(f"expected a field with 'name' and 'type', got {describe(schema)}", place)
        if not _SYMBOL.match(name):
            raise PfaSyntaxError(f"{short(name)} is not a valid field name (letters, digits and _)", place)
        order = schema.get("order", "ascending")
        if order not in _ORDERS:
            raise PfaSyntaxError(f"expected order to be one of {', '.join(_ORDERS)}, got {describe(order)}", place)
        return Field(
            name, self.build(schema["type"], f"{place}.type", namespace), schema.get("default", MISSING), order
        )

    def _enum(self, name: str, schema: dict[str, Any], place: str) -> None:
        symbols = schema.get("symbols")
        if not isinstance(symbols, list) or not all(isinstance(s, str) for s in symbols):
            raise PfaSyntaxError(f"enum {name!r} needs a list of strings 'symbols', got {describe(symbols)}", place)
        wrong = next((s for s in symbols if not _SYMBOL.match(s)), None)
        if wrong is not None:
            raise PfaSyntaxError(f"{short(wrong)} is not a valid enum symbol (letters, digits and _)", place)
        if len(set(symbols)) < len(symbols):
            raise PfaSyntaxError(f"enum {name!r} names a symbol twice", place)
        self._built[name] = Enum(name, symbols)

    def _fixed(self, name: str, schema: dict[str, Any], place: str) -> None:
        size = schema.get("size")
        if not isinstance(size, int) or isinstance(size, bool) or size < 0:
            raise PfaSyntaxError(f"fixed {name!r} needs a 'size' (a whole number), got {describe(size)}", place)
        self._built[name] = Fixed(name, size)


_MAKERS: dict[str, Callable[[Schemas, str, dict[str, Any], str], None]] = {
    "record": Schemas._record,
    "error": Schemas._record,
    "enum": Schemas._enum,
    "fixed": Schemas._fixed,
}


def _full_name(schema: dict[str, Any], place: str, namespace: str) -> str:
    name = schema.get("name")
    if not isinstance(name, str) or not _NAME.match(name):
        raise PfaSyntaxError(f"a schema of type {schema['type']!r} needs a valid 'name', got {describe(name)}", place)
    own = schema.get("namespace", namespace)
    if not isinstance(own, str):
        raise PfaSyntaxError(f"expected 'namespace' to be a string, got {describe(own)}", place)
    full = name if "." in name or not own else f"{own}.{name}"
    if full in PRIMITIVES or not _NAME.match(full):
        raise PfaSyntaxError(f"{short(full)} is not a valid type name", place)
    return full


def _same_schema(a: Any, b: Any) -> bool:
    """Equality but for locator marks."""
    if isinstance(a, dict) and isinstance(b, dict):
        keys = a.keys() - {"@", "doc"}
        return keys == b.keys() - {"@", "doc"} and all(_same_schema(a[k], b[k]) for k in keys)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same_schema, a, b))
    return bool(a == b)


def short(value: str) -> str:
    """A string quoted, cut where it would fill a message."""
    return repr(value if len(value) <= 60 else value[:57] + "...")


def describe(value: Any) -> str:
    """A JSON value in words, short enough for a message."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"string {short(value)}"
        case list():
            return f"an array of {len(value)}"
        case dict():
            keys = ", ".join(repr(str(k)[:20]) for k in list(value)[:4])
            return f"an object with {keys}{', ...' if len(value) > 4 else ''}" if value else "an empty object"
        case int() if abs(value) >= 10**20:
            return "a whole number of more than 20 digits"
    return f"{type(value).__name__} {str(value)[:40]}"
