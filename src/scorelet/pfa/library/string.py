"""The functions of `s.`: strings. Positions count code points, as Python's strings do.

Formatting numbers (`s.int`, `s.hex`, `s.number`) is in `string_format`.
"""

from __future__ import annotations

from scorelet.errors import PfaRuntimeError
from scorelet.pfa.library import string_format
from scorelet.pfa.library.registry import function

__all__ = ["string_format"]


@function("s.len", "(s: string) -> int", inline="len(s)")
def length(s: str) -> int:
    return len(s)


# ------------------------------------------------------------------------------------------------- pieces


@function("s.substr", "(s: string, start: int, end: int) -> string", inline="s[start:end]")
def substring(s: str, start: int, end: int) -> str:
    return s[start:end]


@function("s.substrto", "(s: string, start: int, end: int, replacement: string) -> string")
def substring_to(s: str, start: int, end: int, replacement: str) -> str:
    first, last, _ = slice(start, end).indices(len(s))
    return s[:first] + replacement + s[max(first, last) :]


@function("s.join", "(array: array of string, sep: string) -> string", inline="sep.join(array)")
def join(array: list[str], sep: str) -> str:
    return sep.join(array)


@function("s.split", "(s: string, sep: string) -> array of string")
def split(s: str, sep: str) -> list[str]:
    return s.split(sep) if sep else []


@function("s.concat", "(x: string, y: string) -> string", inline="x + y")
def concat(x: str, y: str) -> str:
    return x + y


@function("s.repeat", "(s: string, n: int) -> string")
def repeat(s: str, n: int) -> str:
    if len(s) * n > string_format.LONGEST:
        raise PfaRuntimeError("out of memory", code=None, function="s.repeat")
    return s * n


# ---------------------------------------------------------------------------------------------- searching


@function("s.contains", "(haystack: string, needle: string) -> boolean", inline="needle in haystack")
def contains(haystack: str, needle: str) -> bool:
    return needle in haystack


@function("s.count", "(haystack: string, needle: string) -> int")
def count(haystack: str, needle: str) -> int:
    return haystack.count(needle) if needle else 0


@function("s.index", "(haystack: string, needle: string) -> int", inline="haystack.find(needle)")
def index(haystack: str, needle: str) -> int:
    return haystack.find(needle)


@function("s.rindex", "(haystack: string, needle: string) -> int", inline="haystack.rfind(needle)")
def rindex(haystack: str, needle: str) -> int:
    return haystack.rfind(needle)


@function("s.startswith", "(haystack: string, needle: string) -> boolean", inline="haystack.startswith(needle)")
def startswith(haystack: str, needle: str) -> bool:
    return haystack.startswith(needle)


@function("s.endswith", "(haystack: string, needle: string) -> boolean", inline="haystack.endswith(needle)")
def endswith(haystack: str, needle: str) -> bool:
    return haystack.endswith(needle)


# ----------------------------------------------------------------------------------------------- changing


@function("s.lower", "(s: string) -> string", inline="s.lower()")
def lower(s: str) -> str:
    return s.lower()


@function("s.upper", "(s: string) -> string", inline="s.upper()")
def upper(s: str) -> str:
    return s.upper()


@function("s.lstrip", "(s: string, chars: string) -> string", inline="s.lstrip(chars)")
def lstrip(s: str, chars: str) -> str:
    return s.lstrip(chars)


@function("s.rstrip", "(s: string, chars: string) -> string", inline="s.rstrip(chars)")
def rstrip(s: str, chars: str) -> str:
    return s.rstrip(chars)


@function("s.strip", "(s: string, chars: string) -> string", inline="s.strip(chars)")
def strip(s: str, chars: str) -> str:
    return s.strip(chars)


@function(
    "s.replaceall",
    "(s: string, original: string, replacement: string) -> string",
    inline="s.replace(original, replacement)",
)
def replace_all(s: str, original: str, replacement: str) -> str:
    return s.replace(original, replacement)


@function("s.replacefirst", "(s: string, original: string, replacement: string) -> string")
def replace_first(s: str, original: str, replacement: str) -> str:
    return s.replace(original, replacement, 1)


@function("s.replacelast", "(s: string, original: string, replacement: string) -> string")
def replace_last(s: str, original: str, replacement: str) -> str:
    before = s.rfind(original)
    return s if before < 0 else s[:before] + replacement + s[before + len(original) :]


@function("s.translate", "(s: string, oldchars: string, newchars: string) -> string")
def translate(s: str, oldchars: str, newchars: str) -> str:
    # Backwards, so that a character which comes twice keeps its first place.
    places = range(len(oldchars) - 1, -1, -1)
    return s.translate({ord(oldchars[i]): newchars[i : i + 1] for i in places})
