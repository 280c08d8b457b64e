"""Avro's types as PFA uses them (specification 4.1 to 4.5).

Types are immutable values: arrays, maps and unions compare by structure, named types by full name and
content (a recursive record compares by name below its first level, so that comparing ends).

What they accept, and what accepts several of them, is in `acceptance`.

`Bottom` is the type of an `error` form: no value has it, everything accepts it in a branch.
`Function` is the type of a function argument; it is no Avro type and never the type of a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Schema = Any
"""An Avro schema as parsed JSON: a string, a list or a dict."""


class Type:
    """One Avro type. `tag` names it inside a union, as in Avro's JSON encoding."""

    __slots__ = ()
    tag: str

    @property
    def schema(self) -> Schema:
        """The Avro schema as plain JSON; each named type is spelled out at its first place only."""
        return self._schema(set(), "")

    def _schema(self, seen: set[str], inside: str) -> Schema:
        return self.tag

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        return self.tag


class Primitive(Type):
    __slots__ = ("tag",)

    def __init__(self, tag: str) -> None:
        self.tag = tag


class _Bottom(Type):
    __slots__ = ()
    tag = "nothing"


NULL = Primitive("null")
BOOLEAN = Primitive("boolean")
INT = Primitive("int")
LONG = Primitive("long")
FLOAT = Primitive("float")
DOUBLE = Primitive("double")
STRING = Primitive("string")
BYTES = Primitive("bytes")
BOTTOM = _Bottom()

PRIMITIVES: Mapping[str, Type] = {t.tag: t for t in (NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING, BYTES)}
NUMBERS: tuple[Type, ...] = (INT, LONG, FLOAT, DOUBLE)
"""The numeric types, narrowest first: each accepts those before it."""


class Array(Type):
    __slots__ = ("items",)
    tag = "array"

    def __init__(self, items: Type) -> None:
        self.items = items

    def _schema(self, seen: set[str], inside: str) -> Schema:
        return {"type": "array", "items": self.items._schema(seen, inside)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Array) and self.items == other.items

    def __hash__(self) -> int:
        return hash(("array", self.items))

    def __str__(self) -> str:
        return f"array of {self.items}"


class Map(Type):
    __slots__ = ("values",)
    tag = "map"

    def __init__(self, values: Type) -> None:
        self.values = values

    def _schema(self, seen: set[str], inside: str) -> Schema:
        return {"type": "map", "values": self.values._schema(seen, inside)}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Map) and self.values == other.values

    def __hash__(self) -> int:
        return hash(("map", self.values))

    def __str__(self) -> str:
        return f"map of {self.values}"


class Union(Type):
    """A union; `types` keeps the order of the schema, equality does not look at it."""

    __slots__ = ("types",)
    tag = "union"

    def __init__(self, types: Iterable[Type]) -> None:
        self.types = tuple(types)

    def _schema(self, seen: set[str], inside: str) -> Schema:
        return [t._schema(seen, inside) for t in self.types]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Union) and set(self.types) == set(other.types)

    def __hash__(self) -> int:
        return hash(frozenset(self.types))

    def __str__(self) -> str:
        return "union of {" + ", ".join(map(str, self.types)) + "}"


class Named(Type):
    """A record, enum or fixed: known by its full name, which is also its tag."""

    __slots__ = ("tag",)
    kind = "named"

    def __init__(self, name: str) -> None:
        self.tag = name

    @property
    def name(self) -> str:
        return self.tag

    def _names(self, inside: str) -> dict[str, str]:
        """Name and namespace, which within a namespace must be said even when there is none."""
        namespace, _, name = self.tag.rpartition(".")
        return {"name": name, "namespace": namespace} if namespace or inside else {"name": name}

    def _schema(self, seen: set[str], inside: str) -> Schema:
        if self.tag in seen:
            return self.tag
        seen.add(self.tag)
        return {"type": self.kind, **self._names(inside), **self._body(seen, self.tag.rpartition(".")[0])}

    def _body(self, seen: set[str], inside: str) -> dict[str, Schema]:
        return {}

    def __hash__(self) -> int:
        return hash((self.kind, self.tag))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and self.kind == other.kind and self.tag == other.tag

    def __str__(self) -> str:
        return f"{self.kind} {self.tag}"


