"""The pattern language of library signatures (specification 4.6): its patterns, and how a signature is read.

A signature is written as the specification's tables read, parameter names included:

    (a: array of any A, fcn: function (A) -> boolean) -> array of A

    primitive                       null boolean int long float double string bytes
    any A                           any type; later a bare `A` means the same type
    any A of {int, double}          any of these types
    array of P, map of P            P is a pattern
    union {P, Q}                    each member of a union matches a different pattern
    function (P, Q) -> R            a function argument
    any record A [with {f: P}]      a record with at least these fields
    any enum A, any fixed A
    enum A of fields of B           an enum whose symbols are the field names of record B, in order
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from scorelet.pfa.types import (
    PRIMITIVES,
    Enum,
    Fixed,
    Type,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Exactly:
    type: Type


@dataclass(frozen=True)
class Label:
    """A label met again: `A`."""

    name: str


@dataclass(frozen=True)
class AnyType:
    """`any A`, `any A of {..}`; `kind` narrows it to enums or fixed."""

    name: str
    among: tuple[Type, ...] = ()
    kind: type[Type] = Type


@dataclass(frozen=True)
class AnyRecord:
    name: str
    fields: tuple[tuple[str, Pattern], ...]


@dataclass(frozen=True)
class EnumOfFields:
    name: str
    record: str


@dataclass(frozen=True)
class ArrayOf:
    items: Pattern


@dataclass(frozen=True)
class MapOf:
    values: Pattern


@dataclass(frozen=True)
class UnionOf:
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True)
class FunctionOf:
    params: tuple[Pattern, ...]
    ret: Pattern


Pattern = Exactly | Label | AnyType | AnyRecord | EnumOfFields | ArrayOf | MapOf | UnionOf | FunctionOf


@dataclass(frozen=True)
class Signature:
    text: str
    params: tuple[tuple[str, Pattern], ...]
    ret: Pattern


# ---------------------------------------------------------------------------------------------- reading

_TOKEN = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*|->|[(){},:])")
_cache: dict[str, Signature] = {}


def read(text: str) -> Signature:
    """The signature that `text` writes. Raises ValueError when it is not one."""
    found = _cache.get(text)
    if found is None:
        found = _cache[text] = _Reader(text).signature()
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Iterator[str] = iter(_TOKEN.findall(text))
        self.next = next(self.tokens, "")

    def take(self, *expected: str) -> str:
        token = self.next
        if expected and token not in expected:
            raise ValueError(f"signature {self.text!r}: expected {' or '.join(expected)}, got {token!r}")
        self.next = next(self.tokens, "")
        return token

    def words(self, *expected: str) -> None:
        for word in expected:
            self.take(word)

    def signature(self) -> Signature:
        params = self.fields("(", ")")
        self.take("->")
        ret = self.pattern()
        self.take("")
        return Signature(self.text, params, ret)

    def fields(self, opening: str, closing: str) -> tuple[tuple[str, Pattern], ...]:
        return tuple(self.listed(opening, closing, self.field))

    def field(self) -> tuple[str, Pattern]:
        name = self.take()
        self.take(":")
        return name, self.pattern()

    def listed(self, opening: str, closing: str, one: Callable[[], T]) -> list[T]:
        """`one` after another between brackets, with commas."""
        found: list[T] = []
        self.take(opening)
        while self.next != closing:
            found.append(one())
            if self.next != closing:
                self.take(",")
        self.take(closing)
        return found

    def pattern(self) -> Pattern:
        token = self.take()
        match token:
            case "any":
                return self.wildcard()
            case "array":
                self.take("of")
                return ArrayOf(self.pattern())
            case "map":
                self.take("of")
                return MapOf(self.pattern())
            case "union":
                return UnionOf(tuple(self.listed("{", "}", self.pattern)))
            case "function":
                params = tuple(self.listed("(", ")", self.pattern))
                self.take("->")
                return FunctionOf(params, self.pattern())
            case "enum":
                name = self.take()
                self.words("of", "fields", "of")
                return EnumOfFields(name, self.take())
        if token in PRIMITIVES:
            return Exactly(PRIMITIVES[token])
        if token[:1].isupper():
            return Label(token)
        raise ValueError(f"signature {self.text!r}: {token!r} is no pattern")

    def wildcard(self) -> Pattern:
        token = self.take()
        if token == "record":
            name = self.take()
            if self.next != "with":
                return AnyRecord(name, ())
            self.take("with")
            return AnyRecord(name, self.fields("{", "}"))
        if token in ("enum", "fixed"):
            return AnyType(self.take(), kind=Enum if token == "enum" else Fixed)
        if self.next != "of":
            return AnyType(token)
        self.take("of")
        return AnyType(token, tuple(PRIMITIVES[t] for t in self.listed("{", "}", self.take)))
