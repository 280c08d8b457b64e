"""What the original model answers: the other side of every comparison.

Rows are those of the document: dicts by field name, None for what is missing; or texts. Answers are plain Python:
numbers, strings, and lists of numbers in the order of the classes.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scorelet.convert.converted import Converted, Field

COVARIANCES = (
    "EmpiricalCovariance", "GraphicalLasso", "GraphicalLassoCV", "LedoitWolf", "MinCovDet", "OAS", "ShrunkCovariance"
)  # fmt: skip
"""Estimators of a covariance, which are asked how far a row is from the middle."""

Refused = Exception
"""A row that the original refuses has its exception for an answer."""

ASKED: Mapping[str, Callable[[Any, Any], Any]] = {
    "label": lambda model, rows: model.predict(rows),
    "labels": lambda model, rows: model.predict(rows),
    "value": lambda model, rows: model.predict(rows),
    "values": lambda model, rows: model.predict(rows),
    "probabilities": lambda model, rows: model.predict_proba(rows),
    "decision": lambda model, rows: model.decision_function(rows),
    "scores": lambda model, rows: model.score_samples(rows),
    "transform": lambda model, rows: model.transform(rows),
    "std": lambda model, rows: model.predict(rows, return_std=True)[1],
}
"""How each output is asked of an estimator with scikit-learn's methods."""


def _by_dmatrix(model: Any, rows: Any, **kwargs: Any) -> Any:
    from xgboost import DMatrix

    return model.predict(DMatrix(rows, enable_categorical=True, nthread=1), **kwargs)


def _largest(found: Any) -> Any:
    return found.argmax(axis=1)


_XGBOOST: Mapping[str, Callable[[Any, Any], Any]] = {
    "decision": lambda model, rows: model.predict(rows, output_margin=True),
    "margin": lambda model, rows: model.predict(rows, output_margin=True),
}
_LIGHTGBM: Mapping[str, Callable[[Any, Any], Any]] = {
    "decision": lambda model, rows: model.predict(rows, raw_score=True),
    "margin": lambda model, rows: model.predict(rows, raw_score=True),
}
_DISTANCE: Mapping[str, Callable[[Any, Any], Any]] = {"value": lambda model, rows: model.mahalanobis(rows)}


def _one_by_one(model: Any, rows: Any) -> Any:
    """A LabelBinarizer looks at all labels at once to tell what sort they are."""
    return [model.transform(row).tolist()[0] for row in rows]


ASKED_OF: Mapping[str, Mapping[str, Callable[[Any, Any], Any]]] = {
    "xgboost": _XGBOOST,
    "lightgbm": _LIGHTGBM,
    "xgboost.Booster": {
        "label": lambda model, rows: _largest(_by_dmatrix(model, rows)),
        "value": _by_dmatrix,
        "values": _by_dmatrix,
        "probabilities": _by_dmatrix,
        "decision": lambda model, rows: _by_dmatrix(model, rows, output_margin=True),
        "margin": lambda model, rows: _by_dmatrix(model, rows, output_margin=True),
    },
    "sklearn.LabelBinarizer": {"transform": _one_by_one},
    "sklearn.LabelEncoder": {"transform": lambda model, rows: model.transform(rows.ravel()).reshape(-1, 1)},
    **{f"sklearn.{name}": _DISTANCE for name in COVARIANCES},
    "lightgbm.Booster": {
        **_LIGHTGBM,
        "label": lambda model, rows: _largest(model.predict(rows)),
        "probabilities": lambda model, rows: model.predict(rows),
    },
}
"""How it is asked otherwise: by library, and by library and class."""


def answers(model: Any, converted: Converted, rows: Sequence[Any]) -> list[dict[str, Any] | Refused]:
    """The original's answer to each row, by output; all rows at once where it takes them all."""
    try:
        return _batch(model, converted, rows)
    except Exception as error:
        if len(rows) == 1:
            return [error]
        return [answer for row in rows for answer in answers(model, converted, [row])]


