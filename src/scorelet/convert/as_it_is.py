"""What is known of a model that no document can say: its rows, by what it remembers and by sample rows; its answers,
by its methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorelet.convert.builder import unique_names
from scorelet.convert.converted import Converted, Field
from scorelet.convert.entry import reads_text
from scorelet.errors import NotConvertibleError, UsageError

METHODS = {
    "probabilities": "predict_proba",
    "decision": "decision_function",
    "transform": "transform",
}
"""The methods that give an output beside `predict`."""


def taken_as_it_is(model: Any, rows: Sequence[Any], wanted: tuple[str, ...]) -> Converted:
    """The same facts as of a conversion, without a document. Raises NotConvertibleError without `predict`."""
    if not hasattr(model, "predict"):
        raise NotConvertibleError("it has no method 'predict'", type(model).__name__)
    classes = getattr(model, "classes_", None)
    first = "value" if classes is None else "label"
    offered = (first, *(name for name, method in METHODS.items() if hasattr(model, method)))
    unknown = [name for name in wanted if name not in offered]
    if unknown:
        raise UsageError(f"expected outputs among {', '.join(offered)}, got {unknown[0]!r}")
    usual = offered[:2] if "probabilities" in offered else offered[:1]
    form, fields, named = _input(model, rows)
    return Converted(
        document={},
        tables={},
        form=form,
        fields=fields,
        named=named,
        task="regression" if classes is None else "classification",
        classes=() if classes is None else tuple(classes.tolist() if hasattr(classes, "tolist") else classes),
        outputs=wanted or usual,
        offered=offered,
        precision="float64",
    )


def _input(model: Any, rows: Sequence[Any]) -> tuple[str, tuple[Field, ...], bool]:
    """(form, fields, whether they are named)."""
    names = getattr(model, "feature_names_in_", None)
    if names is not None:
        sources = [str(name) for name in names]
        return "record", _fields(sources, rows), True
    if reads_text(model) or (rows and isinstance(rows[0], str)):
        return "text", (), False
    if rows and isinstance(rows[0], dict):
        return "record", _fields(list(rows[0]), rows), True
    count = getattr(model, "n_features_in_", len(rows[0]) if rows else None)
    if count is None:
        raise NotConvertibleError(
            "it does not say what a row of it is: give sample rows (--samples)", type(model).__name__
        )
    return "record", _fields([f"x{i}" for i in range(int(count))], rows), False


def _fields(sources: list[str], rows: Sequence[Any]) -> tuple[Field, ...]:
    named = zip(unique_names(sources), sources, strict=True)
    return tuple(Field(name, source, _kind(source, i, rows)) for i, (name, source) in enumerate(named))


def _kind(source: str, place: int, rows: Sequence[Any]) -> str:
    """The kind of a feature, by the values it has in the sample rows."""
    values = [row.get(source) if isinstance(row, dict) else row[place] for row in rows]
    kinds = {type(value) for value in values if value is not None}
    if kinds == {str}:
        return "string"
    return "boolean" if kinds == {bool} else "number"
