"""The path of a conversion, written once: model -> input row -> outputs of its estimators -> document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from importlib import import_module
from typing import Any

from scorelet.convert import registry
from scorelet.convert.builder import Builder, finished, pfa_name
from scorelet.convert.converted import Converted, Json
from scorelet.convert.entry import Entry, entry_of
from scorelet.convert.outputs import Answer, Classification, Clustering, Lazy, Outputs, Transformed, answers
from scorelet.convert.rows import Row, Vector
from scorelet.convert.sparsity import makes_sparse
from scorelet.errors import NotConvertibleError, UsageError


def converted_from(model: Any, name: str, wanted: Sequence[str]) -> Converted:
    """See `scorelet.convert.convert`."""
    doc = Builder()
    conversion = Conversion(doc)
    entered = entry_of(model, doc)
    found = conversion.outputs(model, entered.row)
    task, offered, usual = answers(doc, found)
    chosen = _chosen(offered, wanted or usual)
    document = _document(doc, entered, chosen, name, model)
    return Converted(
        document=document,
        tables=doc.tables,
        form=entered.form,
        fields=entered.required(),
        named=entered.named,
        task=task,
        classes=found.classes if isinstance(found, Classification) else (),
        outputs=tuple(answer.name for answer in chosen),
        offered=tuple(answer.name for answer in offered),
        precision=doc.precision,
        vocabulary=doc.vocabulary,
        columns=tuple(field.source for field in entered.fields),
        dicts=entered.dicts,
    )


class Conversion:
    """One conversion: the document, and where in the model it is just now."""

    def __init__(self, doc: Builder) -> None:
        self.doc = doc
        self._path: list[str] = []

    def outputs(self, model: Any, row: Row, step: str | None = None) -> Outputs:
        """What `model` answers for `row`. `step` is what the model calls this part of it, for messages."""
        with self._within(step, model):
            return self._placed(self._converted(registry.converter_of(model), model, row))

    def row(self, transformer: Any, row: Row, step: str | None = None) -> Row:
        """What `transformer` makes of `row`."""
        with self._within(step, transformer):
            converter = registry.step_of(transformer) or registry.converter_of(transformer)
            found = self._converted(converter, transformer, row)
            if isinstance(found, Transformed):
                found.row.sparse = makes_sparse(transformer, row.sparse)
                return found.row
            if isinstance(found, Classification | Clustering) and found.transform is not None:
                return Vector(found.transform(), found.width)
            raise NotConvertibleError(f"{type(transformer).__name__} is no transformer that can be converted")

    def _converted(self, found: str | None, model: Any, row: Row) -> Outputs:
        if found is None:
            raise NotConvertibleError(f"{self._kind(model)} has no converter")
        _accept(model, row)
        module, _, function = found.partition(":")
        converter = getattr(import_module(f"scorelet.convert.{module}"), function)
        try:
            result: Outputs = converter(model, row, self)
        except AttributeError as error:
            if error.obj is not model:
                raise
            raise NotConvertibleError(f"it has no attribute {error.name!r}: fit it") from None
        return result

    def classification(self, model: Any, row: Row, step: str | None = None) -> Classification:
        """What a classifier answers."""
        found = self.outputs(model, row, step)
        if not isinstance(found, Classification):
            raise NotConvertibleError(f"{type(model).__name__} is no classifier of one target")
        return found

    def accept(self, model: Any, row: Row) -> None:
        """Refuse the missing and infinite values of `row` that `model` refuses: for parts that `outputs` never sees."""
        _accept(model, row)

    @contextmanager
    def _within(self, step: str | None, model: Any) -> Iterator[None]:
        self._path.append(f"{step} ({type(model).__name__})" if step else type(model).__name__)
        try:
            yield
        except NotConvertibleError as error:
            raise _said(error, self._path) from None
        finally:
            self._path.pop()

    def _placed(self, found: Outputs) -> Outputs:
        """The answers, which will be asked for later, with where they come from."""
        path = list(self._path)
        lazy = {field.name: getattr(found, field.name) for field in fields(found)}
        later: Any = {name: self._later(path, value) for name, value in lazy.items() if callable(value)}
        return replace(found, **later)

    def _later(self, path: list[str], answer: Lazy) -> Lazy:
        def placed() -> Json:
            try:
                return answer()
            except NotConvertibleError as error:
                raise _said(error, path) from None

        return placed

    @staticmethod
    def _kind(model: Any) -> str:
        return f"{type(model).__module__.partition('.')[0]}.{type(model).__name__}"


def _said(error: NotConvertibleError, path: Sequence[str]) -> NotConvertibleError:
    """The error with the estimator that it is about; it keeps the innermost."""
    return error if error.estimator is not None else NotConvertibleError(error.message, " > ".join(path))


PASSES_ON = frozenset({
    "Pipeline", "FeatureUnion", "ColumnTransformer", "FunctionTransformer", "VotingClassifier", "VotingRegressor",
    "StackingClassifier", "StackingRegressor", "GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV",
    "HalvingRandomSearchCV", "CalibratedClassifierCV", "FrozenEstimator", "OneVsRestClassifier", "OneVsOneClassifier",
    "OutputCodeClassifier", "MultiOutputClassifier", "MultiOutputRegressor", "ClassifierChain", "RegressorChain",
    "TransformedTargetRegressor", "BaggingClassifier", "BaggingRegressor", "SelfTrainingClassifier",
    "TunedThresholdClassifierCV", "FixedThresholdClassifier", "RFE", "RFECV", "SelectFromModel",
    "SequentialFeatureSelector", "SimpleImputer", "MissingIndicator", "DummyClassifier", "DummyRegressor",
    "IterativeImputer", "KNNImputer", "DictVectorizer", "LabelBinarizer", "LabelEncoder",
})  # fmt: skip
"""Estimators of scikit-learn that look at no value themselves (what they are made of does), or that see to missing
and infinite values in their converter."""

ANY_NUMBER = frozenset({"HistGradientBoostingClassifier", "HistGradientBoostingRegressor", "IsolationForest"})
"""Estimators of scikit-learn that also take infinite numbers."""


def _accept(model: Any, row: Row) -> None:
    """scikit-learn's own rule for missing and infinite values: its estimators carry a tag."""
    name = type(model).__name__
    if not hasattr(model, "__sklearn_tags__") or not type(model).__module__.startswith("sklearn."):
        return
    if name in PASSES_ON:
        return
    if not model.__sklearn_tags__().input_tags.allow_nan:
        row.refuse_missing()
    if name not in ANY_NUMBER:
        row.refuse_infinite()


