"""Dicts as rows of numbers (DictVectorizer of scikit-learn): its keys are the fields of the input.

A number is a feature; each string that a key had in training is a feature that is one or zero. A key that is left out
of a dict is null in the document. Lists of strings, which the source takes too, are not told from strings: a field
holds one.
"""

from __future__ import annotations

from typing import Any

from scorelet.convert.builder import Builder
from scorelet.convert.categories import place
from scorelet.convert.entry import keys_of
from scorelet.convert.indicators import Indicators
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, joined
from scorelet.errors import NotConvertibleError


def vectorizer(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """DictVectorizer: the features in the order of their names, or of training."""
    row.refuse_infinite()
    if getattr(model.dtype, "__name__", str(model.dtype)) != "float64":
        raise NotConvertibleError(f"the parameter dtype={getattr(model.dtype, '__name__', model.dtype)}")
    keys = keys_of(model)
    parts = [
        _feature(key, values, column, conversion.doc)
        for (key, values), column in zip(keys.items(), row.columns(), strict=True)
    ]
    whole = joined(parts)
    names = [key if value is None else f"{key}{model.separator}{value}" for key in keys for value in keys[key]]
    if names == list(model.feature_names_):
        return Transformed(whole)
    return Transformed(whole.take([names.index(name) for name in model.feature_names_]))


def _feature(key: str, values: list[str | None], column: Column, doc: Builder) -> Row:
    strings = [value for value in values if value is not None]
    if not strings:
        x = column.number()
        return Columns([Column({"if": {"impute.isnan": [x]}, "then": 0.0, "else": x}, key, noted=column.field)])
    if len(strings) < len(values):
        raise NotConvertibleError(f"the key {key!r} is a number in some dicts and a string in others")
    return Indicators(place(doc, column, strings), [f"{key}_{value}" for value in strings], partial=True)
