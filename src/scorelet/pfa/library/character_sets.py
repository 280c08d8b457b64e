"""Sets of characters in regular expressions, and whether two of them may have one in common.

The answer may be yes where it is no (for long ranges, whose characters are not looked at), never the other way.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from typing import Any

# By name: the standard library's types do not tell of it.
c: Any = import_module("re._constants")

Part = tuple[Any, Any]
"""A piece of a parsed pattern: (operation, its argument)."""


class Unsafe(Exception):
    """Why a pattern is refused."""


KINDS = ("digit", "letter", "space", "other")
"""Every character is of one kind: \\w is digit and letter (with the underscore), \\s is space."""
_CATEGORIES = {
    c.CATEGORY_DIGIT: {"digit"},
    c.CATEGORY_NOT_DIGIT: {"letter", "space", "other"},
    c.CATEGORY_WORD: {"digit", "letter"},
    c.CATEGORY_NOT_WORD: {"space", "other"},
    c.CATEGORY_SPACE: {"space"},
    c.CATEGORY_NOT_SPACE: {"digit", "letter", "other"},
}
_LOOKED_AT = 2000
"""Of longer ranges it is assumed that they have characters of every kind."""
_END = 0x110000
_FOLDED = (0x130, 0x131, 0x17F, 0x212A)
"""Characters outside of ASCII that match ASCII letters where case does not matter."""


def kind_of(character: str) -> str:
    if character.isdecimal():
        return "digit"
    if character.isalnum() or character == "_":
        return "letter"
    return "space" if character.isspace() else "other"


class Characters:
    """A set of characters: ranges, kinds, and whether it is all the others."""

    def __init__(self, part: Part, flags: int) -> None:
        self.ranges: list[tuple[int, int]] = []
        self.kinds: set[str] = set()
        operation, argument = part
        self.negated = operation is c.NOT_LITERAL or operation is c.ANY
        for item in argument if operation is c.IN else _alone(operation, argument, flags):
            self._add(item, flags)
        if flags & re.IGNORECASE and not self.negated:
            self._without_case()

    def _add(self, item: Part, flags: int) -> None:
        match item:
            case (c.NEGATE, _):
                self.negated = True
            case (c.LITERAL, code):
                self.ranges.append((code, code))
            case (c.RANGE, (low, high)):
                self.ranges.append((low, high))
            case (c.CATEGORY, category) if not flags & re.ASCII:
                self.kinds |= _CATEGORIES[category]
            case _:
                raise Unsafe("categories of ASCII only are not supported; write a set such as [a-z]")

    def _without_case(self) -> None:
        """Both cases of what is spelled out, and what else counts as the same letter."""
        if any(high >= 128 for _, high in self.ranges):
            raise Unsafe("letters outside of ASCII without regard to case are not supported; write both cases")
        for low, high in list(self.ranges):
            self.ranges += [(ord(chr(code).swapcase()),) * 2 for code in range(low, high + 1)]
        self.ranges += [(code, code) for code in _FOLDED]

    def holds(self, code: int, kind: str) -> bool:
        inside = kind in self.kinds or any(low <= code <= high for low, high in self.ranges)
        return inside != self.negated

    def meets(self, other: Characters) -> bool:
        """Whether the two may have a character in common."""
        edges = sorted({0, *(edge for low, high in self.ranges + other.ranges for edge in (low, high + 1))})
        for low, end in zip(edges, [*edges[1:], _END], strict=True):
            if any(self.holds(low, kind) and other.holds(low, kind) for kind in _kinds_in(low, end)):
                return True
        return False

    def within_words(self) -> bool:
        """Whether all of them are characters of words, as \\b sees words."""
        return not self.meets(_NO_WORD)


def _alone(operation: Any, argument: Any, flags: int) -> list[Part]:
    """What a single character, or the dot, spells out: of the dot what it is not."""
    if operation is not c.ANY:
        return [(c.LITERAL, argument)]
    return [] if flags & re.DOTALL else [(c.LITERAL, ord("\n"))]


@cache
def _kinds_in(low: int, end: int) -> set[str]:
    return set(KINDS) if end - low > _LOOKED_AT else {kind_of(chr(code)) for code in range(low, min(end, _END))}


_NO_WORD = Characters((c.IN, [(c.CATEGORY, c.CATEGORY_NOT_WORD)]), 0)
