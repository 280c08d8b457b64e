"""The canonical representation of values: which Python class a value of a type has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from scorelet.errors import PfaError
from scorelet.pfa.schemas import describe
from scorelet.pfa.types import (
    BOOLEAN,
    BYTES,
    DOUBLE,
    FLOAT,
    INT,
    LONG,
    NULL,
    STRING,
    Array,
    Enum,
    Fixed,
    Type,
    Union,
)

Step = Callable[[Any], Any]
"""From value to value: what decoders, encoders and converters are."""

CLASSES: Mapping[Type, type] = {
    NULL: type(None),
    BOOLEAN: bool,
    INT: int,
    LONG: int,
    FLOAT: float,
    DOUBLE: float,
    STRING: str,
    BYTES: bytes,
}
PLAIN = (NULL, BOOLEAN, INT, LONG, FLOAT, DOUBLE, STRING, BYTES)
"""Types whose canonical values are what the host gets."""
NAMED_FLOATS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
"""How a document writes the doubles that JSON has no number for, as Avro's JSON encoder for Java does."""


class Mismatch(Exception):
    """A value is not of the type; `path` grows as the exception leaves nested values."""

    def __init__(self, expected: str, got: Any) -> None:
        super().__init__(expected)
        self.expected = expected
        self.got = got
        self.path: list[str] = []

    def translated(self, error: type[PfaError], root: str) -> PfaError:
        return error(f"expected {self.expected}, got {describe(self.got)}", root + "".join(reversed(self.path)))


def class_of(t: Type) -> type:
    """The Python class of the canonical values of a type that is no union."""
    if t in CLASSES:
        return CLASSES[t]
    if isinstance(t, Array):
        return list
    if isinstance(t, Enum):
        return str
    return bytes if isinstance(t, Fixed) else dict


def boxed(union: Union) -> frozenset[str]:
    """The tags of the members that are boxed."""
    classes = [class_of(m) for m in union.types]
    return frozenset(m.tag for m, c in zip(union.types, classes, strict=True) if classes.count(c) > 1)


def ready_class(t: Type) -> frozenset[type]:
    """The classes whose every value is canonical for `t` as it is (none for a number with a range)."""
    if isinstance(t, Union):
        boxes = boxed(t)
        return frozenset(c for m in t.types if m.tag not in boxes for c in ready_class(m))
    return frozenset([CLASSES[t]]) if t in (NULL, BOOLEAN, DOUBLE, STRING, BYTES) else frozenset()


def same(value: Any) -> Any:
    return value


def over_items(step: Step) -> Step:
    """The step for each item of an array."""
    return lambda value: [step(v) for v in value]


def over_values(step: Step) -> Step:
    """The step for each value of a map."""
    return lambda value: {k: step(v) for k, v in value.items()}
