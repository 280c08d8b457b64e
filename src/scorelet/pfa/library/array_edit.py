"""New arrays from old ones: joined, with items added, replaced, removed or moved.

Nothing is changed in place. Slices follow Python, and so do indexes, but an index must name an item that is
there: even ``a.insert`` refuses the place after the last one.
"""

from __future__ import annotations

from typing import Any, Protocol

from scorelet.pfa.library.registry import failure, function

INDEX = "index out of range"


class Shuffler(Protocol):
    def shuffle(self, x: list[Any], /) -> None: ...


class Context(Protocol):
    """What is used of the engine's context here: its random number generator."""

    @property
    def random(self) -> Shuffler: ...


@function("a.subseqto", "(a: array of any A, start: int, end: int, replacement: array of A) -> array of A")
def subseqto(a: list[Any], start: int, end: int, replacement: list[Any]) -> list[Any]:
    changed = a.copy()
    changed[start:end] = replacement
    return changed


@function("a.concat", "(a: array of any A, b: array of A) -> array of A", inline="a + b")
def concat(a: list[Any], b: list[Any]) -> list[Any]:
    return a + b


@function("a.append", "(a: array of any A, item: A) -> array of A", inline="[*a, item]")
def append(a: list[Any], item: Any) -> list[Any]:
    return [*a, item]


@function(
    "a.cycle",
    "(a: array of any A, item: A, maxLength: int) -> array of A",
    errors={15150: "maxLength out of range"},
)
def cycle(a: list[Any], item: Any, length: int) -> list[Any]:
    if length < 0:
        raise failure("a.cycle", 15150)
    extended = [*a, item]
    return extended[max(0, len(extended) - length) :]


@function("a.insert", "(a: array of any A, index: int, item: A) -> array of A", errors={15160: INDEX})
def insert(a: list[Any], index: int, item: Any) -> list[Any]:
    if not -len(a) <= index < len(a):
        raise failure("a.insert", 15160)
    changed = a.copy()
    changed.insert(index, item)
    return changed


@function("a.replace", "(a: array of any A, index: int, item: A) -> array of A", errors={15170: INDEX})
def replace(a: list[Any], index: int, item: Any) -> list[Any]:
    if not -len(a) <= index < len(a):
        raise failure("a.replace", 15170)
    changed = a.copy()
    changed[index] = item
    return changed


@function(
    "a.remove",
    "(a: array of any A, start: int, end: int) -> array of A",
    "(a: array of any A, index: int) -> array of A",
    errors={15180: INDEX},
)
def remove(a: list[Any], start: int, end: int | None = None) -> list[Any]:
    changed = a.copy()
    if end is not None:
        del changed[start:end]
        return changed
    if not -len(a) <= start < len(a):
        raise failure("a.remove", 15180)
    del changed[start]
    return changed


@function("a.rotate", "(a: array of any A, steps: int) -> array of A", errors={15190: "steps out of range"})
def rotate(a: list[Any], steps: int) -> list[Any]:
    if steps < 0:
        raise failure("a.rotate", 15190)
    if not a:
        return a
    first = steps % len(a)
    return a[first:] + a[:first]


@function("a.reverse", "(a: array of any A) -> array of A", inline="a[::-1]")
def reverse(a: list[Any]) -> list[Any]:
    return a[::-1]


@function("a.shuffle", "(a: array of any A) -> array of A", engine=True)
def shuffle(context: Context, a: list[Any]) -> list[Any]:
    shuffled = a.copy()
    context.random.shuffle(shuffled)
    return shuffled
