"""A PFA document under construction: cells, functions, types and the lines of its action.

Converters add to it from the first step of a pipeline to the last; each value that is used again is bound to a
symbol by `let`. What depends on what later steps accept (whether a field may be missing) stays `Late` until the
document is finished.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from scorelet.convert.converted import Json

DOUBLES: Json = {"type": "array", "items": "double"}
NOT_A_NUMBER: Json = {"m.sqrt": [-1.0]}
LARGE = 1_000
"""A cell of more numbers than these goes to a side file."""


class Late(str):
    """A symbol that is replaced by an expression when the document is finished."""

    __slots__ = ("expression",)
    expression: Callable[[], Json]

    def __new__(cls, symbol: str, expression: Callable[[], Json]) -> Late:
        late = super().__new__(cls, symbol)
        late.expression = expression
        return late


class Builder:
    def __init__(self) -> None:
        self.cells: dict[str, Json] = {}
        self.functions: dict[str, Json] = {}
        self.action: list[Json] = []
        self.tables: dict[str, bytes] = {}
        self.precision = "float64"
        self.vocabulary: tuple[str, ...] = ()
        """Some words that a text model knows."""
        self._names: set[str] = {"input", "name", "tally", "instance", "version", "metadata"}
        self._types: dict[str, Json] = {}
        self._declared: set[str] = set()

    # --------------------------------------------------------------------------------------- names

    def name(self, wish: str) -> str:
        """A name of the document that nothing has yet, as near to `wish` as PFA allows."""
        stem = pfa_name(wish)
        found, count = stem, 2
        while found in self._names:
            found, count = f"{stem}_{count}", count + 1
        self._names.add(found)
        return found

    # --------------------------------------------------------------------------------------- constants

    def cell(self, wish: str, kind: Json, init: Json) -> Json:
        """A reference to a new constant."""
        name = self.name(wish)
        self.cells[name] = {"type": kind, "init": init}
        return {"cell": name}

    def vector(self, wish: str, values: Iterable[Any]) -> Json:
        """A constant array of doubles."""
        return self.cell(wish, DOUBLES, doubles(values))

    def table(self, wish: str, kind: Json, value: Json, size: int) -> Json:
        """A constant that goes to a side file when it holds more than LARGE numbers; `size` says how many."""
        if size <= LARGE:
            return self.cell(wish, kind, value)
        from scorelet.pfa.avro_container import write_table

        name = self.name(wish)
        self.tables[f"tables/{name}.avro"] = write_table(kind, value)
        self.cells[name] = {"type": kind, "init": f"tables/{name}.avro", "source": "avro"}
        return {"cell": name}

    # --------------------------------------------------------------------------------------- types and functions

    def record(self, wish: str, fields: Mapping[str, Json]) -> str:
        """The name of a record type with these fields; the same fields have the same name."""
        shape = {"type": "record", "fields": [{"name": name, "type": kind} for name, kind in fields.items()]}
        for name, known in self._types.items():
            if known == shape:
                return name
        name = self.name(wish)
        self._types[name] = shape
        return name

    def declared(self, name: str) -> Json:
        """The type `name` where it stands in the document: spelled out the first time, by its name afterwards."""
        if name in self._declared or name not in self._types:
            return name
        self._declared.add(name)
        return {"name": name, **self._types[name]}

    def function(self, wish: str, params: Mapping[str, Json], ret: Json, do: Json) -> str:
        """What calls a new function of the document: ``{"u.wish": [...]}``; the same definition has the same name."""
        definition = {"params": [{name: kind} for name, kind in params.items()], "ret": ret, "do": do}
        for name, known in self.functions.items():
            if known == definition:
                return f"u.{name}"
        name = self.name(wish)
        self.functions[name] = definition
        return f"u.{name}"

    # --------------------------------------------------------------------------------------- the action

    def say(self, text: str) -> None:
        """A line of documentation in the action."""
        self.action.append({"doc": text})

    def let(self, wish: str, value: Json) -> str:
        """A symbol bound to `value`; a symbol stays what it is."""
        if isinstance(value, str) and "." not in value and not isinstance(value, Late):
            return value
        name = self.name(wish)
        self.action.append({"let": {name: value}})
        return name

    def array(self, wish: str, items: Sequence[Json]) -> str:
        """A symbol bound to an array of doubles that is spelled out."""
        return self.let(wish, {"type": DOUBLES, "new": list(items)})


def finished(value: Json) -> Json:
    """The expression with everything `Late` replaced."""
    if isinstance(value, Late):
        return finished(value.expression())
    if isinstance(value, Mapping):
        return {str(key): finished(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [finished(inner) for inner in value]
    return value


# ------------------------------------------------------------------------------------------------ small expressions


def pfa_name(wish: str) -> str:
    """`wish` as PFA writes names: letters, digits and underscores, no digit first."""
    stem = re.sub(r"[^A-Za-z0-9_]+", "_", wish).strip("_") or "x"
    return f"x{stem}" if stem[0].isdigit() else stem


def unique_names(wishes: Sequence[str]) -> list[str]:
    """Names as PFA writes them, no two alike, as near to the wishes as can be."""
    names: dict[str, None] = {}
    for wish in wishes:
        stem = pfa_name(wish)
        name, count = stem, 2
        while name in names:
            name, count = f"{stem}_{count}", count + 1
        names[name] = None
    return list(names)


def item(array: Json, index: Json) -> Json:
    """One item of an array."""
    return {"attr": array, "path": [index]}


def text(value: str) -> Json:
    """A string constant."""
    return {"string": value}


def inline(params: Mapping[str, Json], ret: Json, do: Json) -> Json:
    """A function written where it is used."""
    return {"params": [{name: kind} for name, kind in params.items()], "ret": ret, "do": do}


def doubles(values: Iterable[Any]) -> list[float]:
    """Numbers of any library as Python's own."""
    return [float(value) for value in values]
