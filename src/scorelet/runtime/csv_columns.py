"""The columns of a body of CSV -> how its cells become a model's row."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import TYPE_CHECKING

from scorelet.batch.columns import by_places, in_order, row_type
from scorelet.batch.convert import row_converter
from scorelet.batch.csv_rows import LONGEST_CELL, FromCells
from scorelet.bundle.names import pointer
from scorelet.errors import RowError, UsageError
from scorelet.pfa.schemas import short
from scorelet.runtime.problems import SHOWN, unfit_rows

if TYPE_CHECKING:
    from scorelet.runtime.served import Served


def converter(header: Sequence[str], served: Served) -> FromCells:
    """How cells become a row. Raises RequestError (422) where the columns are not those of the model."""
    try:
        return _by_features(header, served)
    except RowError as error:
        raise unfit_rows(error.problems) from None
    except UsageError as error:
        raise unfit_rows([("", one_line(error))]) from None


def _by_features(header: Sequence[str], served: Served) -> FromCells:
    spec = served.manifest.input
    if served.features is not None:
        if len(set(header)) < len(header):
            raise RowError([("", "the CSV header has a column twice")])
        _hold_known(header, served)
        return lambda cells: dict(zip(header, cells, strict=True))
    if spec.form != "record":
        _hold_known(header, served)
        return row_converter("string" if spec.form == "text" else spec.type, header)
    if by_places(spec, header):
        return in_order(spec, header)
    order = served.predictor.reader.names.order(header)
    return row_converter(row_type(spec, [header[place] for place in order]), header)


def _hold_known(header: Sequence[str], served: Served) -> None:
    """Raises RowError for columns that are no parameter of the feature function, no field of the document's record."""
    known = frozenset(_document_names(served))
    unknown = [name for name in header if name not in known][:SHOWN] if known else []
    if unknown:
        raise RowError((pointer(name), f"model {served.name!r} has no feature {short(name)}") for name in unknown)


def _document_names(served: Served) -> tuple[str, ...]:
    """The names of what a feature function takes, or of a record that the document takes as it is."""
    if served.features is not None:
        return served.features.names
    return served.names or () if served.manifest.input.form == "datum" else ()


def lacks_header(data: bytes, served: Served) -> bool:
    """Whether the first line is a row: it has a number, and no name of a feature."""
    cells, spec = _first(data), served.manifest.input
    if served.features is None and (spec.form == "text" or spec.knows(cells)):
        return False
    return any(map(_is_number, cells)) and set(_names(served)).isdisjoint(cells)


def names_without_header(data: bytes, served: Served) -> list[str]:
    """The names of columns that came without. Raises RequestError (422) when they are not as many as the features."""
    cells = _first(data)
    names = _names(served) or tuple(map(str, range(len(cells))))
    if len(cells) != len(names):
        wanted = f"{len(names)} column{'' if len(names) == 1 else 's'}"
        raise unfit_rows([("/0", f"line 1: model {served.name!r} expects {wanted}, got {len(cells)} and no header")])
    return list(names)


def _names(served: Served) -> tuple[str, ...]:
    """The names that columns have, in the order of the features."""
    if served.features is not None:
        return served.features.names
    return tuple(field.shown for field in served.manifest.input.fields) or _document_names(served)


def _first(data: bytes) -> list[str]:
    """The cells of the first line."""
    csv.field_size_limit(LONGEST_CELL)
    try:
        return next(csv.reader([data.lstrip(b"\r\n").partition(b"\n")[0].decode().rstrip("\r")]), [])
    except csv.Error:
        return []


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def one_line(error: Exception) -> str:
    return "; ".join(str(error).splitlines())
