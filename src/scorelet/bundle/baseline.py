"""The training baseline: how each feature and the predictions were distributed, for telling drift later.

Numbers are sketched by the values at evenly spaced ranks: of n values in order, the i-th of k = min(n, 21)
quantiles is the value at rank floor(i * (n - 1) / (k - 1)), so the first is the smallest, the last the largest, and
each is a value that occurred (the "lower" quantile of Hyndman & Fan, 1996). Nothing is interpolated or random: the
same values give the same sketch in any order. Infinite values are counted apart.

Categories are counted exactly: the 50 most frequent (of equal counts the first by name), the rest together.

A prediction that is a record or a map is taken apart: "label", "probabilities.setosa".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import fsum, isfinite
from typing import Any, NamedTuple

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.json_form import dump
from scorelet.bundle.strict import by_key, count, list_of, map_of, maybe, number, one_of, read, record

BASELINE = "baseline.json"
QUANTILES = 21
"""Every five per cent: finer than the tenths that drift is usually told by, and small beside a model."""
CATEGORIES = 50
OUTPUTS = 200
"""So many parts of a prediction are sketched, the first by name."""


class Numbers(NamedTuple):
    """The distribution of a numeric feature or output. `rows` counts all, `missing` and `infinite` among them."""

    rows: int
    missing: int
    infinite: int
    minimum: float | None
    maximum: float | None
    mean: float | None
    quantiles: tuple[float, ...]
    sketch: str = "numbers"

    @property
    def missing_rate(self) -> float:
        return self.missing / self.rows if self.rows else 0.0


class Categories(NamedTuple):
    """The distribution of a feature or output of categories: the most frequent first, and the rest in `others`."""

    rows: int
    missing: int
    counts: Mapping[str, int]
    others: int
    sketch: str = "categories"

    @property
    def missing_rate(self) -> float:
        return self.missing / self.rows if self.rows else 0.0


Sketch = Numbers | Categories


class Baseline(NamedTuple):
    """Sketches of the features, by name, and of the parts of the predictions. Of texts, the length is sketched."""

    rows: int
    features: Mapping[str, Sketch]
    predictions: Mapping[str, Sketch]

    def write(self) -> bytes:
        return dump(self)


def baseline_of(spec: InputSpec, rows: Sequence[Any], predictions: Sequence[Any]) -> Baseline:
    """The baseline of rows as the row reader gives them (records by PFA name, None where missing; or texts)."""
    if spec.form == "text":
        features: dict[str, Sketch] = {
            spec.fields[0].name: numbers(None if text is None else len(text) for text in rows)
        }
    else:
        features = {field.name: _feature(field, [row[field.name] for row in rows]) for field in spec.fields}
    parts: dict[str, list[Any]] = {}
    for prediction in predictions:
        for name, value in _parts("", prediction):
            parts.setdefault(name, []).append(value)
    outputs = {name: _output(parts[name]) for name in sorted(parts)[:OUTPUTS]}
    return Baseline(len(rows), features, outputs)


def numbers(values: Iterable[Any]) -> Numbers:
    """The sketch of numbers; None and NaN are missing."""
    every = list(values)
    known = [float(value) for value in every if value is not None and value == value]
    finite = sorted(filter(isfinite, known))
    counts = (len(every), len(every) - len(known), len(known) - len(finite))
    if not finite:
        return Numbers(*counts, None, None, None, ())
    return Numbers(*counts, finite[0], finite[-1], _mean(finite), _quantiles(finite))


def _mean(ordered: list[float]) -> float:
    try:
        mean = fsum(ordered) / len(ordered)
    except OverflowError:
        mean = 2 * fsum(value / len(ordered) / 2 for value in ordered)
    return min(max(mean, ordered[0]), ordered[-1])


def _quantiles(ordered: list[float]) -> tuple[float, ...]:
    last, steps = len(ordered) - 1, min(len(ordered), QUANTILES) - 1
    return tuple(ordered[i * last // max(steps, 1)] for i in range(steps + 1))


def categories(values: Iterable[Any]) -> Categories:
    """The counts of categories, by their text; None and NaN are missing."""
    every = list(values)
    found = Counter(_text(value) for value in every if value is not None and value == value)
    order = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    kept = dict(order[:CATEGORIES])
    return Categories(len(every), len(every) - found.total(), kept, found.total() - sum(kept.values()))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else repr(value)


def _feature(field: Field, values: list[Any]) -> Sketch:
    of_numbers = field.kind in ("number", "integer") and field.categories is None
    return numbers(values) if of_numbers else categories(values)


def _output(values: list[Any]) -> Sketch:
    known = [value for value in values if value is not None]
    of_numbers = all(isinstance(value, float) for value in known)
    return numbers(values) if of_numbers else categories(values)


def _parts(name: str, prediction: Any) -> Iterable[tuple[str, Any]]:
    """The named scalars in a prediction; lists are numbered."""
    inner: Iterable[tuple[Any, Any]]
    if isinstance(prediction, Mapping):
        inner = prediction.items()
    elif isinstance(prediction, list | tuple):
        inner = enumerate(prediction)
    else:
        yield name or "prediction", prediction
        return
    for key, value in inner:
        yield from _parts(f"{name}.{key}" if name else str(key), value)


_SKETCH = by_key(
    "sketch",
    {
        "numbers": record(
            Numbers,
            {
                "rows": count,
                "missing": count,
                "infinite": count,
                "minimum": maybe(number),
                "maximum": maybe(number),
                "mean": maybe(number),
                "quantiles": list_of(number),
                "sketch": one_of(["numbers"]),
            },
        ),
        "categories": record(
            Categories,
            {
                "rows": count,
                "missing": count,
                "counts": map_of(count),
                "others": count,
                "sketch": one_of(["categories"]),
            },
        ),
    },
)
_BASELINE = record(Baseline, {"rows": count, "features": map_of(_SKETCH), "predictions": map_of(_SKETCH)})


def read_baseline(data: bytes) -> Baseline:
    """Raises BundleError with the place of the first thing that is not as expected."""
    baseline: Baseline = read(data, BASELINE, _BASELINE)
    return baseline
