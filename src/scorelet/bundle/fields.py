"""What a model takes: one row of named features, or one text.

The values of this room are named tuples, not dataclasses: this is read at every cold start, and `dataclasses`
imports what compiles Python (`inspect`, `ast`), which takes longer than all the rest of reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from scorelet.bundle.strict import Unexpected, avro, flag, list_of, maybe, one_of, record, scalar, text

KINDS = ("number", "integer", "boolean", "string")
FORMS = ("record", "text", "datum")

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


class Field(NamedTuple):
    """One feature.

    name        its name in the document: a PFA name
    kind        "number" (a double), "integer", "boolean" or "string"
    missing     may be missing: None, null, NaN
    infinite    may be infinite (numbers only)
    categories  the values seen in training, in the model's order; None when that means nothing
    source      the column's name where the model was trained; None when it was trained on a plain array
    strict      values outside of the categories are refused; else the model is given them, and knows what to do
    """

    name: str
    kind: str = "number"
    missing: bool = False
    infinite: bool = False
    categories: tuple[str | int | float | bool, ...] | None = None
    source: str | None = None
    strict: bool = False

    @property
    def shown(self) -> str:
        """The name that people know."""
        return self.name if self.source is None else self.source


class InputSpec(NamedTuple):
    """What a row is.

    form    "record" (named features), "text" (one string), or "datum" (whatever the document takes, as it is)
    fields  the features in the order of the model's columns; of a text model its one field; else none
    type    of form "datum" the Avro schema of the document's input; else None
    extra   names in a row that are no feature are passed over; else they are refused
    """

    form: str
    fields: tuple[Field, ...] = ()
    type: Any = None
    extra: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def unnamed(self) -> bool:
        """Whether the model was trained on a plain array: its names are ours, and tables may have others."""
        return self.form == "record" and not self.extra and all(field.source is None for field in self.fields)

    def knows(self, names: Iterable[object]) -> bool:
        """Whether any of these is the name of a feature."""
        return not {name for field in self.fields for name in (field.name, field.shown)}.isdisjoint(names)

    @property
    def is_array(self) -> bool:
        """Whether a row is an array by itself, so that an array of rows is an array of arrays."""
        return isinstance(self.type, dict) and self.type.get("type") == "array"


def _name(json: Any, at: str) -> str:
    if not _NAME.match(text(json, at)):
        raise Unexpected(f"{json[:60]!r} is no PFA name (letters, digits and _) - at {at}")
    return str(json)


_FIELD = record(
    Field,
    {
        "name": _name,
        "kind": one_of(KINDS),
        "missing": flag,
        "infinite": flag,
        "categories": maybe(list_of(scalar)),
        "source": maybe(text),
        "strict": flag,
    },
)
_SPEC = record(InputSpec, {"form": one_of(FORMS), "fields": list_of(_FIELD), "type": maybe(avro), "extra": flag})


def input_spec(json: Any, at: str) -> InputSpec:
    """An InputSpec of its JSON: names are PFA names, none is there twice, and the form has the fields it needs."""
    spec: InputSpec = _SPEC(json, at)
    for names, what in ((spec.names, "name"), ([field.shown for field in spec.fields], "source")):
        if len(set(names)) < len(names):
            twice = next(name for i, name in enumerate(names) if name in names[:i])
            raise Unexpected(f"two features have the {what} {twice[:60]!r} - at {at}.fields")
    if spec.form == "text" and [field.kind for field in spec.fields] != ["string"]:
        raise Unexpected(
            f"a text model takes one field of kind 'string', got {len(spec.fields)} fields - at {at}.fields"
        )
    if (spec.form == "datum") != (spec.type is not None) or (spec.form == "datum" and spec.fields):
        raise Unexpected(f"form 'datum' needs a type and no fields, other forms no type - at {at}")
    return spec
