"""What is known of a model that no document can say: its rows, by what it remembers and by what sample rows are; its
answers, by its methods."""

from __future__ import annotations

from collections.abc import Mapping
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
UNFIT = {
    "xgboost.core.Booster": "its predict takes a DMatrix: pack the XGBClassifier or XGBRegressor that it is from",
}
"""Classes whose `predict` takes no rows, with what to do."""

Sketch = Mapping[str, Any]
"""What sample rows are: {"form", "columns": [[name, kind], ...]}, the form "text", "record", "array", or None."""


def taken_as_it_is(model: Any, sketch: Sketch, wanted: tuple[str, ...]) -> Converted:
    """The same facts as of a conversion, without a document. Raises NotConvertibleError without `predict`."""
    _check(model)
    classes = _classes(model)
    offered = _offered(model, classes)
    unknown = [name for name in wanted if name not in offered]
    if unknown:
        raise UsageError(f"expected outputs among {', '.join(offered)}, got {unknown[0]!r}")
    usual = offered[:2] if "probabilities" in offered else offered[:1]
    form, fields, named = _input(model, sketch)
    return Converted(
        document={},
        tables={},
        form=form,
        fields=fields,
        named=named,
        task="regression" if classes is None else "classification",
        classes=tuple(classes or ()),
        outputs=wanted or usual,
        offered=offered,
        precision="float64",
    )


def _check(model: Any) -> None:
    kind = type(model)
    if not callable(getattr(model, "predict", None)):
        raise NotConvertibleError("it has no method 'predict'", kind.__name__)
    reason = UNFIT.get(f"{kind.__module__}.{kind.__qualname__}")
    if reason is not None:
        raise NotConvertibleError(reason, kind.__name__)


def _classes(model: Any) -> list[Any] | None:
    """The classes of a classifier, in order; () of one with several targets or labels that no JSON can say."""
    classes = getattr(model, "classes_", None)
    if classes is None:
        return None
    found = classes.tolist() if hasattr(classes, "tolist") else list(classes)
    return found if all(isinstance(label, str | int | float | bool) for label in found) else []


def _offered(model: Any, classes: list[Any] | None) -> tuple[str, ...]:
    if classes == []:
        return ("values",)
    methods = (name for name, method in METHODS.items() if hasattr(model, method))
    return ("value" if classes is None else "label", *methods)


def _input(model: Any, sketch: Sketch) -> tuple[str, tuple[Field, ...], bool]:
    """(form, fields, whether they are named)."""
    form, columns = sketch["form"], sketch["columns"]
    names = getattr(model, "feature_names_in_", None)
    if names is not None:
        return "record", _fields([str(name) for name in names], dict(columns)), True
    if reads_text(model) or form == "text":
        return "text", (), False
    if form == "record":
        return "record", _fields([name for name, _ in columns], dict(columns)), True
    count = getattr(model, "n_features_in_", len(columns) if form == "array" else None)
    if count is None:
        raise NotConvertibleError(
            "it does not say what a row of it is: give sample rows (--samples)", type(model).__name__
        )
    sources = [f"x{i}" for i in range(int(count))]
    return "record", _fields(sources, dict(zip(sources, (kind for _, kind in columns), strict=False))), False


def _fields(sources: list[str], kinds: Mapping[str, str]) -> tuple[Field, ...]:
    named = zip(unique_names(sources), sources, strict=True)
    return tuple(Field(name, source, kinds.get(source, "number")) for name, source in named)
