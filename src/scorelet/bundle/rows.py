"""What callers send -> the engine's datum.

A row of a tabular model is a mapping by name or a sequence of values in the order of the features. There are two
ways through, and for the rows that come most the first one is enough:

`quick` proves that a row is ready as it is, without a look at single values, or gives None. The sum of the numbers,
started with 0.0, tells nearly all: a text or None raises TypeError, a whole number beyond doubles OverflowError, a
NumPy scalar makes the sum one of NumPy, and with a NaN or an infinity it is not finite. (Finite numbers may add up to
infinity; such a row only takes the second way.) Where values may be missing, they are left out of the sum. What the
sum cannot tell are booleans among numbers, and values of other kinds are not looked at: an engine refuses what does
not have its type, and that is the time to ask `thorough`. So 30 doubles cost about a microsecond.

`thorough` looks at every value and collects all that is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from scorelet.bundle.fields import Field, InputSpec
from scorelet.bundle.names import Names, pointer
from scorelet.bundle.values import Unfit, fitted, shown
from scorelet.errors import RowError

Row = Any
Datum = Any


class RowReader:
    """The rows of one model.

    read(row)      the datum. Raises RowError, unless the engine will raise PfaInputError for it (see above)
    quick(row)     the datum, or None when the row needs a closer look
    thorough(row)  the datum. Raises RowError with all problems
    """

    def __init__(self, spec: InputSpec, model: str) -> None:
        self.spec = spec
        self.model = model
        self.names = Names(spec, model)
        forms: Mapping[str, tuple[Any, Callable[[Row], Datum]]] = {
            "record": (_quick_record, self._record),
            "text": (lambda _: _text_or_none, self._text),
            "datum": (lambda _: _as_it_is, _as_it_is),
        }
        quick, self.thorough = forms[spec.form]
        self.quick: Callable[[Row], Datum | None] = quick(spec)

    def read(self, row: Row) -> Datum:
        datum = self.quick(row)
        return self.thorough(row) if datum is None else datum

    def _text(self, row: Row) -> str | None:
        at = ""
        if isinstance(row, Mapping):
            given = list(row)
            key = given[self.names.order(given)[0]]
            at, row = pointer(key), row[key]
        values = _values(row)
        one = values[0] if isinstance(values, Sequence) and not isinstance(values, str) and len(values) == 1 else row
        try:
            datum: str | None = fitted(self.spec.fields[0], one)
        except Unfit as unfit:
            raise RowError([(at, f"model {self.model!r}: {unfit}")]) from None
        return datum

    def _record(self, row: Row) -> dict[str, Any]:
        if isinstance(row, Mapping):
            given = list(row)
            places = self.names.order(given)
            return self._fitted([row[given[place]] for place in places], [given[place] for place in places])
        values = _values(row)
        if not isinstance(values, list | tuple):
            wanted = f"an object or an array of {len(self.spec.fields)} values"
            raise RowError([("", f"model {self.model!r} expects a row as {wanted}, got {shown(row)}")])
        if len(values) != len(self.spec.fields):
            wanted = f"{len(self.spec.fields)} feature{'' if len(self.spec.fields) == 1 else 's'}"
            raise RowError([("", f"model {self.model!r} expects {wanted}, got {len(values)}")])
        return self._fitted(values, range(len(values)))

    def _fitted(self, values: Sequence[Any], keys: Sequence[object]) -> dict[str, Any]:
        datum: dict[str, Any] = {}
        problems: list[tuple[str, str]] = []
        for field, value, key in zip(self.spec.fields, values, keys, strict=True):
            try:
                datum[field.name] = fitted(field, value)
            except Unfit as unfit:
                problems.append((pointer(key), str(unfit)))
        if problems:
            raise RowError(problems)
        return datum


def _values(row: Row) -> Any:
    """An array of NumPy as a list."""
    return row.tolist() if hasattr(row, "tolist") and not isinstance(row, str) else row


def _text_or_none(row: Row) -> str | None:
    return row if type(row) is str else None


def _as_it_is(row: Row) -> Datum:
    return row


# ------------------------------------------------------------------------------------------- the quick way


Quick = Callable[[Row], dict[str, Any] | tuple[Any, ...] | None]


def _quick_record(spec: InputSpec) -> Quick:
    """A dict by PFA names goes through as it is; all else as the tuple of its values, which engines take as well."""
    names, sources = spec.names, tuple(field.shown for field in spec.fields)
    count, extra = len(names), spec.extra
    by_source, by_name = _taker(sources), _taker(names)
    renamed = sources != names
    ready = _ready(spec.fields)

    def taken(row: dict[str, Any]) -> Sequence[Any]:
        try:
            return by_source(row)
        except KeyError:
            return by_name(row)

    def quick(row: Row) -> dict[str, Any] | tuple[Any, ...] | None:
        kind = type(row)
        if kind is not dict and kind is not list and kind is not tuple:
            return None
        if len(row) != count and not (extra and kind is dict):
            return None
        try:
            values = row if kind is not dict else taken(row) if renamed else by_name(row)
            if not ready(values):
                return None
        except (KeyError, TypeError, OverflowError):
            return None
        return row if kind is dict and not renamed else tuple(values)

    only_numbers = all(field.kind == "number" and not field.strict for field in spec.fields)
    return _quick_numbers(count, quick, renamed=renamed) if only_numbers else quick


def _quick_numbers(count: int, otherwise: Quick, *, renamed: bool) -> Quick:
    """The same where all features are numbers and none is missing, in fewer steps.

    Of a dict only the values are looked at: an engine misses a feature whose name is another one.
    """

    def quick(row: Row) -> dict[str, Any] | tuple[Any, ...] | None:
        kind = type(row)
        try:
            if kind is list or kind is tuple:
                total = sum(row, 0.0)
            elif kind is dict and not renamed:
                total = sum(row.values(), 0.0)
            else:
                return otherwise(row)
        except (TypeError, OverflowError):
            return otherwise(row)
        if type(total) is not float or total - total != 0.0 or len(row) != count:
            return otherwise(row)
        return row if kind is dict else tuple(row)

    return quick


def _ready(fields: Sequence[Field]) -> Callable[[Sequence[Any]], bool]:
    """The function that says of values in order whether they need no closer look."""
    numbers = [i for i, field in enumerate(fields) if field.kind == "number" and not field.missing]
    nullable = [i for i, field in enumerate(fields) if field.kind == "number" and field.missing]
    closed = [(i, _known(field)) for i, field in enumerate(fields) if field.strict and field.categories is not None]
    if len(numbers) == len(fields) and not closed:
        return _finite
    take_numbers, take_nullable = _taker(numbers), _taker(nullable)

    def ready(values: Sequence[Any]) -> bool:
        return (
            _finite(take_numbers(values))
            and _finite(filter(None, take_nullable(values)))
            and all(values[i] in known for i, known in closed)
        )

    return ready


def _finite(values: Iterable[Any]) -> bool:
    """Whether these are finite numbers. Raises TypeError and OverflowError."""
    total = sum(values, 0.0)
    return type(total) is float and total - total == 0.0


def _known(field: Field) -> frozenset[Any]:
    return frozenset([*(field.categories or ()), *([None] if field.missing else [])])


def _taker(keys: Sequence[Any]) -> Callable[[Any], Sequence[Any]]:
    """The function that gives the items with these keys, in order."""
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda row: [row[key] for key in keys]
