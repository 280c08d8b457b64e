"""What a parameter's annotation says: which values callers may send, and how they are converted.

A value comes as JSON or, in the query of a URL or a cell of CSV, as text. Text for a list has commas between its items;
empty text stands for null, except where a string is expected.
"""

from __future__ import annotations

from collections.abc import Callable
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from scorelet.bundle.values import shown

Convert = Callable[[Any], Any]


class Unfit(Exception):
    """A value that a parameter does not take: where within it (a JSON pointer), and a sentence."""

    def __init__(self, at: str, sentence: str) -> None:
        super().__init__(at, sentence)
        self.at = at
        self.sentence = sentence


class Kind(NamedTuple):
    """What a parameter takes.

    name       in sentences: "a string"
    schema     JSON Schema
    of_json    the converted value; ValueError or Unfit for another. of_text: the same from text
    """

    name: str
    schema: dict[str, Any]
    of_json: Convert
    of_text: Convert

    def converted(self, value: Any, text: bool) -> Any:
        """Raises Unfit."""
        try:
            return self.of_text(value) if text and isinstance(value, str) else self.of_json(value)
        except (ValueError, OverflowError):
            raise Unfit("", f"expected {self.name}, got {shown(value)}") from None


def kind_of(annotation: Any) -> Kind | None:
    """None: callers cannot send such a thing."""
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is list or annotation is list:
        item = kind_of(members[0] if members else Any)
        return item and _list_of(item)
    if origin is Literal:
        return _one_of(members)
    if origin in (Union, UnionType):
        return _union_of(set(members))
    return next((kind for known, kind in _SIMPLE if known is annotation), None)


def _union_of(members: set[Any]) -> Kind | None:
    others = members - {NoneType}
    if others == {int, float}:
        others = {float}
    kind = kind_of(*others) if len(others) == 1 else None
    return kind and (or_null(kind) if NoneType in members else kind)


def _as_it_is(value: Any) -> Any:
    return value


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError
    return int(value)


def _whole_text(text: str) -> int:
    if len(text) > 400 or not text.removeprefix("-").isdecimal() or not text.isascii():
        raise ValueError
    return int(text)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    number = float(value)
    if number - number != 0.0:  # infinite or no number
        raise ValueError
    return number


def _number_text(text: str) -> float:
    if "_" in text:
        raise ValueError
    return _number(float(text))


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _truth_text(text: str) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
    if known is None:
        raise ValueError
    return known


ANYTHING = Kind("any value", {}, _as_it_is, _as_it_is)
_SIMPLE: tuple[tuple[Any, Kind], ...] = (
    (str, Kind("a string", {"type": "string"}, _string, _string)),
    (int, Kind("a whole number", {"type": "integer"}, _whole, _whole_text)),
    (float, Kind("a number", {"type": "number"}, _number, _number_text)),
    (bool, Kind("true or false", {"type": "boolean"}, _truth, _truth_text)),
    (Any, ANYTHING),
    (object, ANYTHING),
)
TAKEN = "str, int, float, bool, Literal[...], list[...] of these, or one of these | None"


def or_null(kind: Kind) -> Kind:
    schema = dict(kind.schema)
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    if "type" in schema:
        schema["type"] = [schema["type"], "null"]
    null_text = None if kind.schema.get("type") != "string" else ""
    return Kind(
        f"{kind.name} or null",
        schema,
        lambda value: None if value is None else kind.of_json(value),
        lambda text: null_text if text == "" else kind.of_text(text),
    )


def _list_of(item: Kind) -> Kind:
    def read(values: Any, text: bool) -> list[Any]:
        if not isinstance(values, list | tuple):
            raise ValueError
        return [_item(item, i, value, text) for i, value in enumerate(values)]

    return Kind(
        f"a list (each {item.name})",
        {"type": "array", "items": item.schema},
        lambda values: read(values, False),
        lambda text: read(text.split(",") if text else [], True),
    )


def _item(kind: Kind, i: int, value: Any, text: bool) -> Any:
    try:
        return kind.converted(value, text)
    except Unfit as unfit:
        raise Unfit(f"/{i}{unfit.at}", unfit.sentence) from None


def _one_of(members: tuple[Any, ...]) -> Kind | None:
    """Of texts and whole numbers."""
    if not all(type(member) in (str, int) for member in members):
        return None
    by_text = {str(member): member for member in members}

    def read(value: Any) -> Any:
        if type(value) not in (str, int) or value not in members:
            raise ValueError
        return value

    def read_text(text: str) -> Any:
        if text not in by_text:
            raise ValueError
        return by_text[text]

    return Kind("one of " + ", ".join(map(repr, members)), {"enum": list(members)}, read, read_text)
