"""Encoders of scikit-learn: categories become numbers (sklearn.preprocessing)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.convert.builder import DOUBLES
from scorelet.convert.categories import Codes, coded, place
from scorelet.convert.converted import Json
from scorelet.convert.indicators import Indicators
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Joined, Row, Vector, joined

UNKNOWN = {"error": None, "ignore": -1, "infrequent_if_exist": -1, "warn": -1}


def _categories(model: Any, i: int, column: Column) -> list[Any]:
    found = model.categories_[i]
    if column.field is not None and found.dtype.kind == "O":
        column.field.objects = True
    return list(found.tolist())


# ------------------------------------------------------------------------------------------------ one-hot


def one_hot(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """OneHotEncoder: each category has the place of its column of zeros and ones, and a dropped one has none."""
    columns = row.columns()
    parts = [_one_hot(model, i, column, conversion) for i, column in enumerate(columns)]
    return Transformed(parts[0] if len(parts) == 1 else Joined(parts))


def _one_hot(model: Any, i: int, column: Column, conversion: Conversion) -> Row:
    categories = _categories(model, i, column)
    codes = _grouped(model, i, len(categories))
    unknown = UNKNOWN[model.handle_unknown]
    if unknown is not None and model.handle_unknown != "ignore" and _infrequent(model, i) is not None:
        unknown = codes[_infrequent(model, i)[0]]
    dropped = None if model._drop_idx_after_grouping is None else model._drop_idx_after_grouping[i]
    places = [_without(code, dropped) for code in codes]
    unknown = None if unknown is None else _without(unknown, dropped)
    names = _names(column.name, categories, places)
    symbol = coded(conversion.doc, column, Codes(categories, places, unknown=unknown))
    return Indicators(symbol, names, partial=unknown == -1 or -1 in places)


def _grouped(model: Any, i: int, count: int) -> list[int]:
    """The place of each category when the infrequent ones share the last place."""
    mapping = model._default_to_infrequent_mappings[i] if model._infrequent_enabled else None
    return list(range(count)) if mapping is None else mapping.tolist()


def _infrequent(model: Any, i: int) -> Any:
    return model._infrequent_indices[i] if model._infrequent_enabled else None


def _without(code: int, dropped: int | None) -> int:
    """The place when another (or this one) is dropped."""
    if dropped is None or code < dropped:
        return code
    return -1 if code == dropped else code - 1


def _names(stem: str, categories: Sequence[Any], places: Sequence[int]) -> list[str]:
    by_place: dict[int, list[str]] = {}
    for category, at in zip(categories, places, strict=True):
        by_place.setdefault(at, []).append(str(category))
    return [
        f"{stem}_{by_place[at][0] if len(by_place[at]) == 1 else 'infrequent'}"
        for at in range(max(places, default=-1) + 1)
    ]


# ------------------------------------------------------------------------------------------------ ordinal


def ordinal(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """OrdinalEncoder: the place of each category; a missing value that is a category has a number of its own."""
    return Transformed(Columns([_ordinal(model, i, column, conversion) for i, column in enumerate(row.columns())]))


def _ordinal(model: Any, i: int, column: Column, conversion: Conversion) -> Column:
    categories = _categories(model, i, column)
    own = i in model._missing_indices
    numbers: list[float] = [float(code) for code in _grouped(model, i, len(categories) - own)]
    if own:
        numbers.append(float(model.encoded_missing_value))
    unknown = None if model.handle_unknown == "error" else float(model.unknown_value)
    symbol = coded(conversion.doc, column, Codes(categories, numbers, kind="double", unknown=unknown))
    gives_nan = any(number != number for number in [*numbers, 0.0 if unknown is None else unknown])
    return Column(symbol, column.name, sources=column.sources if gives_nan else ())


# ------------------------------------------------------------------------------------------------ by target


def target(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """TargetEncoder: the mean of the target in each category, for several classes one mean for each."""
    several = model.target_type_ == "multiclass"
    encode = _by_class if several else _by_target
    return Transformed(joined([encode(model, i, column, conversion) for i, column in enumerate(row.columns())]))


def _by_target(model: Any, i: int, column: Column, conversion: Conversion) -> Row:
    numbers = model.encodings_[i].tolist()
    codes = Codes(_categories(model, i, column), numbers, kind="double", unknown=float(model.target_mean_))
    return Columns([Column(coded(conversion.doc, column, codes), column.name)])


def _by_class(model: Any, i: int, column: Column, conversion: Conversion) -> Row:
    doc, count = conversion.doc, len(model.classes_)
    means = zip(*[encoding.tolist() for encoding in model.encodings_[i * count : (i + 1) * count]], strict=True)
    symbol = place(doc, column, _categories(model, i, column))
    table = doc.cell(f"{column.name}_means", {"type": "array", "items": DOUBLES}, [list(row) for row in means])
    mean = doc.vector("targetMean", model.target_mean_)
    found: Json = {"if": {"<": [symbol, 0]}, "then": mean, "else": {**table, "path": [symbol]}}
    return Vector(doc.let(f"{column.name}_mean", found), count)