# --------------------------------------------------------------------------------------------- the document


def _chosen(offered: Sequence[Answer], wanted: Sequence[str]) -> list[Answer]:
    by_name = {answer.name: answer for answer in offered}
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        raise UsageError(f"expected outputs among {', '.join(by_name)}, got {unknown[0]!r}")
    return [by_name[name] for name in wanted]


def _document(doc: Builder, entered: Entry, chosen: list[Answer], name: str, model: Any) -> dict[str, Json]:
    result = finished(_result(doc, chosen))
    action = finished(doc.action)
    document: dict[str, Json] = {
        "name": pfa_name(name),
        "doc": f"{type(model).__name__} of {registry.LIBRARIES.get(type(model).__module__.partition('.')[0])}",
        "input": entered.type(),
        "output": _output_type(doc, chosen),
        "action": [*entered.prologue(doc), *action, result],
    }
    if doc.cells:
        document["cells"] = doc.cells
    if doc.functions:
        document["fcns"] = finished(doc.functions)
    return document


def _result(doc: Builder, chosen: list[Answer]) -> Json:
    if len(chosen) == 1:
        return chosen[0].value()
    return {"type": "Prediction", "new": {answer.name: answer.value() for answer in chosen}}


def _output_type(doc: Builder, chosen: list[Answer]) -> Json:
    if len(chosen) == 1:
        return chosen[0].type
    fields = [{"name": answer.name, "type": answer.type} for answer in chosen]
    return {"type": "record", "name": "Prediction", "fields": fields}
