"""Types and values that the tests of single stages share."""

from __future__ import annotations

from typing import Any

from scorelet.errors import PfaInputError
from scorelet.pfa.types import DOUBLE, FLOAT, INT, LONG, NULL, STRING, Enum, Field, Fixed, Record, Type, Union
from scorelet.pfa.values import Mismatch, decoder

COLOUR = Enum("Colour", ["red", "green"])
SHAPE = Enum("a.Shape", ["round", "square"])
TWO = Fixed("Two", 2)
POINT = Record("Point", [Field("x", DOUBLE), Field("y", DOUBLE)])
NAMED = Record("a.b.Named", [Field("name", STRING), Field("at", POINT)])
POINT_VALUE = {"x": 1.0, "y": 2.0}
MAYBE = Union([NULL, DOUBLE])
NUMBERS = (INT, LONG, FLOAT, DOUBLE)


def recursive(name: str = "Chain", value: Type = INT) -> Record:
    chain = Record(name)
    chain.complete([Field("value", value), Field("next", Union([NULL, chain]))])
    return chain


CHAIN = recursive()


def decoded(t: Type, value: Any) -> Any:
    """As an engine decodes its input."""
    try:
        return decoder(t)(value)
    except Mismatch as mismatch:
        raise mismatch.translated(PfaInputError, "$") from None
