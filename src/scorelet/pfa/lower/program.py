"""The module that is being generated: its names, constants, bindings and places.

A Program is data: Python `ast`, and tables of what its global names stand for. `compile` and `engine` make
functions of it; `image` saves it. Nothing of the document is ever text that Python parses: strings and
numbers are constants, names are made here.
"""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from dataclasses import dataclass, field
from typing import Any

from scorelet.pfa.library.registry import Call, LibraryFunction
from scorelet.pfa.support import Meaning
from scorelet.pfa.types import Type

Binding = tuple[Any, ...]
"""What a global name stands for, as data that can be saved (see scorelet.pfa.image):
("run", function), ("typed", function, params, arg schemas, ret schema, label schemas), ("engine", ...same),
("made", function, literal arguments by name), ("module", module, name), ("convert", given, wanted),
("narrow", union, wanted), ("decode", schema),
("fields", record schema, names, whole numbers stay), ("encode", schema), ("classes", names), ("kinds", name, count),
("getter", names)."""

LOCALS = ("engine", "datum", "error", "deadline", "emit", "make")


@dataclass
class Program:
    """A module under construction; complete once `body` holds its statements."""

    constants: dict[str, Any] = field(default_factory=dict)
    bindings: dict[str, Binding] = field(default_factory=dict)
    places: list[tuple[str, Meaning]] = field(default_factory=list)
    body: list[ast.stmt] = field(default_factory=list)
    of_engine: dict[str, str] = field(default_factory=dict)
    """Bindings that are made for each engine, with their names inside `make`."""
    _names: set[str] = field(default_factory=lambda: {*LOCALS, *dir(builtins), *keyword.kwlist})
    _counts: dict[str, int] = field(default_factory=dict)
    """From where on to look for a new name, by what they begin with."""
    _bound: dict[object, str] = field(default_factory=dict)
    _lines: dict[tuple[str, Meaning], int] = field(default_factory=dict)

    def name(self, wish: str) -> str:
        """A new name of the module, as near to `wish` as Python allows."""
        stem = re.sub(r"[^A-Za-z0-9_]+", "_", wish[:40])
        if not stem or stem[0].isdigit() or stem.startswith("__"):
            stem = f"v_{stem.strip('_')}"
        found, count = stem, self._counts.get(stem, 2)
        while found in self._names:
            found = f"{stem}_{count}"
            count += 1
        self._names.add(found)
        self._counts[stem] = count
        return found

    def constant(self, value: Any, wish: str) -> str:
        """The global name of a constant that is no simple literal."""
        key = ("constant", id(value))
        if key not in self._bound:
            self._bound[key] = self.name(wish)
            self.constants[self._bound[key]] = value
        return self._bound[key]

    def bind(self, wish: str, *binding: Any) -> str:
        """The global name of a binding; the same binding has one name."""
        key = repr(binding)
        if key not in self._bound:
            self._bound[key] = self.name(wish)
            self.bindings[self._bound[key]] = binding
        return self._bound[key]

    def helper(self, name: str) -> str:
        """The global name of a function of scorelet.pfa.support."""
        return self.bind(name, "module", "scorelet.pfa.support", name)

    def library(self, function: LibraryFunction, call: Call) -> str:
        """The name of a library function for the types of one call."""
        if not function.typed and not function.engine:
            return self.bind(function.name, "run", function.name)
        labels = tuple((name, t.schema) for name, t in call.labels.items())
        types = tuple(t.schema for t in call.args)
        kind = "engine" if function.engine else "typed"
        bound = self.bind(function.name, kind, function.name, call.params, types, call.ret.schema, labels)
        if not function.engine:
            return bound
        if bound not in self.of_engine:
            self.of_engine[bound] = self.name(f"{bound}_here")
        return self.of_engine[bound]

    def converter(self, given: Type, wanted: Type) -> str:
        return self.bind("convert", "convert", given.schema, wanted.schema)

    def line(self, at: str, meaning: Meaning = None) -> int:
        """The line that stands for this place of the document (see support.translated)."""
        key = (at, meaning)
        if key not in self._lines:
            self.places.append(key)
            self._lines[key] = len(self.places)
        return self._lines[key]

    def module(self) -> ast.Module:
        return ast.fix_missing_locations(ast.Module(self.body, []))
