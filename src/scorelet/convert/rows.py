"""Rows as converters see them: what one step of a pipeline hands to the next.

    Columns   one expression for each feature: numbers, strings, booleans
    Vector    a symbol bound to an array of doubles of known length
    Sparse    the terms of a text, most of them zero; in `sparse`
    Joined    several of these, side by side
    Text      one text

A missing number is NaN in the document, a missing string null. `sources` are the input fields whose missing or
infinite values could reach a feature as such: a step that refuses those values refuses them in these fields.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorelet.convert.arithmetic import mapped
from scorelet.convert.builder import Builder, Late, item
from scorelet.convert.converted import Field, Json
from scorelet.errors import NotConvertibleError


@dataclass(frozen=True)
class Column:
    """One feature: an expression that is cheap to repeat. `origin` is the input field that it is, untouched; `noted`
    is the one that it is wherever that is not missing: for what is to be known of its values."""

    expr: Json
    name: str
    kind: str = "number"
    sources: tuple[Field, ...] = ()
    origin: Field | None = None
    noted: Field | None = None

    @property
    def field(self) -> Field | None:
        return self.origin or self.noted

    def number(self) -> Json:
        """The feature as a double; an untouched field is taken for a number from here on."""
        return self.of_kind("number").expr

    def of_kind(self, kind: str) -> Column:
        """The feature as a "number", "string" or "boolean"."""
        if self.origin is None:
            if self.kind != kind:
                raise NotConvertibleError(f"a step reads feature {self.name!r} as a {kind}, and it is a {self.kind}")
            return self
        if self.origin.kind not in (None, kind):
            raise NotConvertibleError(
                f"one step reads column {self.origin.source!r} as a {kind}, another as a {self.origin.kind}"
            )
        self.origin.kind = kind
        return Column(self.expr, self.name, kind, self.sources, self.origin)

    def jumps_at(self, threshold: float) -> None:
        """Note that an answer may change where this feature crosses the threshold."""
        if self.field is not None:
            self.field.thresholds.add(float(threshold))

    def may_be_missing(self) -> bool:
        """To be asked when the document is finished: until then any step may refuse missing values."""
        return any(field.missing for field in self.sources)


class Row(ABC):
    """What all rows have in common."""

    width: int
    sources: tuple[Field, ...] = ()
    sparse: bool = False
    """Whether the original hands it on as a sparse matrix, whose zeros XGBoost takes for missing values."""

    @abstractmethod
    def columns(self) -> list[Column]:
        """The features one by one."""

    def vector(self, doc: Builder) -> str:
        """A symbol bound to all features as an array of doubles."""
        return doc.array("x", [column.number() for column in self.columns()])

    def refuse_missing(self) -> None:
        for field in self.sources:
            field.missing = False

    def refuse_infinite(self) -> None:
        for field in self.sources:
            field.infinite = False

    def changed(self, doc: Builder, wish: str, do: Json) -> Row:
        """`do` for each number, which it calls `x`; what does not change zero may be asked of sparse rows."""
        return Vector(doc.let(wish, mapped(self.vector(doc), do)), self.width, self.sources)

    def take(self, indexes: Sequence[int]) -> Row:
        """The features at these places."""
        columns = self.columns()
        return Columns([columns[i] for i in indexes])


class Columns(Row):
    def __init__(self, columns: Iterable[Column]) -> None:
        self._columns = list(columns)
        self.width = len(self._columns)
        self.sources = merged(column.sources for column in self._columns)
        self._symbol: str | None = None

    def columns(self) -> list[Column]:
        return list(self._columns)

    def vector(self, doc: Builder) -> str:
        if self._symbol is None:
            self._symbol = super().vector(doc)
        return self._symbol


class Vector(Row):
    """`names` and `noted` are those of its columns."""

    def __init__(
        self,
        symbol: str,
        width: int,
        sources: tuple[Field, ...] = (),
        names: Sequence[str] = (),
        noted: Sequence[Field | None] = (),
    ) -> None:
        self.symbol = symbol
        self.width = width
        self.sources = sources
        self.names = tuple(names) if names else tuple(f"{symbol}{i}" for i in range(width))
        self.noted = tuple(noted) if noted else (None,) * width

    def columns(self) -> list[Column]:
        return [self._column(i) for i in range(self.width)]

    def take(self, indexes: Sequence[int]) -> Row:
        return Columns([self._column(i) for i in indexes])

    def _column(self, i: int) -> Column:
        return Column(item(self.symbol, i), self.names[i], sources=self.sources, noted=self.noted[i])

    def vector(self, doc: Builder) -> str:
        return self.symbol


class Joined(Row):
    def __init__(self, parts: Iterable[Row]) -> None:
        self.parts: list[Row] = [
            inner for part in parts for inner in (part.parts if isinstance(part, Joined) else [part])
        ]
        self.width = sum(part.width for part in self.parts)
        self.sources = merged(part.sources for part in self.parts)
        self._symbol: str | None = None

    def columns(self) -> list[Column]:
        return [column for part in self.parts for column in part.columns()]

    def vector(self, doc: Builder) -> str:
        if self._symbol is None:
            arrays = [part.vector(doc) for part in self.parts]
            whole = {"type": {"type": "array", "items": {"type": "array", "items": "double"}}, "new": arrays}
            self._symbol = arrays[0] if len(arrays) == 1 else doc.let("x", {"a.flatten": [whole]})
        return self._symbol

    def take(self, indexes: Sequence[int]) -> Row:
        """Each part keeps its own, where the features stay in order: then a text's terms stay sparse."""
        if list(indexes) != sorted(set(indexes)):
            return super().take(indexes)
        kept, start = [], 0
        for part in self.parts:
            own = [i - start for i in indexes if start <= i < start + part.width]
            kept += [part.take(own)] if own else []
            start += part.width
        return joined(kept)