def _batch(model: Any, converted: Converted, rows: Sequence[Any]) -> list[dict[str, Any] | Refused]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        given = as_given(converted, rows)
        found = {name: _listed(asked(model, name)(model, given), len(rows)) for name in converted.outputs}
    return [{name: values[i] for name, values in found.items()} for i in range(len(rows))]


def asked(model: Any, output: str) -> Callable[[Any, Any], Any]:
    """How `output` is asked of `model`; those of a model with several targets have the number of theirs at the end."""
    if type(model).__name__ == "Pipeline" and _own(model[-1], output) is not None:
        return lambda whole, rows: asked(whole[-1], output)(whole[-1], whole[:-1].transform(rows))
    own = _own(model, output)
    if own is not None:
        return own
    if output in ASKED:
        return ASKED[output]
    kind = output.rstrip("0123456789")
    return lambda model, rows: _of_target(ASKED[kind](model, rows), int(output.removeprefix(kind)))


def _of_target(found: Any, target: int) -> Any:
    """One target's part of a list of arrays, or of an array with a column for each."""
    return found[target] if isinstance(found, list) else found[:, target]


def _own(model: Any, output: str) -> Callable[[Any, Any], Any] | None:
    """The way of a library of its own."""
    library = type(model).__module__.partition(".")[0]
    ways = {**ASKED_OF.get(library, {}), **ASKED_OF.get(f"{library}.{type(model).__name__}", {})}
    return ways.get(output)


def as_given(converted: Converted, rows: Sequence[Any]) -> Any:
    """Rows in the form that the model was trained on: texts, dicts, an array, or a DataFrame."""
    if converted.form == "text":
        return list(rows)
    if converted.dicts:
        fields = converted.fields
        return [{field.source: row[field.name] for field in fields if row[field.name] is not None} for row in rows]
    if converted.named:
        return _frame(converted, rows)
    import numpy as np

    table = [[_cell(field, row[field.name]) for field in converted.fields] for row in rows]
    return np.array(table, dtype=_dtype(converted.fields, [value for row in table for value in row]))


def _frame(converted: Converted, rows: Sequence[Any]) -> Any:
    """A DataFrame of all columns in the order of training; those that nothing reads are zero."""
    import pandas as pd

    by_source = {field.source: field for field in converted.fields}
    columns = {}
    for source in converted.columns or by_source:
        field = by_source.get(source)
        columns[source] = [0.0] * len(rows) if field is None else _series(field, [row[field.name] for row in rows])
    return pd.DataFrame(columns)


def _series(field: Field, values: list[Any]) -> Any:
    import pandas as pd

    if field.coded and field.categories is not None:
        return pd.Series(_category(values, field.categories))
    cells = [_cell(field, value) for value in values]
    return pd.Series(cells, dtype=_dtype([field], cells))


def _dtype(fields: Sequence[Field], values: Sequence[Any]) -> type:
    """Of an array of these fields: bool, float, or object."""
    if all(isinstance(value, bool) for value in values):
        return bool
    objects = any(field.kind in ("string", "boolean") or field.objects or field.absent == "none" for field in fields)
    return object if objects else float


def _cell(field: Field, value: Any) -> Any:
    """A value as the original takes it: a missing one is NaN, or None among strings, unless the model says which."""
    if value is not None:
        return value
    if field.kind is None:
        return 0.0
    none = field.absent == "none" or (field.absent is None and field.kind in ("string", "boolean"))
    return None if none else math.nan


def _category(values: list[Any], known: tuple[Any, ...]) -> Any:
    """A column of the type `category`: a value that was not known in training is one category more."""
    import pandas as pd

    whole = all(type(value) is int for value in known)
    given = [int(value) if whole and isinstance(value, float) and value.is_integer() else value for value in values]
    unknown = [value for value in dict.fromkeys(given) if value is not None and value not in known]
    return pd.Categorical(given, categories=[*known, *unknown])


def _listed(found: Any, count: int) -> list[Any]:
    if hasattr(found, "toarray"):
        found = found.toarray()
    values: list[Any] = found.tolist() if hasattr(found, "tolist") else list(found)
    if len(values) != count:
        raise ValueError(f"expected {count} answers, got {len(values)}")
    return values
