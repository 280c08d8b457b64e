"""Where a model's input row begins: its features by name, by place, or one text."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scorelet.convert.builder import NOT_A_NUMBER, Builder, unique_names
from scorelet.convert.converted import Field, Json
from scorelet.convert.registry import converter_of
from scorelet.convert.rows import Row, Text, entry
from scorelet.errors import NotConvertibleError

TEXT_READERS = frozenset({"CountVectorizer", "TfidfVectorizer", "HashingVectorizer"})
ONE_COLUMN = frozenset({"IsotonicRegression", "LabelBinarizer", "LabelEncoder"})
"""Estimators that read one column, and do not say so."""
PARTS = ("best_estimator_", "estimator_", "regressor_", "classifier_", "estimators_", "calibrated_classifiers_")
"""Attributes with the estimators that a model hands its rows to as they are."""


@dataclass(frozen=True)
class Entry:
    """The row as it enters, and the input type it has when all readers have been seen."""

    form: str
    fields: tuple[Field, ...]
    row: Row
    named: bool
    symbols: tuple[str, ...] = ()
    dicts: bool = False

    def required(self) -> tuple[Field, ...]:
        """The fields that the input has: of named columns those that something reads, of an array all places."""
        read = tuple(field for field in self.fields if field.kind is not None)
        return read if self.named and read else self.fields

    def type(self) -> Json:
        if self.form == "text":
            return "string"
        declared = [{"name": field.name, "type": _type_of(field)} for field in self.required()]
        return {"type": "record", "name": "Input", "fields": declared}

    def prologue(self, doc: Builder) -> list[Json]:
        """The lines that make missing numbers NaN."""
        lines = []
        for field, symbol in zip(self.fields, self.symbols, strict=True):
            reader = _READERS.get((field.kind, field.missing))
            if reader is not None:
                wish, kind, do = reader
                found = doc.function(wish, {"given": kind}, "double", do)
                lines.append({"let": {symbol: {found: [f"input.{field.name}"]}}})
        return lines


_ONE_OR_ZERO: Json = {"if": "x", "then": 1.0, "else": 0.0}
_READERS: dict[tuple[str | None, bool], tuple[str, Json, Json]] = {
    ("number", True): (
        "numberOrNaN", ["null", "double"], {"ifnotnull": {"x": "given"}, "then": "x", "else": NOT_A_NUMBER}
    ),
    ("boolean", True): (
        "flagOrNaN", ["null", "boolean"], {"ifnotnull": {"x": "given"}, "then": _ONE_OR_ZERO, "else": NOT_A_NUMBER}
    ),
    ("boolean", False): ("flag", "boolean", {"if": "given", "then": 1.0, "else": 0.0}),
}  # fmt: skip
"""How a field is read as a double, by its kind and whether it may be missing: function name, type, body."""


def _type_of(field: Field) -> Json:
    if field.kind is None:
        return ["null", "double"]
    kind = {"number": "double", "boolean": "boolean", "string": "string"}[field.kind]
    return ["null", kind] if field.missing else kind


def entry_of(model: Any, doc: Builder) -> Entry:
    """The entry of a model, found out from what it says of its features."""
    if reads_text(model):
        return Entry("text", (), Text("input"), named=False)
    reader = first_reader(model)
    if type(reader).__name__ == "DictVectorizer" and hasattr(reader, "feature_names_"):
        return replace(_record(list(keys_of(reader)), doc, named=True), dicts=True)
    names = _feature_names(model)
    if names is None:
        count = _feature_count(model)
        return _record([f"x{i}" for i in range(count)], doc, named=False)
    return _record(names, doc, named=True)


def _record(sources: Sequence[str], doc: Builder, *, named: bool) -> Entry:
    names = unique_names(sources)
    fields = tuple(Field(name, source) for name, source in zip(names, sources, strict=True))
    row = entry(fields, doc)
    return Entry("record", fields, row, named, tuple(str(column.expr) for column in row.columns()))


def reads_text(model: Any) -> bool:
    """Whether the first thing that reads the input is a text vectorizer."""
    return type(first_reader(model)).__name__ in TEXT_READERS


def first_reader(model: Any) -> Any:
    """The estimator that reads the input first, inside of all that is around it."""
    first = first_step(model)
    if first is None:
        first = next(iter(_parts(model)), None)
    return model if first is None else first_reader(first)


def keys_of(vectorizer: Any) -> dict[str, list[str | None]]:
    """The keys of a DictVectorizer, each with the strings it was trained on; None is a number. A feature whose name has
    the separator stands for a string."""
    found: dict[str, list[str | None]] = {}
    for name in vectorizer.feature_names_:
        key, separator, value = name.partition(vectorizer.separator)
        found.setdefault(key, []).append(value if separator else None)
    return found


def first_step(model: Any) -> Any | None:
    """The first step of a pipeline, or a member of a union, which reads what the whole reads."""
    if type(model).__name__ == "Pipeline":
        return next((step for _, step in model.steps if step not in (None, "passthrough")), None)
    if type(model).__name__ == "FeatureUnion":
        return next((member for _, member in model.transformer_list if member not in ("drop", "passthrough")), None)
    return None


def _parts(model: Any) -> list[Any]:
    for attribute in PARTS:
        found = getattr(model, attribute, None)
        if found is not None:
            found = list(found) if isinstance(found, list | tuple) else [found]
            return [getattr(part, "estimator", part) if attribute.startswith("calibrated") else part for part in found]
    return []


def _lightgbm_names(booster: Any) -> list[str] | None:
    """LightGBM calls features without a name Column_0, Column_1, ..."""
    names: list[str] = booster.feature_name()
    return None if names == [f"Column_{i}" for i in range(len(names))] else names


NAMES: Mapping[str, Callable[[Any], list[str] | None]] = {
    "xgboost": lambda booster: booster.feature_names,
    "lightgbm": _lightgbm_names,
}
COUNTS: Mapping[str, Callable[[Any], int]] = {
    "xgboost": lambda booster: int(booster.num_features()),
    "lightgbm": lambda booster: int(booster.num_feature()),
}
"""How the boosters of a library say what they were trained on; all else has the attributes of scikit-learn."""


def _asked(model: Any, questions: Mapping[str, Callable[[Any], Any]]) -> Callable[[Any], Any] | None:
    """The question to put to a booster."""
    return questions.get(type(model).__module__.partition(".")[0]) if type(model).__name__ == "Booster" else None


def _or_none(question: Callable[[Any], Any], model: Any) -> Any:
    try:
        return question(model)
    except Exception:
        return None  # A booster without trees: its library raises an error of its own.


def _feature_names(model: Any) -> list[str] | None:
    asked = _asked(model, NAMES)
    if asked is not None:
        found: list[str] | None = asked(model)
        return found
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        first = first_step(model)
        return None if first is None else _feature_names(first)
    return [str(name) for name in names]


def _attribute_count(model: Any) -> Any:
    return 1 if type(model).__name__ in ONE_COLUMN else getattr(model, "n_features_in_", None)


def _feature_count(model: Any) -> int:
    asked = _asked(model, COUNTS)
    count = _attribute_count(model) if asked is None else _or_none(asked, model)
    if count is None:
        first = first_step(model)
        if first is not None:
            return _feature_count(first)
        raise NotConvertibleError(_unfit(model), type(model).__name__)
    return int(count)


def _unfit(model: Any) -> str:
    """Why nothing is known of a model's rows."""
    if converter_of(model) is None:
        return f"{type(model).__module__.partition('.')[0]}.{type(model).__name__} has no converter"
    return "it does not say how many features it was trained on: fit it (a search with refit=True)"
