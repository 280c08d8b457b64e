"""What a conversion leaves: the document, its side files, and what is known of its rows and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = Any
"""A part of a PFA document."""


@dataclass(eq=False)
class Field:
    """One value of an input row, and what converters find out about it while they look at what reads it.

    It starts as open as can be: a reader that takes no missing or infinite values closes that.
    """

    name: str
    """Its name in the document."""
    source: str
    """The name of the column that the model was trained on."""
    kind: str | None = None
    """"number", "boolean" or "string"; None as long as nothing has read it."""
    missing: bool = True
    infinite: bool = True
    categories: tuple[Any, ...] | None = None
    """The values it was trained on, where it is a category."""
    strict: bool = False
    """Whether a value that is none of `categories` is refused."""
    absent: str | None = None
    """What a missing value is to the original, where it makes a difference: "none" or "nan"."""
    coded: bool = False
    """Whether the original takes it as a pandas column of the type `category`."""
    objects: bool = False
    """Whether the original was trained on this column as one of Python objects, though it holds numbers."""
    thresholds: set[float] = field(default_factory=set)
    """Numbers at which the model's answer may jump."""
    words: tuple[str, ...] = ()
    """Some words that a vectorizer knows, where it is a text."""


@dataclass(frozen=True)
class Converted:
    """A model as a PFA document.

    `form` is "record" or "text"; a text model has no fields. `outputs` are those that the document answers with, and
    `offered` those it could. `precision` is that of the source's own arithmetic: "float32" or "float64".
    """

    document: dict[str, Json]
    tables: dict[str, bytes]
    form: str
    fields: tuple[Field, ...]
    named: bool
    """Whether the model was trained on named columns (a DataFrame)."""
    task: str
    classes: tuple[Any, ...]
    outputs: tuple[str, ...]
    offered: tuple[str, ...]
    precision: str
    vocabulary: tuple[str, ...] = ()
    """Some words that a text model knows."""
    columns: tuple[str, ...] = ()
    """All columns that the model was trained on, in order; `fields` leaves out named ones that nothing reads."""
    dicts: bool = False
    """Whether the model was trained on dicts, from which a key may be left out."""