class Text(Row):
    """One text: a string expression. `column` is the input column it is, if it is one of a record."""

    width = 1

    def __init__(self, expr: Json, column: Column | None = None) -> None:
        self.expr = expr
        self.column = column
        self.sources = () if column is None else column.sources

    def knows(self, doc: Builder, words: Sequence[str]) -> None:
        """Note some words that a vectorizer knows, to make texts of."""
        if self.column is None:
            doc.vocabulary += tuple(words)
        elif self.column.field is not None:
            self.column.field.words += tuple(words)

    def columns(self) -> list[Column]:
        return [self.column or Column(self.expr, "text", "string")]

    def vector(self, doc: Builder) -> str:
        raise NotConvertibleError("this step needs numbers, and it is given a text")


def joined(parts: Sequence[Row]) -> Row:
    """Rows side by side."""
    if all(isinstance(part, Columns) for part in parts):
        return Columns([column for part in parts for column in part.columns()])
    return parts[0] if len(parts) == 1 else Joined(parts)


def merged(groups: Iterable[Iterable[Field]]) -> tuple[Field, ...]:
    return tuple(dict.fromkeys(field for group in groups for field in group))


def entry(fields: Sequence[Field], doc: Builder) -> Columns:
    """The input record's fields as they come in. Whether they may be missing is decided by who reads them."""
    return Columns([_as_it_comes(field, doc.name(field.name)) for field in fields])


def _as_it_comes(field: Field, symbol: str) -> Column:
    """`symbol` is bound at the start of the action where the field is a number that may be missing."""
    whole = f"input.{field.name}"
    late = Late(symbol, lambda: symbol if _read_first(field) else whole)
    return Column(late, field.name, "number", (field,), field)


def _read_first(field: Field) -> bool:
    """Whether the field is made a double at the start (see `entry.Entry.prologue`)."""
    return field.kind == "boolean" or (field.kind == "number" and field.missing)
