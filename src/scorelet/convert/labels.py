"""Labels as numbers (LabelEncoder, LabelBinarizer of scikit-learn), which read one column."""

from __future__ import annotations

from typing import Any

from scorelet.convert.categories import Codes, coded, place
from scorelet.convert.converted import Json
from scorelet.convert.outputs import Transformed
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row
from scorelet.errors import NotConvertibleError


def encoder(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """LabelEncoder: the place of the label among the classes; another label is refused."""
    row.refuse_infinite()
    (column,) = row.columns()
    classes = _classes(model, column)
    codes = Codes(classes, range(len(classes)), kind="double", unknown=None)
    return Transformed(Columns([Column(coded(conversion.doc, column, codes), "label")]))


def binarizer(model: Any, row: Row, conversion: Conversion) -> Transformed:
    """LabelBinarizer: for each class whether it is this one; of two classes only for the second, of one never."""
    row.refuse_missing()
    row.refuse_infinite()
    if model.y_type_.startswith("multilabel"):
        raise NotConvertibleError("it was trained on several labels for a row")
    (column,) = row.columns()
    classes = _classes(model, column)
    symbol = place(conversion.doc, column, classes)
    yes, no = float(model.pos_label), float(model.neg_label)

    def mark(i: int) -> Json:
        return {"if": {"==": [symbol, i]}, "then": yes, "else": no}

    marks = {1: [no], 2: [mark(1)]}.get(len(classes)) or [mark(i) for i in range(len(classes))]
    return Transformed(Columns([Column(each, f"label{i}") for i, each in enumerate(marks)]))


def _classes(model: Any, column: Column) -> list[Any]:
    if column.field is not None and model.classes_.dtype.kind == "O":
        column.field.objects = True
    return list(model.classes_.tolist())
