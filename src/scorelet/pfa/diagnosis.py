"""All that is wrong with a document, one error for each of its parts.

The passes stop at the first error, which keeps them simple. So each broken part (a function, a cell, one
expression of a routine) gives its error and is then replaced by one that is right and says as little as possible,
and the document is compiled again:

    while compiling fails:
        note the error; replace the part it is in, and the parts that need what this part declared

A part that is replaced for another's sake may have errors of its own: they show once that other is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scorelet.errors import PfaError, PfaSyntaxError
from scorelet.pfa.compiler import compile_source
from scorelet.pfa.sources import Source

MOST = 100
"""So many errors are enough: each costs a compilation."""

ROUTINES = ("begin", "action", "end", "merge")
PLAIN: Mapping[str, Any] = {"name": "Engine", "version": 1, "randseed": 1, "doc": "", "metadata": {}, "options": {}}
"""Fields that nothing depends on, and what is right for them."""

STOPS = "scorelet_broken_part"
"""The function that replaces an expression: it has the output's type, which fits wherever a routine may end."""

_Path = tuple[str | int, ...]


def diagnose(source: Source) -> list[PfaError]:
    """The errors of a document, first those of syntax; empty when an engine can be made of it."""
    patient = _Patient(source.json)
    found: list[PfaError] = []
    while len(found) < MOST:
        try:
            compile_source(Source(patient.document, source.home))
        except PfaError as error:
            if found and patient.typeless and not isinstance(error, PfaSyntaxError):
                break
            part = patient.part_of(error.place or "$")
            if part not in patient.replaced:
                found.append(error)
            if part is None or part in patient.replaced:
                break
            patient.replace(part, error.place or "$")
        else:
            break
    return found


class _Patient:
    """A document whose broken parts are replaced one after another; the original stays as it is."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.replaced: set[_Path | None] = set()
        self.typeless = False
        """The input's or the output's type is not known: only errors of syntax can be trusted."""

    def parts(self) -> Iterator[_Path]:
        """What can be replaced by itself."""
        for key, value in self.document.items():
            if key in ROUTINES and isinstance(value, list):
                yield from ((key, i) for i in range(len(value)))
            elif key in ("fcns", "cells", "pools") and isinstance(value, dict):
                yield from ((key, name) for name in value)
            elif key in ROUTINES or key in PLAIN or key in ("input", "output"):
                yield (key,)

    def part_of(self, place: str) -> _Path | None:
        """The part that a place is in: the longest, since the names of functions may have dots."""
        if not isinstance(self.document, dict):
            return None
        fits = [part for part in self.parts() if f"{place}.".startswith((f"{_place(part)}.", f"{_place(part)}["))]
        return max(fits, key=lambda part: len(_place(part)), default=None)

    def replace(self, part: _Path, place: str) -> None:
        """Put something right in the place of a part, and of all parts that need what it declares."""
        self.replaced.add(part)
        old = self._value(part)
        whole = part[0] != "fcns" or not f"{place}.".startswith((f"{_place(part)}.do.", f"{_place(part)}.do["))
        self._put(part, old, whole=whole)
        names = _declared(part, old) if whole else frozenset()
        for other in list(self.parts()) if names else ():
            local = part[0] in ROUTINES and other[0] != part[0]
            if other not in self.replaced and not local and _mentions(self._value(other), names):
                inside = ".do" if other[0] == "fcns" and not _mentions(_signature(self._value(other)), names) else ""
                self.replace(other, _place(other) + inside)

    def _value(self, part: _Path) -> Any:
        """What a part is now, without the data of cells and pools, which can be large."""
        value = self.document
        for key in part:
            value = value[key]
        data = part[0] in ("cells", "pools") and isinstance(value, dict)
        return {key: inner for key, inner in value.items() if key != "init"} if data else value

    def _put(self, part: _Path, old: Any, *, whole: bool) -> None:
        match part:
            case ("input" | "output" as key,):
                self.typeless = True
                self.document = {**self.document, key: "null"}
                self._stop()
            case (str(key),) if key in PLAIN:
                self.document = {**self.document, key: PLAIN[key]}
            case (str(key),):
                self._stop({key: {f"u.{STOPS}": []}})
            case (str(key), int(i)):
                body = self.document[key]
                self._stop({key: [*body[:i], {f"u.{STOPS}": []}, *body[i + 1 :]]})
            case ("fcns", name) if not whole:
                self.document = {
                    **self.document,
                    "fcns": {**self.document["fcns"], name: {**old, "do": {"error": STOPS}}},
                }
            case (str(key), name):
                rest = {other: value for other, value in self.document[key].items() if other != name}
                self.document = {**self.document, key: rest}

    def _stop(self, routines: Mapping[str, Any] | None = None) -> None:
        """Change routines, and declare the function that stands in them."""
        stops = {"params": [], "ret": self.document.get("output"), "do": {"error": STOPS}}
        functions = self.document.get("fcns", {})
        if isinstance(functions, dict):
            functions = {**functions, STOPS: stops}
        self.document = {**self.document, **(routines or {}), "fcns": functions}


def _place(part: _Path) -> str:
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in part)


def _signature(function: Any) -> Any:
    return {key: value for key, value in function.items() if key != "do"} if isinstance(function, dict) else function


def _declared(part: _Path, old: Any) -> frozenset[str]:
    """The names that other parts may use: of the part itself, of its symbols, and of the types it spells out."""
    names = {str(part[1])} if part[0] in ("cells", "pools") else {f"u.{part[1]}"} if part[0] == "fcns" else set()
    for inner in _objects(old):
        if isinstance(inner.get("name"), str) and "type" in inner:
            names.add(inner["name"])
        if part[0] in ROUTINES and isinstance(inner.get("let"), dict):
            names.update(inner["let"])
    return frozenset(names)


def _mentions(json: Any, names: frozenset[str]) -> bool:
    """Is one of the names, or a path that starts with it, among the keys and strings of `json`?"""
    waiting = [json]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str) and (part in names or part.partition(".")[0] in names):
            return True
        if isinstance(part, dict):
            waiting.extend(part)
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
    return False


def _objects(json: Any) -> Iterator[dict[str, Any]]:
    """All objects in `json`, whatever they are."""
    waiting = [json]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            yield part
            waiting.extend(part.values())
        elif isinstance(part, list):
            waiting.extend(part)
