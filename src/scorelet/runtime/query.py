"""The query of a URL -> a row: for models whose rows are flat records, and for feature functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scorelet.bundle.names import pointer
from scorelet.errors import RequestError
from scorelet.runtime.problems import unfit_rows

if TYPE_CHECKING:
    from scorelet.bundle.fields import Field
    from scorelet.runtime.served import Served


def row_of_query(query: str, served: Served) -> Any:
    """The row that a query such as "city=Hong%20Kong&days=3" says.

    Values become what the model's features are; those of a feature function stay text, and are its to convert. What
    is empty is missing. Raises RequestError: 422, and 405 for a model whose rows are no flat records.
    """
    pairs = _pairs(query)
    if served.features is not None:
        return _joined(pairs)
    given = _once(pairs)
    spec = served.manifest.input
    if spec.form == "datum":
        detail = f"a row of model {served.name!r} cannot be said in a URL; send it by POST, as JSON"
        raise RequestError(405, detail, headers=[("allow", "POST, OPTIONS")])
    fields = {name: field for field in spec.fields for name in (field.name, field.shown)}
    row: dict[str, Any] = {}
    problems = []
    for name, text in given.items():
        row[name] = text
        if (field := fields.get(name)) is None:
            continue  # the model's own words for unknown names are better
        try:
            row[name] = _value(field, text)
        except ValueError:
            problems.append((pointer(name), f"expected {_SAID[field.kind]}, got {text[:60]!r}"))
    if problems:
        raise unfit_rows(problems)
    return _text_in(row, spec.fields[0], served) if spec.form == "text" else row


def _text_in(row: Mapping[str, Any], field: Field, served: Served) -> Any:
    """The one text of a model of texts."""
    if len(row) == 1 and not row.keys().isdisjoint((field.name, field.shown)):
        return next(iter(row.values()))
    named = ", ".join(repr(name[:60]) for name in list(row)[:8]) or "nothing"
    raise unfit_rows([("", f"model {served.name!r} takes one text, as ?{field.shown}=..., got {named}")])


def _pairs(query: str) -> list[tuple[str, str]]:
    from urllib.parse import parse_qsl  # no other request needs it

    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=10_000)
    except ValueError:  # too many, or no UTF-8
        raise RequestError(400, "the query of the URL is no list of name=value in UTF-8") from None


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """A parameter that is a list may come as "a,b", or once for each item."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _once(pairs: list[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, text in pairs:
        if name in found:
            raise RequestError(422, f"{name[:60]!r} is given twice", problems=[(pointer(name), "is given twice")])
        found[name] = text
    return found


def _value(field: Field, text: str) -> Any:
    return None if not text and field.kind != "string" else _KINDS[field.kind](text)


def _number(text: str) -> float:
    if "_" in text:  # Python's own way to write a number
        raise ValueError(text)
    return float(text)


def _integer(text: str) -> int:
    if "_" in text:
        raise ValueError(text)
    return int(text)


_BOOLEANS = {"true": True, "false": False, "1": True, "0": False}


def _boolean(text: str) -> bool:
    try:
        return _BOOLEANS[text.lower()]
    except KeyError:
        raise ValueError(text) from None


_KINDS: Mapping[str, Callable[[str], Any]] = {
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "string": str,
}
_SAID = {"number": "a number", "integer": "a whole number", "boolean": "true or false", "string": "a text"}
