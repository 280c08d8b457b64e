"""Functions and classes that a pickle holds by value, as cloudpickle takes them along: byte code of one Python version.

The file does not say which Python wrote it. Another one takes its instructions for others, and gives wrong answers or
crashes. So before a code object is made, its instructions are walked: each must be one that this Python has, followed
by as many inline caches as this Python gives it, and one must be RESUME, which every function has. That tells versions
apart: Python 3.12 changed the caches of calls, attributes, comparisons and loops; 3.13 and 3.14 renumbered RESUME.
What passes for another version's then has only instructions which did not change, such as a sum of two arguments.
"""

from __future__ import annotations

import dis
import sys
import types
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from scorelet.errors import ModelReadError

_CODE = 6
"""Which argument of CodeType has the instructions, since Python 3.8."""

_SAMPLE = """
def f(a, b):
    for x in a.c(d, -a):
        a[x] = b[x] + (a < b)
    x, y = a
    a.c = super().c
    return x or len(y)
"""
"""Has the instructions with inline caches that few functions are without."""


def guarded(found: Any, name: str) -> Any:
    """What the pickle is given instead of what it imports by `name`, where that is a way to make code."""
    if found is types.CodeType:
        return code_of_this_python
    if name == "_builtin_type":
        return _builtin_type(found)
    return found


def _builtin_type(found: Callable[[str], Any]) -> Callable[[str], Any]:
    """cloudpickle's function that gives a type by its name."""
    return lambda name: guarded(found(name), name)


def code_of_this_python(*args: Any) -> types.CodeType:
    """CodeType(...), but ModelReadError for code of another version of Python."""
    try:
        made = types.CodeType(*args) if _reads(args[_CODE]) else None
    except (TypeError, ValueError, IndexError):  # it takes other arguments with every few versions
        made = None
    if made is None:
        raise ModelReadError(
            "it holds functions or classes of its own, saved by another version of Python than this"
            f" {'.'.join(map(str, sys.version_info[:2]))}\n"
            "read it with the Python version that saved it;"
            " or move what it holds into a module that can be imported, and save the model again"
        )
    return made


def _reads(code: bytes) -> bool:
    """Whether these are instructions of this Python, each with its caches and no others."""
    known, caches, found = frozenset(dis.opmap.values()), _caches(), list(_instructions(code))
    fitting = all(number in known and caches.get(number, count) == count for number, count in found)
    return fitting and any(number == dis.opmap["RESUME"] for number, _ in found)


def _instructions(code: bytes) -> Iterator[tuple[int, int]]:
    """The number of each instruction, and how many caches follow it. A cache has the number 0."""
    numbers = code[::2]
    starts = [at for at, number in enumerate(numbers) if number]
    for at, after in pairwise([*starts, len(numbers)]):
        yield numbers[at], after - at - 1


@cache
def _caches() -> dict[int, int]:
    """How many caches follow an instruction, by its number, learned from a function that is compiled here."""
    (function,) = (part for part in compile(_SAMPLE, "", "exec").co_consts if isinstance(part, types.CodeType))
    return dict(_instructions(function.co_code))
