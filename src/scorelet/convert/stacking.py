"""Stacking of scikit-learn: a final estimator reads what others say of the row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from scorelet.convert.builder import DOUBLES, Builder, item
from scorelet.convert.converted import Json
from scorelet.convert.linear import classes_of
from scorelet.convert.outputs import Classification, MultipleRegression, Outputs, Regression
from scorelet.convert.path import Conversion
from scorelet.convert.rows import Column, Columns, Row, joined
from scorelet.errors import NotConvertibleError


def classifier(model: Any, row: Row, conversion: Conversion) -> Classification:
    """StackingClassifier: the final estimator's classes are the places of the model's."""
    if isinstance(model._label_encoder, list):
        raise NotConvertibleError("it was trained on several labels for a row")
    found = conversion.classification(model.final_estimator_, said(model, row, conversion), "final_estimator")
    classes = classes_of(model)
    return replace(found, classes=tuple(classes[i] for i in found.classes))


def regressor(model: Any, row: Row, conversion: Conversion) -> Outputs:
    """StackingRegressor."""
    return conversion.outputs(model.final_estimator_, said(model, row, conversion), "final_estimator")


def said(model: Any, row: Row, conversion: Conversion) -> Row:
    """What the final estimator reads: the answers of the others, and the row itself where that passes through."""
    names = [name for name, part in model.estimators if part != "drop"]
    columns: list[Column] = []
    for name, part, method in zip(names, model.estimators_, model.stack_method_, strict=True):
        numbers = _numbers(conversion.outputs(part, row, name), method, conversion.doc)
        if method == "predict_proba" and len(getattr(model, "classes_", ())) == 2:
            numbers = numbers[1:]
        columns += [Column(number, name if len(numbers) == 1 else f"{name}{i}") for i, number in enumerate(numbers)]
    answers = Columns(columns)
    return joined([answers, row]) if model.passthrough else answers


def _numbers(found: Outputs, method: str, doc: Builder) -> list[Json]:
    """One expression for each number that an estimator answers with."""
    match found, method:
        case Regression(), "predict":
            return [doc.let("value", found.value())]
        case MultipleRegression(), "predict":
            return _items(found.values(), found.width)
        case Classification(), "predict":
            return [doc.let("label", _label(found, doc))]
        case Classification(probabilities=probabilities), "predict_proba" if probabilities is not None:
            return _items(probabilities(), len(found.classes))
        case Classification(decision=decision), "decision_function" if decision is not None:
            width = found.decision_width
            return [doc.let("decision", decision())] if width == 1 else _items(decision(), width)
    raise NotConvertibleError(f"the parameter stack_method: {method} of one of its parts is not converted")


def _items(symbol: Json, width: int) -> list[Json]:
    return [item(symbol, i) for i in range(width)]


def _label(found: Classification, doc: Builder) -> Json:
    if not all(isinstance(label, int | float) for label in found.classes):
        raise NotConvertibleError("the parameter stack_method: a part answers with labels that are no numbers")
    cell = doc.cell("labels", DOUBLES, [float(label) for label in found.classes])
    return {**cell, "path": [found.index()]}
