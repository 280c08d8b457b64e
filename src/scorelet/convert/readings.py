"""How the trees of XGBoost and LightGBM see a feature, where that is not the number itself.

A booster turns values before it compares them: a string into the code of a category, a code into a whole number, a
zero into a missing value. Each such turn is a short function of the document, and the trees look at a column of its
results. One feature may be read in two ways (trees that were trained before and after a change of parameters), so
trees name columns by (feature, reading), and `Readings` numbers those pairs.

Codes of categories are never negative; a missing one is MISSING, which a split may have in its set.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scorelet.convert.builder import NOT_A_NUMBER, Builder
from scorelet.convert.categories import Codes, coded, kind_of
from scorelet.convert.converted import Json
from scorelet.convert.rounding import last_at_or_below, last_below
from scorelet.convert.rows import Column, Columns, Row
from scorelet.errors import NotConvertibleError
from scorelet.pfa.numbers import float32

MISSING = -1.0
NO_CATEGORY = -2.0


class Reading(ABC):
    """How a column is made of a feature."""

    @abstractmethod
    def column(self, doc: Builder, column: Column) -> Column:
        """What the trees look at."""

    def note(self, column: Column) -> None:
        """What is known of the feature, even where no tree looks at it."""
        return  # of most nothing more than what reading them says


@dataclass(frozen=True)
class Plain(Reading):
    """The number itself."""

    def column(self, doc: Builder, column: Column) -> Column:
        return column


@dataclass(frozen=True)
class Flag(Reading):
    """True or false, as one or zero."""

    def column(self, doc: Builder, column: Column) -> Column:
        if column.origin is None:
            return column
        flag = column.of_kind("boolean")
        return Column(flag.expr, flag.name, sources=flag.sources)


@dataclass(frozen=True)
class Turned(Reading):
    """The result of a function of one double, `x`."""

    name: str
    do: Json
    thresholds: tuple[float, ...] = ()

    def __hash__(self) -> int:
        return hash((self.name, self.thresholds))

    def column(self, doc: Builder, column: Column) -> Column:
        number = column.of_kind("number")
        for threshold in self.thresholds:
            number.jumps_at(threshold)
        function = doc.function(self.name, {"x": "double"}, "double", self.do)
        return Column(doc.let(number.name, {function: [number.expr]}), number.name, sources=number.sources)


@dataclass(frozen=True)
class Coded(Reading):
    """The place of a value in the dictionary of a pandas column; `strict` refuses what is not in it."""

    dictionary: tuple[Any, ...]
    strict: bool

    def column(self, doc: Builder, column: Column) -> Column:
        self.note(column)
        places = range(len(self.dictionary))
        codes = Codes(self.dictionary, places, "double", unknown=None if self.strict else MISSING, missing=MISSING)
        return Column(coded(doc, column, codes), column.name, sources=column.sources)

    def note(self, column: Column) -> None:
        field = column.of_kind(kind_of(self.dictionary, column)).origin
        if field is not None:
            field.categories, field.strict, field.coded = self.dictionary, self.strict, True


# ----------------------------------------------------------------------------------------- what numbers turn into

_FLOAT: Json = {"cast.float": ["x"]}

CATEGORY_OF_DOUBLE = Turned(
    "category", {"if": {"<": ["x", 0.0]}, "then": {"m.ceil": ["x"]}, "else": {"m.floor": ["x"]}}
)
"""LightGBM's: towards zero, so that -0.5 is category 0. NaN stays NaN, which is in no set."""

CATEGORY_OF_FLOAT = Turned(
    "category",
    {
        "cond": [
            {"if": {"!=": ["x", "x"]}, "then": MISSING},
            {"if": {"<": ["x", 0.0]}, "then": {"if": {"==": [_FLOAT, 0.0]}, "then": 0.0, "else": NO_CATEGORY}},
        ],
        "else": {"m.floor": [_FLOAT]},
    },
)
"""XGBoost's: rounded to 32 bits first; negative numbers are no category at all."""

ZERO = 1.0000000180025095e-35
"""LightGBM's: numbers up to this one are zero (the 32-bit number next to 1e-35)."""

_IS_ZERO: Json = {"&&": [{"<=": [-ZERO, "x"]}, {"<=": ["x", ZERO]}]}
ZERO_IS_MISSING = Turned("missingIfZero", {"if": _IS_ZERO, "then": NOT_A_NUMBER, "else": "x"}, (-ZERO, ZERO))
"""LightGBM with zero_as_missing."""

ABSENT_IF_ZERO = Turned("absentIfZero", {"if": {"==": ["x", 0.0]}, "then": NOT_A_NUMBER, "else": "x"}, (0.0,))
"""XGBoost with sparse matrices: what is not in them is missing."""


def missing_if(missing: float) -> Turned:
    """XGBoost's parameter `missing`: numbers that round to it are missing, besides NaN."""
    low, high = last_below(float32(missing)), last_at_or_below(float32(missing))
    above: Json = {"<": [low, "x"]} if math.isfinite(low) else True
    below: Json = {"<=": ["x", high]} if math.isfinite(high) else True
    there = {"&&": [above, below]}
    thresholds = tuple(bound for bound in (low, high) if math.isfinite(bound))
    return Turned("missing", {"if": there, "then": NOT_A_NUMBER, "else": "x"}, thresholds)


# ----------------------------------------------------------------------------------------- columns by number


class Readings:
    """The columns that trees look at, numbered in the order in which they are asked for."""

    def __init__(self, by_feature: Mapping[int, Reading], usual: Reading) -> None:
        self._by_feature = by_feature
        self._usual = usual
        self._places: dict[tuple[int, Reading], int] = {}

    def place(self, feature: int, reading: Reading | None = None) -> int:
        """The number of the column of a feature."""
        key = (feature, reading or self._by_feature.get(feature, self._usual))
        return self._places.setdefault(key, len(self._places))

    def special(self, feature: int) -> Reading | None:
        """How a feature is read that is not read as usual."""
        return self._by_feature.get(feature)

    def row(self, doc: Builder, row: Row) -> Row:
        """The columns; one at least, which a forest without any test needs for its record."""
        if not self._places:
            self.place(0)
        looked_at = {*self._by_feature, *(feature for feature, _ in self._places)}
        if min(looked_at) < 0 or max(looked_at) >= row.width:
            raise NotConvertibleError(f"it looks at features {min(looked_at)} to {max(looked_at)} of {row.width}")
        unread = sorted(self._by_feature.keys() - {feature for feature, _ in self._places})
        for feature, column in zip(unread, row.take(unread).columns(), strict=True):
            self._by_feature[feature].note(column)
        columns = row.take([feature for feature, _ in self._places]).columns()
        readings = [reading for _, reading in self._places]
        return Columns([reading.column(doc, column) for reading, column in zip(readings, columns, strict=True)])
