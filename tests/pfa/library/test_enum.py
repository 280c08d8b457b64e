from __future__ import annotations

from scorelet.pfa.types import Enum
from tests.pfa.library.calls import resolved

COLOUR = Enum("Colour", ["red", "green", "blue"])


def test_enum() -> None:
    assert resolved("enum.toString", COLOUR)("green") == "green"
    assert [resolved("enum.toInt", COLOUR)(symbol) for symbol in COLOUR.symbols] == [0, 1, 2]
    assert resolved("enum.numSymbols", COLOUR)("red") == 3
