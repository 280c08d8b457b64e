"""Tables, as dialects bring them: names of columns, and values. Names are looked at once, not in each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scorelet.bundle.names import pointer
from scorelet.errors import RowError
from scorelet.pfa.schemas import short
from scorelet.runtime.problems import unfit_rows

if TYPE_CHECKING:
    from scorelet.runtime.served import Served


def keys_of(served: Served, columns: Sequence[Any], at: str = "") -> Sequence[Any]:
    """The keys of a row's values, in the order of the columns; `at` is the place of their names in the body.

    The names are the features'; of a model that was trained on a plain array others will do, where there are as many.
    Raises RequestError (422). Which names a feature function or a document takes, it says by itself.
    """
    spec = served.manifest.input
    if served.features is not None or spec.form != "record":
        _hold_once(columns, at)
        return columns
    if (
        spec.unnamed
        and len(columns) == len(spec.fields)
        and not spec.knows(name for name in columns if isinstance(name, str))
    ):
        _hold_once(columns, at)
        return spec.names
    try:
        served.predictor.reader.names.order(columns)
    except RowError as error:
        raise unfit_rows(error.within(at).problems) from None
    return columns


def _hold_once(columns: Sequence[Any], at: str) -> None:
    seen = set()
    for name in columns:
        if name in seen:
            raise unfit_rows([(at + pointer(name), f"column {short(str(name))} is given twice")])
        seen.add(name)
