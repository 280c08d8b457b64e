"""Where each key of a TOML text stands: `tomllib` gives values without lines, and an error must say where.

    places_of('[log]\\nto = "logs"')  ->  {("log",): 1, ("log", "to"): 2}

A path has a string for each key and a number for each place in an array. This is no second parser: it is given only
what `tomllib` has parsed, so nothing is checked here. It walks over the statements and remembers the line of

    [a.b]        the table itself; what it implies (a) keeps the line of the first mention
    [[a]]        the array at its first header, each of its tables at its own
    a.b = ...    the key, and what it implies
    values       what is inside of arrays and inline tables, where each item begins

Where this walk is ever wrong about a text, it stops, and `line_of` answers with the nearest parent that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

Path = tuple[str | int, ...]

_SPACE = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\n]|\r\n|#[^\n]*)*")
"""What may stand between statements, and between the items of an array."""
_KEY = re.compile(r"""[A-Za-z0-9_-]+|'[^'\n]*'|"(?:[^"\\\n]|\\.)*\"""")
_TEXT = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}' + r"|'''(?:[^']|'(?!''))*'{3,5}" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]+")
"""A number, a date (which may have a space in it), true or false."""


def places_of(text: str) -> Mapping[Path, int]:
    """The lines of all keys of `text`, which is TOML. Raises RecursionError where values nest too deeply."""
    walk = _Walk(text)
    with suppress(_Lost):
        walk.statements()
    return walk.lines


def line_of(path: Path, places: Mapping[Path, int]) -> int:
    """The line of `path`, or of the nearest parent whose line is known; of the text itself it is 1."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 1)


class _Lost(Exception):
    """The text goes on in a way that this walk does not know."""


class _Walk:
    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._counted, self._line = 0, 1
        self._tables: dict[Path, int] = {}
        """How many tables each array of tables has up to here."""

    def statements(self) -> None:
        table: Path = ()
        self._take(_GAP)
        while self._at < len(self._text):
            if self._next("[["):
                table = self._array_of_tables()
            elif self._next("["):
                table = self._table()
            else:
                self._pair(table)
            self._take(_GAP)

    def _array_of_tables(self) -> Path:
        *parents, last = self._header("]]")
        array: Path = (*self._resolved(parents), last)
        count = self._tables.get(array, 0)
        self._tables[array] = count + 1
        self.lines.setdefault(array, self._here())
        self.lines[(*array, count)] = self._here()
        return (*array, count)

    def _table(self) -> Path:
        path = self._resolved(self._header("]"))
        self.lines[path] = self._here()
        return path

    def _header(self, end: str) -> list[str]:
        keys = self._keys()
        self._need(end)
        return keys

    def _resolved(self, keys: list[str]) -> Path:
        """The path of a header's keys: one that names an array of tables means its last table."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            self.lines.setdefault(path, self._here())
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        path = table
        for key in self._keys():
            path = (*path, key)
            self.lines.setdefault(path, self._here())
        self._need("=")
        self._take(_SPACE)
        self._value(path)

    def _keys(self) -> list[str]:
        """A key with its dots, and the space around it."""
        keys = []
        while True:
            self._take(_SPACE)
            keys.append(_unquoted(self._take(_KEY)))
            self._take(_SPACE)
            if not self._next("."):
                return keys

    def _value(self, path: Path) -> None:
        if self._next("["):
            for i in self._items("]"):
                self.lines[(*path, i)] = self._here()
                self._value((*path, i))
        elif self._next("{"):
            for _ in self._items("}"):
                self._pair(path)
        else:
            self._take(_TEXT if self._text[self._at : self._at + 1] in ("'", '"') else _BARE)

    def _items(self, end: str) -> Iterator[int]:
        """Stops before each item."""
        count = 0
        self._take(_GAP)
        while not self._next(end):
            yield count
            count += 1
            self._take(_GAP)
            self._next(",")
            self._take(_GAP)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _Lost
        self._at = found.end()
        return found[0]

    def _next(self, token: str) -> bool:
        there = self._text.startswith(token, self._at)
        self._at += len(token) if there else 0
        return there

    def _need(self, token: str) -> None:
        if not self._next(token):
            raise _Lost

    def _here(self) -> int:
        """The line of the place that the walk has come to."""
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line


def _unquoted(key: str) -> str:
    if key[0] == "'":
        return key[1:-1]
    if key[0] != '"' or "\\" not in key:
        return key.strip('"')
    import tomllib  # its own reading of escapes

    parsed: dict[str, Any] = tomllib.loads(f"key = {key}")
    return str(parsed["key"])
