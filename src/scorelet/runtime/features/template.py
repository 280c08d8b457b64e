"""A user's HTML file with places for values: `$prediction`, `${probabilities.yes}`, `${row.city}`.

There is no code in a template, and nothing that a value can do to it: every value is escaped for text and for quoted
attributes. What stands between <script> or <style> and their ends is left as it is, since no escaping is right there:
a page's script reads a value from a `data-` attribute.

The first name of a place must be one of NAMES, which is checked when the file is read. What follows the first point is
looked up when an answer is shown, and is empty where there is nothing: what a model gives may differ from row to row.
A dollar sign before anything but a name or a brace is a dollar sign; `$$` is one, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scorelet.errors import ServiceError
from scorelet.runtime.features.signature import near

NAMES = ("model", "version", "prediction", "probabilities", "given", "row", "answer", "request_id")
"""What a template may show. given: what the caller sent; row: what went into the model; answer: the respond
function's."""

_ALONE = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_PLACE = re.compile(r"\$(?:(\$)|([A-Za-z_]\w*)|\{([^{}\n]+)\})")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


class Template:
    """A template that was read: texts, and between them what is looked up. Threads may share it."""

    def __init__(self, text: str, shown: str = "template") -> None:
        """`shown` names the file in errors. Raises ServiceError with all unknown names."""
        self._texts: list[str] = [""]
        self._places: list[str] = []
        for piece, substituted in _pieces(text):
            if not substituted:
                self._texts[-1] += piece
                continue
            start = 0
            for found in _PLACE.finditer(piece):
                self._texts[-1] += piece[start : found.start()]
                start = found.end()
                self._add(found)
            self._texts[-1] += piece[start:]
        problems = [_unknown(name, shown, text) for name in self._places if name.partition(".")[0] not in NAMES]
        if problems:
            raise ServiceError(problems)

    @staticmethod
    def read(path: Path, shown: str) -> Template:
        try:
            return Template(path.read_text("utf-8"), shown)
        except FileNotFoundError:
            raise ServiceError([f"{shown}: there is no such file in {path.parent}"]) from None
        except UnicodeDecodeError:
            raise ServiceError([f"{shown}: expected text in UTF-8"]) from None
        except OSError as error:
            raise ServiceError([f"{shown} cannot be read: {error.strerror}"]) from None

    def render(self, values: Mapping[str, Any]) -> str:
        """The page. `values` by name: see NAMES; what is not among them is empty."""
        pieces = [self._texts[0]]
        for place, text in zip(self._places, self._texts[1:], strict=True):
            pieces += [readable(looked_up(values, place)).translate(_ESCAPES), text]
        return "".join(pieces)

    def _add(self, found: re.Match[str]) -> None:
        dollar, name, braced = found.groups()
        if dollar:
            self._texts[-1] += "$"
        else:
            self._places.append(name or braced.strip())
            self._texts.append("")


def _pieces(text: str) -> list[tuple[str, bool]]:
    """The text in pieces, and whether places in them are filled."""
    pieces = []
    start = 0
    for found in _ALONE.finditer(text):
        pieces += [(text[start : found.start()], True), (found.group(), False)]
        start = found.end()
    return [*pieces, (text[start:], True)]


def _unknown(name: str, shown: str, text: str) -> str:
    first = name.partition(".")[0]
    place = next(found for found in _PLACE.finditer(text) if name in (found[2], (found[3] or "").strip()))
    line = text.count("\n", 0, place.start()) + 1
    known = ", ".join(NAMES)
    return f"{shown}, line {line}: there is no {first!r}{near(first, NAMES)}\nthere are {known}; $$ is a dollar sign"


def looked_up(value: Any, path: str) -> Any:
    """What the path leads to; None for nothing. Names may hold points themselves: the longest that fits counts."""
    if isinstance(value, list | tuple):
        first, _, rest = path.partition(".")
        fits = first.isdecimal() and first.isascii() and len(first) < 10 and int(first) < len(value)
        found = value[int(first)] if fits else None
        return looked_up(found, rest) if rest else found
    if not isinstance(value, Mapping):
        return None
    head, rest = path, ""
    while head not in value:
        head, point, last = head.rpartition(".")
        if not point:
            return None
        rest = f"{last}.{rest}" if rest else last
    return looked_up(value[head], rest) if rest else value[head]


def readable(value: Any) -> str:
    """As people read it: numbers with four digits that count, lists with commas, nothing where nothing is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {readable(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(readable, value))
    return str(value)


def _number(value: float) -> str:
    if value - value != 0.0:
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if 1000 <= abs(value) < 1e15:
        return f"{value:.1f}".removesuffix(".0")
    return f"{value:.4g}"