class Fixed(Named):
    __slots__ = ("size",)
    kind = "fixed"

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name)
        self.size = size

    def _body(self, seen: set[str], inside: str) -> dict[str, Schema]:
        return {"size": self.size}

    __hash__ = Named.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fixed) and (self.tag, self.size) == (other.tag, other.size)


class Enum(Named):
    __slots__ = ("symbols",)
    kind = "enum"

    def __init__(self, name: str, symbols: Iterable[str]) -> None:
        super().__init__(name)
        self.symbols = tuple(symbols)

    def _body(self, seen: set[str], inside: str) -> dict[str, Schema]:
        return {"symbols": list(self.symbols)}

    __hash__ = Named.__hash__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Enum) and (self.tag, self.symbols) == (other.tag, other.symbols)


MISSING: Any = object()
"""The default of a field that has none."""


class Field:
    """One field of a record. `default` is embedded JSON, or MISSING; `order` as in Avro's sort order."""

    __slots__ = ("default", "name", "order", "type")

    def __init__(self, name: str, type: Type, default: Any = MISSING, order: str = "ascending") -> None:
        self.name = name
        self.type = type
        self.default = default
        self.order = order

    def _schema(self, seen: set[str], inside: str) -> Schema:
        schema: dict[str, Any] = {"name": self.name, "type": self.type._schema(seen, inside)}
        if self.default is not MISSING:
            schema["default"] = self.default
        if self.order != "ascending":
            schema["order"] = self.order
        return schema


class Record(Named):
    """A record. Its fields come in a second step (`complete`), since they may name the record itself."""

    __slots__ = ("by_name", "fields")
    kind = "record"

    def __init__(self, name: str, fields: Iterable[Field] = ()) -> None:
        super().__init__(name)
        self.complete(fields)

    def complete(self, fields: Iterable[Field]) -> None:
        self.fields = tuple(fields)
        self.by_name = {f.name: f for f in self.fields}

    def field(self, name: str) -> Type | None:
        """The type of the field `name`, or None when there is no such field."""
        found = self.by_name.get(name)
        return None if found is None else found.type

    def _body(self, seen: set[str], inside: str) -> dict[str, Schema]:
        return {"fields": [f._schema(seen, inside) for f in self.fields]}

    __hash__ = Named.__hash__

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Record) or self.tag != other.tag or len(self.fields) != len(other.fields):
            return False
        return all(
            a.name == b.name and _equal_but_for_records(a.type, b.type)
            for a, b in zip(self.fields, other.fields, strict=True)
        )


def _equal_but_for_records(a: Type, b: Type) -> bool:
    """Equality in which records compare by name, so that comparing recursive types ends."""
    match a, b:
        case Record(), Record():
            return a.tag == b.tag
        case Array(), Array():
            return _equal_but_for_records(a.items, b.items)
        case Map(), Map():
            return _equal_but_for_records(a.values, b.values)
        case Union(), Union():
            return len(a.types) == len(b.types) and all(
                any(_equal_but_for_records(x, y) for y in b.types) for x in a.types
            )
    return a == b


class Function(Type):
    """The type of a function argument: parameter types and result type."""

    __slots__ = ("params", "ret")
    tag = "function"

    def __init__(self, params: Iterable[Type], ret: Type) -> None:
        self.params = tuple(params)
        self.ret = ret

    def _schema(self, seen: set[str], inside: str) -> Schema:
        # No Avro schema: its parts are read one by one, so each spells out its own names.
        return {"type": "function", "params": [p.schema for p in self.params], "ret": self.ret.schema}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Function) and (self.params, self.ret) == (other.params, other.ret)

    def __hash__(self) -> int:
        return hash((self.params, self.ret))

    def __str__(self) -> str:
        return f"function ({', '.join(map(str, self.params))}) -> {self.ret}"


def members(t: Type) -> tuple[Type, ...]:
    """The types a value of type `t` may have: a union's members, or `t` alone."""
    return t.types if isinstance(t, Union) else (t,)


def union_of(types: Iterable[Type]) -> Type:
    """A union of the distinct types given; a single one stands for itself."""
    distinct = list(dict.fromkeys(types))
    return distinct[0] if len(distinct) == 1 else Union(distinct)
