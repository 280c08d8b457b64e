"""Regular expressions that cut text into tokens: those that cannot take forever, compiled.

A document may come from a stranger, and Python's matching backtracks: `(\\w+)*!` takes longer than the universe
on forty letters. A pattern is accepted when, after any text that it has matched so far, the next character decides
which part of it goes on (it is "one-unambiguous", as Brueggemann-Klein has it): then whatever matching tries again
after a failure fails at its first character, and each place of the text costs at most one look at the rest.

    first(e)     the places (sets of characters) at which e can start
    follow(p)    the places that can come after p; one that comes in two ways is ambiguous, too

Alternatives of the whole pattern may overlap: they are tried one after another, which costs their number. Zero-width
tests such as \\b count as always true. Whether two sets have a character in common is decided on the safe side.

A pattern may still take time that grows with the square of a text, where it fails late and starts again at the next
character. Those that surely do not are told by `is_linear`; for the others there is a longest text.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from itertools import combinations
from typing import Any

from scorelet.errors import PfaSemanticError
from scorelet.pfa.library.character_sets import Characters, Part, Unsafe, c

_parser: Any = import_module("re._parser")
LONGEST_PATTERN = 1000
MOST_PAIRS = 20_000
"""So many pairs of sets are compared."""
LONGEST_TEXT = 100_000
"""Characters of a text, for patterns that may need the square of it in steps: seconds, not hours."""


def tokens_by(pattern: str) -> tuple[Callable[[str], list[str]], bool]:
    """The function that gives all matches of the pattern (of its group, if it has one), as `re.findall`.

    And whether it takes texts of any length; else it raises TextTooLong for one of more than LONGEST_TEXT characters.
    Raises PfaSemanticError where the pattern is none, has more than one group, or could take forever.
    """
    if len(pattern) > LONGEST_PATTERN:
        raise PfaSemanticError(f"expected a pattern of at most {LONGEST_PATTERN} characters, got {len(pattern)}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _parser.parse(pattern)
            compiled = re.compile(pattern)
    except (re.error, OverflowError, RecursionError, ValueError) as error:
        raise PfaSemanticError(f"not a regular expression: {error}") from None
    if compiled.groups > 1:
        raise PfaSemanticError(f"expected a pattern with at most one group, got {compiled.groups}; write (?:...)")
    branches = list(_alternatives(list(parsed)))
    try:
        for branch in branches:
            Places(compiled.flags).check(branch)
    except Unsafe as reason:
        raise PfaSemanticError(f"the pattern could take forever on some text: {reason}") from None
    found: Callable[[str], list[str]] = compiled.findall
    linear = all(_is_linear(branch, compiled.flags) for branch in branches)
    return found if linear else _limited(found), linear


def _limited(find: Callable[[str], list[str]]) -> Callable[[str], list[str]]:
    def limited(x: str) -> list[str]:
        if len(x) > LONGEST_TEXT:
            raise TextTooLong
        return find(x)

    return limited


class TextTooLong(Exception):
    """A text that this pattern could take too long on."""


def _alternatives(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The alternatives of a whole pattern, each as a sequence."""
    match parts:
        case [(c.BRANCH, (_, items))]:
            for item in items:
                yield list(item)
        case [(c.SUBPATTERN, (_, 0, 0, inner))]:
            yield from _alternatives(list(inner))
        case _:
            yield list(parts)


# -------------------------------------------------------------------------------------------- which place is next


class Shape:
    """What one part of a pattern can start with and end with, by place, and whether it matches nothing."""

    __slots__ = ("empty", "first", "last")

    def __init__(self, first: list[int], last: list[int], empty: bool) -> None:
        self.first = first
        self.last = last
        self.empty = empty


NOTHING = Shape([], [], True)
_UNSUPPORTED = {
    c.ASSERT: "looking ahead or behind",
    c.ASSERT_NOT: "looking ahead or behind",
    c.GROUPREF: "a reference to a group",
    c.GROUPREF_EXISTS: "a reference to a group",
    c.SUBPATTERN: "a group with flags of its own",
}
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT)
_SINGLE = (c.LITERAL, c.NOT_LITERAL, c.ANY, c.IN)


class Places:
    """The places of a pattern: the sets of characters in it, in order, and what may follow each."""

    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.sets: list[Characters] = []
        self.follow: list[list[int]] = []
        self.compared = 0

    def check(self, parts: Sequence[Part]) -> None:
        """Raises Unsafe when the next character does not always decide."""
        whole = self.sequence(parts)
        pairs = [pair for choices in (whole.first, *self.follow) for pair in self.pairs(choices)]
        if any(one == other or self.sets[one].meets(self.sets[other]) for one, other in pairs):
            raise Unsafe("one character can be matched in two ways")

    def pairs(self, choices: list[int]) -> Iterator[tuple[int, int]]:
        """Each two places between which the next character decides."""
        self.compared += len(choices) * (len(choices) - 1) // 2
        if self.compared > MOST_PAIRS:
            raise Unsafe("it has too many alternatives")
        return combinations(choices, 2)

    def sequence(self, parts: Sequence[Part]) -> Shape:
        done = NOTHING
        for part in parts:
            done = self.joined(done, self.part(part))
        return done

    def joined(self, a: Shape, b: Shape) -> Shape:
        for place in a.last:
            self.follow[place] += b.first
        first = a.first + b.first if a.empty else a.first
        return Shape(first, a.last + b.last if b.empty else b.last, a.empty and b.empty)

    def part(self, part: Part) -> Shape:
        match part:
            case (c.LITERAL | c.NOT_LITERAL | c.ANY | c.IN, _):
                self.sets.append(Characters(part, self.flags))
                self.follow.append([])
                return Shape([len(self.sets) - 1], [len(self.sets) - 1], False)
            case (c.AT, _):
                return NOTHING
            case (c.SUBPATTERN, (_, 0, 0, inner)) | (c.ATOMIC_GROUP, inner):
                return self.sequence(list(inner))
            case (c.BRANCH, (_, items)):
                shapes = [self.sequence(list(item)) for item in items]
                return Shape(
                    [place for shape in shapes for place in shape.first],
                    [place for shape in shapes for place in shape.last],
                    any(shape.empty for shape in shapes),
                )
            case (c.MAX_REPEAT | c.MIN_REPEAT | c.POSSESSIVE_REPEAT, (least, most, inner)):
                return self.repeat(least, most, self.sequence(list(inner)))
        raise Unsafe(f"{_UNSUPPORTED.get(part[0], 'a part of it')} cannot be judged")

    def repeat(self, least: int, most: int, inner: Shape) -> Shape:
        if most > 1:
            if inner.empty:
                raise Unsafe("what is repeated can match nothing")
            for place in inner.last:
                self.follow[place] += inner.first
        return Shape(inner.first, inner.last, inner.empty or least == 0)


# --------------------------------------------------------------------------------------------------- linear time


def _is_linear(parts: Sequence[Part], flags: int) -> bool:
    """Whether finding all matches surely takes steps in proportion to the text.

    So it does where nothing can fail after a loop, and where all happens within one word, whose start is tested first.
    """
    loops = [part for part in parts if part[0] not in (*_SINGLE, c.AT)]
    if not loops or (loops == [parts[-1]] and _repeats_one_set(parts[-1])):
        return True
    if parts[0] != (c.AT, c.AT_BOUNDARY):
        return False
    places = Places(flags)
    places.sequence(parts)
    return all(each.within_words() for each in places.sets)


def _repeats_one_set(part: Part) -> bool:
    return part[0] in _REPEATS and len(part[1][2]) == 1 and part[1][2][0][0] in _SINGLE
